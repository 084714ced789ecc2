import type {Simulator} from '../../src/simulator/simulator.js';
import {dueWindows, type OracleApp, type OracleJob} from '../support/oracle/oracle.js';

/** What `report --json` says, as far as it is looked at. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly {
    readonly app: string;
    readonly platform: string | null;
    readonly counts: {readonly sent: number};
  }[];
}

const LENGTH = {'1h': 3600, '1d': 86_400};
/** Longer than anything that is collected here. */
const LONG = 30 * 86_400;

/** A name has one SDKAppID, and an SDKAppID one name. */
export function identityFlaw(lines: readonly string[]): string | undefined {
  const pairs = new Set(lines.map((line) => `${/ app=(\S+)/.exec(line)?.[1]} ${/ sdkappid=(\S+)/.exec(line)?.[1]}`));
  const [names, ids] = [0, 1].map((part) => new Set([...pairs].map((pair) => pair.split(' ')[part])));
  return names!.size === pairs.size && ids!.size === pairs.size
    ? undefined
    : `a second series: ${[...pairs].join(', ')}`;
}

/** The ledger has no window but those of the app's own days and hours. */
export function cellsFlaw(lines: readonly string[], app: OracleApp, jobs: readonly OracleJob[]): string | undefined {
  const now = Math.floor(Date.now() / 1000);
  const cells = new Map(jobs.map((job) => [job.step as string, new Set(dueWindows(app, {...job, span: LONG}, now))]));
  const foreign = lines.filter((line) => {
    if (!line.startsWith('timpush_ledger ')) return false;
    const part = (pattern: RegExp) => pattern.exec(line)![1]!;
    const window = `${iso(part(/^\S+ (\d+)/))}..${iso(part(/ window_end=(\d+)/))}`;
    return !cells.get(part(/ step=(\S+)/))?.has(window);
  });
  return foreign.length > 0 ? `${foreign.length} windows of another grid, such as ${foreign[0]}` : undefined;
}

function iso(seconds: string): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16)}Z`;
}

export interface Expectation {
  readonly app: OracleApp;
  readonly job: OracleJob;
  readonly found: Sent;
  readonly simulator: Pick<Simulator, 'counts'>;
  /** Unix seconds: the simulator's clock stands still. */
  readonly asOf: number;
}

/** What was sent in the windows that end within the report's span and were due, by the vendor's own counts. */
export function expectedSent({app, job, found, simulator, asOf}: Expectation): number {
  const [from, to] = [found.from, found.to].map((text) => Date.parse(text) / 1000) as [number, number];
  const windows = dueWindows(app, {...job, span: LONG}, to).map((text) =>
    text.split('..').map((at) => Date.parse(at) / 1000),
  );
  return windows
    .filter(([start]) => start! > from - LENGTH[job.step] && start! < to)
    .reduce(
      (sum, [start, end]) => sum + simulator.counts(app.sdkAppId, {start: start!, end: end!}, asOf).total.sent,
      0,
    );
}
