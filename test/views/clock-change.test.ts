import {describe, expect, test} from '@jest/globals';
import {parseStep, windowsTouching, zoned} from '../../src/domain/window.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {Activity} from '../../src/views/activity.js';
import {appsView} from '../../src/views/apps-view.js';
import {comparedPush} from '../../src/views/late-comparison.js';
import {lossView} from '../../src/views/loss-view.js';
import {pushView} from '../../src/views/push-view.js';
import {queries} from '../../src/views/query.js';
import {instantIn} from '../../src/views/span-query.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {pushPoints} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const refresh = [{name: '10m', seconds: 600}];
const jobs = ['1h', '1d'].flatMap((step) =>
  [{}, {report: chatLoss}].map((more) => aJob({...more, step: parseStep(step)!, refresh})),
);
const BERLIN = 'Europe/Berlin';

/** Weeks of local days around each change of the clocks, and the Monday on which the week before begins. */
const weeks = [
  ['the week of the change in autumn', BERLIN, {from: '2026-10-19', to: '2026-10-26'}, '2026-10-12'],
  ['the week after it', BERLIN, {from: '2026-10-26', to: '2026-11-02'}, '2026-10-19'],
  ['the week of the change in spring', BERLIN, {from: '2026-03-23', to: '2026-03-30'}, '2026-03-16'],
  ['the week after it', BERLIN, {from: '2026-03-30', to: '2026-04-06'}, '2026-03-23'],
  [
    'a week of a zone that leaves its clocks alone',
    'Asia/Shanghai',
    {from: '2026-10-26', to: '2026-11-02'},
    '2026-10-19',
  ],
] as const;

/** Of every hour as many pushes as its number in the local day, and one; of every day as many as its number in the week. As many are lost. */
async function collected(timezone: string, until: string) {
  const app = anApp({timezone});
  const store = new MemoryStore();
  const end = at(`${until}T12:00Z`);
  for (const [step, numberOf] of [
    ['1h', ({hour}: {hour: number}) => hour + 1],
    ['1d', ({dayOfWeek}: {dayOfWeek: number}) => dayOfWeek],
  ] as const) {
    const grid = {step: parseStep(step)!, timezone, maxWindow: 30 * 86_400};
    for (const window of windowsTouching(grid, {start: end - 30 * 86_400, end})) {
      const count = numberOf(zoned(window.start, timezone) as never);
      const tags = {app: app.name, sdkappid: '1', stage: 'sent', platform: 'fcm', class: 'token', code: '410'};
      await store.write([
        ...pushPoints(app.name, step, window.start, {fcm: count}),
        {measurement: `timpush_chat_loss_${step}`, tags, fields: {count, text: ''}, time: window.start},
      ]);
      await recordEntries(store, [anEntry({step, report: 'chat-loss', window, fetchedAt: window.end})]);
    }
  }
  return {deps: {jobs, apps: [app], store, timezone, explainLoss: lookUp}, now: end};
}

const DAY_SUM = (24 * 25) / 2;

describe.each(weeks)('%s (%s, %j)', (_, timezone, span, before) => {
  const start = instantIn(before, timezone)!;

  test('is compared with the week before, weekday by weekday and hour by hour, on the page', async () => {
    const {deps, now} = await collected(timezone, span.to);
    for (const step of ['1h', '1d']) {
      const {basis, from} = await pushView({...span, step}, deps, now);
      expect(basis!.before).toEqual({start, end: from});
      expect(basis!.windows).toBe(basis!.of);
    }
    expect((await pushView({...span, step: '1d'}, deps, now)).comparison).toMatchObject({before: {sent: 28}});
  });

  test('lies a week after what it is compared with, where that is asked in these words', async () => {
    const {deps, now} = await collected(timezone, span.to);
    const {basis, from} = await pushView({...span, step: '1d', against: '7d'}, deps, now);
    expect(basis!.before).toEqual({start, end: from});
  });

  test('has in a report by hour or day the same hour or day beside each', async () => {
    const {deps, now} = await collected(timezone, span.to);
    const clock = new ManualClock(new Date(now * 1000).toISOString());
    const report = (query: object) => queries({...deps, clock}).report({...span, ...query, compare: 'true'});
    const sides = async (query: object) => {
      const {rows} = await report(query);
      return rows.map(({comparison}) => [comparison?.now.sent, comparison?.before.sent]);
    };
    const others = (await sides({by: 'hour', step: '1h'})).filter(([now, was]) => now !== was);
    // The hour from two to three is not there on the day on which the clocks go forward: the one that follows stands for it.
    expect(others).toEqual(before === '2026-03-23' ? [[3, 4]] : []);
    expect(await sides({by: 'day', step: '1d'})).toEqual([1, 2, 3, 4, 5, 6, 7].map((day) => [day, day]));
    const hourly = await sides({by: 'day', step: '1h'});
    expect(hourly.slice(0, 6)).toEqual(Array(6).fill([DAY_SUM, DAY_SUM]));
    expect(await sides({by: 'app', step: '1d'})).toEqual([[28, 28]]);
  });

  test('has its losses beside those of the week before', async () => {
    const {deps, now} = await collected(timezone, span.to);
    const {whyLost} = await lossView({...span, step: '1d'}, deps, now);
    expect(whyLost!.rows).toMatchObject([{count: 28, before: 28}]);
  });

  test('is compared with the week before, too, where it was collected late', async () => {
    const {deps, now} = await collected(timezone, span.to);
    const late = aJob({step: parseStep('1d')!, refresh: [...refresh, {name: '30d', seconds: 30 * 86_400}]});
    const {basis, from} = await comparedPush({...span, step: '1d'}, {...deps, jobs: [late]}, now + 86_400);
    expect(basis).toMatchObject({windows: 7, finalAfter: '1d', before: {start, end: from}});
  });
});

test('the week on the page of all apps ends now; each of its days has the same weekday a week before', async () => {
  // Shortly before midnight, when a week of 168 hours back is another day.
  const {deps} = await collected(BERLIN, '2026-11-03');
  const now = at('2026-11-02T23:30+01:00');
  const asked: unknown[] = [];
  const store = {
    latest: deps.store.latest.bind(deps.store),
    sums: async (queries: Parameters<MemoryStore['sums']>[0]) => {
      asked.push(...queries);
      return deps.store.sums(queries);
    },
  };
  const activity = new Activity(new ManualClock('2026-11-02T22:30Z'));
  const {rows} = await appsView({}, {...deps, store, jobs: [aJob({step: parseStep('1d')!, refresh})], activity}, now);
  expect(rows[0]!.change).toMatchObject({step: '1d', windows: 7});
  expect(asked).toContainEqual(
    expect.objectContaining({span: {start: at('2026-10-19T00:00+02:00'), end: at('2026-10-26T00:00+01:00')}}),
  );
});

test('what has begun this week is compared with the same of the last, also in the last hour of the long week', async () => {
  const {deps} = await collected(BERLIN, '2026-10-26');
  const now = at('2026-10-25T23:30+01:00');
  const {basis} = await pushView({from: '2026-10-19', step: '1h', against: '7d'}, deps, now);
  expect(basis!.before).toEqual({start: at('2026-10-12T00:00+02:00'), end: at('2026-10-18T23:00+02:00')});
});
