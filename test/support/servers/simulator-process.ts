import {eventually} from '../oracle/eventually.js';
import {type CollectorProcess, launchCollector} from './collector-process.js';

/** The simulator as a process of its own, where no other work delays the arrival of a call. */
export interface SimulatorProcess {
  readonly url: string;
  /** As `simulate` prints them, in the order of their arrival. */
  calls(): PrintedCall[];
  stop(): Promise<unknown>;
}

export interface PrintedCall {
  readonly atMs: number;
  readonly sdkAppId: string;
  readonly command: string;
  /** Of the verdict, or the name of a fault. */
  readonly code: string;
}

export async function launchSimulator(folder: string, args: readonly string[]): Promise<SimulatorProcess> {
  const simulator = launchCollector(folder, ['simulate', '--port', '0', ...args]);
  const url = await eventually(() => /at (http:\S+),/.exec(simulator.stdout)?.[1]);
  return {url, calls: () => callsOf(simulator), stop: () => simulator.stop()};
}

const CALL = /^(?<iso>\S+Z) (?<sdkAppId>\d+) (?<command>\w+) \[\d+, \d+\) (?<code>\S+)$/gm;

function callsOf({stdout}: CollectorProcess): PrintedCall[] {
  return [...stdout.matchAll(CALL)].map(({groups}) => {
    const {iso, sdkAppId, command, code} = groups as Record<'iso' | 'sdkAppId' | 'command' | 'code', string>;
    return {atMs: Date.parse(iso), sdkAppId, command, code};
  });
}
