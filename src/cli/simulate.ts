import {Command, InvalidArgumentError} from 'commander';
import {CollectorError} from '../domain/errors.js';
import {type Faults, type LoggedRequest, startSimulator} from '../simulator/simulator.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {demoApps, demoAppsAt, demoIncidents} from './demo-apps.js';
import {aborted, interruption} from './terminal.js';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly minGap: number;
  readonly latency: number;
  readonly keepDays?: number;
  readonly fault?: Partial<Faults>;
}

const rates = ['internal', 'tooOften', 'badGateway', 'truncated', 'slow', 'reset', 'html200', 'empty'] as const;

export function simulateCommand(bind: Bind): Command {
  return new Command('simulate')
    .description("the vendor's API as a local server, with three made-up apps")
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', '0 takes any free one', count, 9010)
    .option('--min-gap <ms>', 'calls of one app closer than this are answered with 60007', count, 1000)
    .option('--latency <ms>', 'delay of every answer', count, 0)
    .option('--keep-days <days>', 'refuse windows that start earlier, as the vendor may do (default: off)', count)
    .option('--fault <name=rate>', `may be repeated; names: ${rates.join(', ')}; rate from 0 to 1`, fault)
    .action(bind(simulate));
}

const simulate: Action<Options> = async ({minGap, latency, fault: faults = {}, keepDays, ...where}, terminal) => {
  const {stdout} = terminal;
  const stop = interruption(terminal);
  const onRequest = (request: LoggedRequest) => void stdout.write(`${line(request)}\n`);
  const nowMs = systemClock().now();
  const settings = {
    apps: demoAppsAt(nowMs),
    minGapMs: minGap,
    latencyMs: latency,
    faults,
    keepDays,
    incidents: demoIncidents(nowMs),
  };
  const deps = {now: systemClock().now, onRequest};
  const simulator = await startSimulator({...where, ...settings}, deps).catch((cause: Error) => {
    const reason = `Cannot listen on ${where.host}, port ${where.port}: ${cause.message}`;
    throw new CollectorError(`${reason}; choose another with --port or --host`, 'stop', {}, {cause});
  });
  stdout.write(`The API answers at ${simulator.url}, for administrator of\n`);
  for (const {name, sdkAppId, secretKey} of demoApps)
    stdout.write(`  ${name}: sdkAppId ${sdkAppId}, key ${secretKey} (no secret)\n`);
  await aborted(stop);
  await simulator.close();
  return 0;
};

function line({clockMs, sdkAppId, command, start, end, code}: LoggedRequest): string {
  return `${new Date(clockMs).toISOString()} ${sdkAppId ?? '-'} ${command} [${start ?? '-'}, ${end ?? '-'}) ${code}`;
}

function count(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function fault(text: string, others: Partial<Faults> = {}): Partial<Faults> {
  const [, name, rate] = /^(\w+)=(\S+)$/.exec(text) ?? [];
  const known = rates.find((each) => each === name);
  if (!known || !(Number(rate) >= 0 && Number(rate) <= 1))
    throw new InvalidArgumentError('Example: --fault internal=0.05');
  return {...others, [known]: Number(rate)};
}
