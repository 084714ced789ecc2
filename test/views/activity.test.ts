import {expect, test} from '@jest/globals';
import {ApiError} from '../../src/domain/errors.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {Activity} from '../../src/views/activity.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {anApp} from '../support/fixtures/examples.js';

const summary: RunSummary = {
  app: anApp(),
  report: 'chat',
  step: '1h',
  startedAt: 1_772_323_200,
  durationMs: 4600,
  windowsOk: 3,
  windowsFailed: 1,
  windowsLeft: 2,
  calls: 6,
  retries: 0,
  lag: 0,
  survey: [],
  error: undefined,
};
const denied = new ApiError(70009, 'the signature is not accepted', 'stop');

function activity() {
  const clock = new ManualClock('2026-03-01T00:00:00Z');
  return {clock, activity: new Activity(clock)};
}

test('a run at work shows how far it is and how long the rest takes', () => {
  const {clock, activity: it} = activity();
  it.meter.planned('shop', 'chat', '1h', 10);
  clock.set('2026-03-01T00:00:08Z');
  for (let i = 0; i < 4; i += 1) {
    it.meter.call('shop', 'chat', '0');
    it.meter.window('shop', 'chat', '1h', 'ok');
  }
  expect(it.view()).toMatchObject({
    callsPerSecond: 0.4,
    collected: 4,
    running: [{app: 'shop', step: '1h', planned: 10, done: 4, startedAt: 1_772_323_200, secondsLeft: 12}],
  });
  it.meter.run(summary);
  clock.set('2026-03-01T00:00:30Z');
  expect(it.view()).toMatchObject({running: [], callsPerSecond: 0});
});

test('campaigns that the vendor does not know are a problem until a run knows better', () => {
  const {activity: it} = activity();
  const window = {start: 0, end: 0};
  const rejected = {window, previous: undefined, coverage: 'rejected'} as const;
  const campaigns = {...summary, report: 'campaigns', step: 'task', windowsLeft: 0};
  it.meter.run({...campaigns, survey: [rejected], unknown: ['sale']});
  expect(it.problems()).toMatchObject([
    {app: 'shop', report: 'campaigns', step: 'task', kind: 'refused', text: expect.stringContaining('(sale)')},
  ]);
  it.meter.run({...campaigns, unknown: []});
  expect(it.problems()).toEqual([]);
});

test('a job has a problem until a run of it ends well', () => {
  const {activity: it} = activity();
  const well = {...summary, windowsLeft: 0};
  it.meter.run({...summary, error: denied});
  it.meter.run({...well, step: '1d'});
  expect(it.view().problems).toMatchObject([
    {app: 'shop', step: '1h', kind: 'failed', text: 'the signature is not accepted'},
  ]);
  it.meter.run({...well, calls: 0});
  expect(it.view().problems).toEqual([]);
});

test('windows that a run left are a problem, but not while a run is at work on them', () => {
  const {activity: it} = activity();
  it.meter.run({...summary, windowsLeft: 165});
  expect(it.problems()).toMatchObject([
    {kind: 'left', text: expect.stringMatching(/^165 windows are left for the next run, which asks/)},
  ]);
  it.meter.planned('shop', 'chat', '1h', 165);
  expect(it.problems()).toEqual([]);
  it.meter.run({...summary, windowsLeft: 0});
  expect(it.problems()).toEqual([]);
});

test('runs that asked for nothing are not worth a line; the newest stands first', () => {
  const {activity: it} = activity();
  it.meter.run({...summary, startedAt: 1});
  it.meter.run({...summary, startedAt: 2, calls: 0});
  it.meter.run({...summary, startedAt: 3});
  expect(it.view().lastRuns.map(({at}) => at)).toEqual([3, 1]);
});

test('what the store knows of earlier runs is recalled, but not over what has happened since', () => {
  const {activity: it} = activity();
  it.meter.run({...summary, step: '1d', windowsLeft: 0});
  it.recall([runPoint({...summary, error: denied}), runPoint({...summary, step: '1d', error: denied})]);
  expect(it.view().problems).toMatchObject([{step: '1h', kind: 'failed', at: summary.startedAt}]);
  expect(it.view().lastRuns).toContainEqual(
    expect.objectContaining({step: '1h', seconds: 5, collected: 3, rejected: 1, left: 2, calls: 6}),
  );
});

test('a newer run that another collector has recorded is the latest; what another works on is not left', () => {
  const {activity: it} = activity();
  it.meter.run({...summary, error: denied});
  it.recall([runPoint({...summary, startedAt: summary.startedAt + 60, windowsLeft: 7})]);
  expect(it.problems()).toMatchObject([{kind: 'left'}]);
  it.elsewhere = () => new Set(['shop chat']);
  expect(it.problems()).toEqual([]);
});

test('what the meter is told is passed on', () => {
  const heard: string[] = [];
  const base = new Proxy({} as Activity['meter'], {get: (_, name) => () => heard.push(String(name))});
  const names = ['call', 'retry', 'paceWait', 'window', 'planned', 'run', 'batch', 'tickMissed'] as const;
  // Every method is named, so that the copy has them all.
  const {meter} = new Activity(
    new ManualClock('2026-03-01T00:00Z'),
    Object.fromEntries(names.map((name) => [name, base[name]])) as unknown as Activity['meter'],
  );
  for (const name of names) (meter[name] as (...values: unknown[]) => void)(name === 'run' ? summary : 'shop');
  expect(heard).toEqual([...names]);
});
