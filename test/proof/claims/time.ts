import {setTimeout as sleep} from 'node:timers/promises';
import {type LoggedRequest, startSimulator} from '../../../src/simulator/simulator.js';
import {makeWorkplace, type Workplace} from '../../support/fixtures/workplace.js';
import {until} from '../../support/oracle/until.js';
import {launchCollector} from '../../support/servers/collector-process.js';
import {claimOfCases, type Random} from '../cases.js';
import {WallClock} from '../faketime.js';
import {pick} from '../mutation.js';
import {wrongClockFlaw} from './wrong-clock.js';

const HOUR = 3600;
const AGES = [60, HOUR, 3 * HOUR];
const MINUTE = 60;
/** A call may have been begun so long before it arrives. */
const FLIGHT_MS = 3000;

interface Scenario {
  readonly name: string;
  readonly timezone: string;
  /** Seconds by which the clock is set, one after another; the first is where it begins. */
  steps(random: Random): number[];
  /** The process is stopped while the clock is set. */
  readonly suspended?: boolean;
}

/** From now to half an hour before the moment, then in leaps across it. */
function across(moment: string): number[] {
  const before = Math.round((Date.parse(moment) - Date.now()) / 1000) - HOUR / 2;
  return [before, HOUR, HOUR, HOUR / 2, -HOUR];
}

const hours = (random: Random) => Math.round((random() * 24 - 12) * HOUR);
const SCENARIOS: readonly Scenario[] = [
  {
    name: 'set by hours either way',
    timezone: 'Asia/Shanghai',
    steps: (random) => [0, hours(random), hours(random), hours(random)],
  },
  {
    name: 'suspended',
    timezone: 'Europe/Berlin',
    steps: (random) => [0, 5 * HOUR, Math.abs(hours(random))],
    suspended: true,
  },
  {name: 'spring', timezone: 'Europe/Berlin', steps: () => across('2027-03-28T01:00Z')},
  {name: 'autumn', timezone: 'Europe/Berlin', steps: () => across('2027-10-31T01:00Z')},
  {name: 'half an hour', timezone: 'Australia/Lord_Howe', steps: () => across('2027-04-03T15:00Z')},
  {name: 'at midnight', timezone: 'Africa/Cairo', steps: () => across('2027-04-29T22:00Z')},
];

export const time = claimOfCases({
  name: 'time',
  title: 'whatever the clock does, no open window is asked for, and none twice within a refresh age',
  count: (short) => (short ? 6 : SCENARIOS.length * 12),
  async flaw(index, random) {
    // Every other case: the vendor's clock is right and ours is not.
    if (index % 2 === 1) return wrongClockFlaw(random);
    const scenario = SCENARIOS[(index / 2) % SCENARIOS.length]!;
    const workplace = await makeWorkplace();
    try {
      const steps = scenario.steps(random);
      const found = await attempt(scenario, steps, workplace, random);
      return found && `${scenario.name} ${steps}: ${found}`;
    } finally {
      await workplace.remove();
    }
  },
});

interface Call extends LoggedRequest {
  readonly earliest: number;
  readonly latest: number;
}

async function attempt(
  {timezone, suspended}: Scenario,
  steps: readonly number[],
  workplace: Workplace,
  random: Random,
): Promise<string | undefined> {
  const clock = new WallClock(workplace.path('clock'));
  const calls: Call[] = [];
  const onRequest = (request: LoggedRequest) => void calls.push({...request, ...clock.shownWithin(FLIGHT_MS)});
  const apps = [{sdkAppId: 1_400_000_001, secretKey: 'key-of-shop'}];
  const simulator = await startSimulator({apps, minGapMs: 0}, {now: () => clock.now(), onRequest});
  await configure(workplace, simulator.url, timezone);
  clock.set(steps[0]!);
  const env = {...clock.env, KEY: 'key-of-shop'};
  const collector = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml'], env);
  try {
    await until(() => calls.length > 0, 15_000);
    for (const step of steps.slice(1)) {
      await sleep(1000 + random() * 1500);
      if (suspended) process.kill(collector.pid, 'SIGSTOP');
      clock.set(clock.offset + step);
      if (suspended) await sleep(pick(random, [200, 3500]));
      if (suspended) process.kill(collector.pid, 'SIGCONT');
    }
    await sleep(2500);
    const {code, stderr} = await collector.stop();
    return code === 0 ? flawIn(calls) : `exit code ${code}: ${stderr.slice(-500)}`;
  } finally {
    await collector.stop('SIGKILL');
    await simulator.close();
  }
}

async function configure(workplace: Workplace, baseUrl: string, timezone: string): Promise<void> {
  const schedule = '* * * * * *';
  await workplace.configure({
    timezone,
    apps: [{name: 'shop', sdkAppId: 1_400_000_001, baseUrl, secretKeyEnv: 'KEY'}],
    jobs: [
      {report: 'chat', step: '1h', schedule, span: '8h', refresh: ['1m', '1h', '3h']},
      {report: 'chat', step: '1d', schedule, span: '3d', refresh: ['1m', '1h', '3h']},
    ],
    timpush: {paceMs: 10},
    store: 'duckdb',
    duckdb: {path: 'push.duckdb'},
    http: {port: 0},
  });
}

function flawIn(calls: readonly Call[]): string | undefined {
  const open = calls.find(({end, latest}) => end! + AGES[0]! > latest);
  if (open) return `asked for ${open.start}..${open.end} at ${open.asOf}`;
  const answered = new Map<string, Call>();
  for (const call of calls.filter(({code}) => code === 0)) {
    const key = `${call.start}..${call.end}`;
    const before = answered.get(key);
    if (before && !isFromFuture(before, call) && !isDueAgain(before, call))
      return `asked twice for ${key}, at ${before.asOf} and ${call.asOf}`;
    answered.set(key, call);
  }
  return undefined;
}

/** What a clock that was set back since may have recorded counts no more. */
function isFromFuture(before: Call, {earliest}: Call): boolean {
  return before.latest > earliest + MINUTE;
}

function isDueAgain(before: Call, {end, latest}: Call): boolean {
  return AGES.some((age) => before.earliest < end! + age && end! + age <= latest);
}
