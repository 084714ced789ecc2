import {setTimeout as sleep} from 'node:timers/promises';
import {comparable, duckDbLines} from '../../support/fixtures/store-lines.js';
import {expectedLines} from '../../support/oracle/oracle.js';
import {until} from '../../support/oracle/until.js';
import {launchCollector, runCollector} from '../../support/servers/collector-process.js';
import type {Random} from '../cases.js';
import {difference, type Experiment, HOUR, openExperiment} from '../experiment-fixture.js';
import {WallClock} from '../faketime.js';
import {pick} from '../mutation.js';

const DATABASE = 'push.duckdb';
const CONFIG = ['--config', 'collector.yaml'];
const JOBS = [
  {step: '1h', span: 8 * HOUR, refresh: {'1m': 60, '1h': HOUR, '3h': 3 * HOUR}},
  {step: '1d', span: 72 * HOUR, refresh: {'1m': 60, '1h': HOUR, '3h': 3 * HOUR}},
] as const;
const MINUTE = 60;
const DAY = 24 * HOUR;
const OFFSETS = [90, 40 * MINUTE, 59 * MINUTE, 3 * HOUR, 8 * HOUR, 2 * DAY, 9 * DAY];

/**
 * The vendor has its own clock, which is right, while the collector's is wrong: the boot with a wrong hardware clock, once or for
 * good. However it ends, the next pass with a right clock leaves what a clock that was always right would have left.
 */
export async function wrongClockFlaw(random: Random): Promise<string | undefined> {
  const offset = pick(random, OFFSETS) * (random() < 0.6 ? 1 : -1);
  const ending = pick(random, ['mended while it runs', 'mended at the next start', 'wrong once more'] as const);
  const experiment = await openExperiment({apps: 1, jobs: JOBS, paceMs: 10, remember: false});
  try {
    await experiment.configure({store: 'duckdb', duckdb: {path: DATABASE}});
    const clock = new WallClock(experiment.workplace.path('clock'));
    await collectWith(clock, offset, ending, experiment);
    if (ending === 'wrong once more') await collectWith(clock, -offset / 2, 'mended at the next start', experiment);
    const flaws = await flawsWithRightClock(experiment, offset < 0 || ending === 'wrong once more');
    return flaws.length > 0 ? `${offset} s, ${ending}: ${flaws.join('; ')}` : undefined;
  } finally {
    await experiment.close();
  }
}

async function collectWith(clock: WallClock, offset: number, ending: string, experiment: Experiment): Promise<void> {
  clock.set(offset);
  const before = experiment.simulator.requests.length;
  const collector = launchCollector(experiment.workplace.folder, ['start', ...CONFIG], {...clock.env});
  try {
    // Where two wrong clocks are near each other, nothing has become due in between.
    const hasRun = () => (collector.stdout + collector.stderr).includes('"run finished"');
    await until(() => experiment.simulator.requests.length > before || hasRun(), 15_000);
    await sleep(2000);
    if (ending === 'mended while it runs') {
      clock.set(0);
      await sleep(2000);
    }
    await collector.stop();
  } finally {
    await collector.stop('SIGKILL');
  }
}

async function flawsWithRightClock({simulator, workplace, apps}: Experiment, fewAged: boolean): Promise<string[]> {
  let last = await runCollector(workplace.folder, ['collect', ...CONFIG]);
  // Signatures by the wrong clock were refused until the vendor had enough of them; it forgets that after a minute.
  if (last.stderr.includes('70050')) {
    await sleep(61_000);
    last = await runCollector(workplace.folder, ['collect', ...CONFIG]);
  }
  const calls = simulator.requests.length;
  await runCollector(workplace.folder, ['collect', ...CONFIG]);
  const now = Date.now() / 1000;
  const lines = await duckDbLines(workplace.path(DATABASE));
  const closed = simulator.requests.filter(({end, asOf}) => (end ?? 0) <= asOf);
  const answered = {requests: closed, counts: simulator.counts};
  const expected = expectedLines({apps, jobs: JOBS, simulator: answered});
  const isAged = (line: string) => /^\S+_aged /.test(line);
  const without = (all: readonly string[]) => (fewAged ? all.filter((line) => !isAged(line)) : all);
  // An answer to a clock that is behind leaves no copy, so that any later one, still in time, may be the first that does.
  const allowed = new Set(
    closed.flatMap((each) => expectedLines({apps, jobs: JOBS, simulator: {...answered, requests: [each]}})),
  );
  return [
    ...(last.code === 0 ? [] : [`the last run ended with ${last.code}: ${last.stderr.slice(-500)}`]),
    ...(simulator.requests.length === calls ? [] : ['a second run asks again']),
    ...difference(without(comparable(lines)), without(expected)),
    ...comparable(lines).filter((line) => isAged(line) && !allowed.has(line)),
    ...lines.filter((line) => Number(/ (?:fetched_at|window_end)=(\d+)/.exec(line)?.[1] ?? 0) > now),
  ];
}
