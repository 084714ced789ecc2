import {expect, test} from '@jest/globals';
import {apiRoutes} from '../../src/http/api-routes.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {Activity} from '../../src/views/activity.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

function routes() {
  const clock = new ManualClock('2026-03-03T00:00Z');
  const started: string[][] = [];
  const backfill = {
    busy: false,
    async start(
      _span: unknown,
      pieces: readonly {app: {name: string}; windows: readonly unknown[]}[],
      options?: object,
    ) {
      if (backfill.busy) return false;
      started.push([...pieces.map(({app}) => app.name), ...(options ? [JSON.stringify(options)] : [])]);
      return true;
    },
    async stop() {},
    view: () => null,
  };
  const activity = new Activity(clock);
  const deps = {
    jobs: [aJob()],
    apps: [anApp(), anApp({name: 'news', sdkAppId: 2})],
    store: new MemoryStore(),
    timezone: 'UTC',
  };
  const more = {
    paceMs: 1000,
    explain: () => '',
    explainLoss: lookUp,
    clock,
    activity,
    backfill,
    schedule: {upcoming: () => [], late: () => []},
  };
  return {...apiRoutes({...deps, ...more}), started, backfill};
}

/** The client waits. */
const here = new AbortController().signal;

test('a backfill is begun for what its body says', async () => {
  const {actions, started} = routes();
  await actions['/api/backfill']({app: 'news', from: '2026-03-02'}, here);
  expect(started).toEqual([['news']]);
});

test.each([
  [{ap: 'news', from: '2026-03-02'}, '“ap” is not asked here, was “app” meant?; known: app, report, step, from, to'],
  [{app: 'news', from: '2026-03-02', force: 'true'}, '“force” is not asked here'],
  [{app: 7, from: '2026-03-02'}, 'app: it is not a text'],
])('a backfill that is not understood wholly is not begun: %j', async (body, words) => {
  const {actions, started} = routes();
  await expect(async () => actions['/api/backfill'](body, here)).rejects.toThrow(words);
  expect(started).toEqual([]);
});

const window = {app: 'news', step: '1h', start: String(Date.parse('2026-03-02T10:00Z') / 1000)};

test('one window is asked for again whatever is known of it, and its answer says since when', async () => {
  const {actions, started} = routes();
  expect(await actions['/api/ask'](window)).toEqual({at: Date.parse('2026-03-03T00:00Z') / 1000});
  expect(started).toEqual([['news', `{"forcedAt":${Date.parse('2026-03-03T00:00Z') / 1000}}`]]);
});

test('while a backfill is at work no window is asked for again', async () => {
  const {actions, started, backfill} = routes();
  backfill.busy = true;
  await expect(actions['/api/ask'](window)).rejects.toMatchObject({
    statusCode: 409,
    message: 'a backfill is at work: stop it first',
  });
  expect(started).toEqual([]);
});

test.each([
  [{...window, app: 7}, 'app: it is not a text'],
  [{...window, force: 'true'}, '“force” is not asked here'],
  [undefined, 'app: “” is not configured'],
])('a window that is not named is not asked for: %j', async (body, words) => {
  const {actions, started} = routes();
  await expect(async () => actions['/api/ask'](body)).rejects.toThrow(words);
  expect(started).toEqual([]);
});
