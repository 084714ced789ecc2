import {ApiError} from '../../src/domain/errors.js';
import {findingPoint} from '../../src/domain/finding-point.js';
import {isoUtc} from '../../src/domain/local-time.js';
import type {Point} from '../../src/domain/point.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {aFindingView} from '../support/fixtures/a-finding.js';
import {anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';
import {type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';
import {playLosses} from './simulated-losses.js';
import {apps, FROM, HOUR, playPush} from './simulated-push.js';

/** Something of everything that dashboards show: findings, pushes, broadcasts, losses, failed runs, refused windows. */
export async function startWholeInflux(): Promise<SimulatedInflux> {
  const points: Point[] = [
    ...(await playPush()).points,
    ...playLosses().points.filter(({measurement}) => /loss|broadcast/.test(measurement)),
    ...apps.flatMap((app) => [failedRun(app, 'chat'), failedRun(app, 'chat-loss')]),
  ];
  points.push(...apps.map((name) => findingPoint(goingOn, anApp({name}))));
  const rejected = {window: {start: FROM, end: FROM + HOUR}, outcome: 'rejected', errorCode: 90100} as const;
  const entries = apps.map((app) => anEntry({app, ...rejected}));
  await recordEntries({write: async (more) => void points.push(...more)}, entries);
  return startSimulatedInflux(points);
}

/** Since an hour after the beginning. */
const goingOn = aFindingView({since: isoUtc(FROM + HOUR), note: 'Look at it.'});

function failedRun(name: string, report: string) {
  const numbers = {windowsOk: 0, windowsFailed: 0, windowsLeft: 1, calls: 1, retries: 0, durationMs: 1, lag: HOUR};
  const survey = [{window: {start: FROM, end: FROM + HOUR}, previous: undefined, coverage: 'missing' as const}];
  const error = new ApiError(90045, 'not enabled', 'stop');
  const identity = {app: anApp({name}), report, step: '1h', startedAt: FROM + 2 * HOUR};
  return runPoint({...identity, ...numbers, survey, error});
}
