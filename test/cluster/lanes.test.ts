import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import type {LaneHold} from '../../src/cluster/lane-hold.js';
import {anApp} from '../support/fixtures/examples.js';
import {eventually} from '../support/oracle/eventually.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';
import {aCluster, daily, hourly, type Member, shop, untilToldToEnd} from './cluster-fixture.js';

let redis: RedisServer;
let cluster: ReturnType<typeof aCluster>;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => cluster.close());
afterAll(() => redis.stop());

test('a tick of every machine is one: a lane gets one turn, for whoever is first', async () => {
  cluster = aCluster(redis);
  const members = await Promise.all([1, 2, 3].map(() => cluster.join(async () => [])));
  const turns = () => members.flatMap((member) => member.turns);
  await eventually(() => turns().length > 0);
  await sleep(1000);
  for (const {turns} of members) turns.length = 0;
  for (const {executor} of members) executor.tick(hourly);
  await eventually(() => turns().length > 0);
  await sleep(1000);
  expect(turns().map(({app, steps}) => [app.name, ...steps])).toEqual([['shop', '1h']]);
});

test('a lane has one holder, and what is wanted meanwhile gets a turn after it', async () => {
  cluster = aCluster(redis);
  const [first, second] = [await cluster.join(untilToldToEnd), await cluster.join(untilToldToEnd)];
  first.executor.begin(hourly, shop);
  const turns = () => [...first.turns, ...second.turns];
  await eventually(() => turns().length === 1);
  second.executor.begin(daily, shop);
  await sleep(1000);
  expect(turns()).toHaveLength(1);
  const [holder, other] = first.turns.length > 0 ? [first, second] : [second, first];
  await holder.executor.stop(3000);
  await eventually(() => other.turns.length === 1);
  expect(other.turns[0]!.steps).toContain('1d');
});

test('a turn ends after its time; what is left goes on in another', async () => {
  cluster = aCluster(redis, {turnMs: 300});
  let left = 2;
  const {executor, turns} = await cluster.join(async (wanted, signals) => {
    await untilToldToEnd(wanted, signals);
    left -= 1;
    return left > 0 ? wanted.jobs : [];
  });
  executor.begin(hourly, shop);
  await eventually(() => turns.length === 2);
  await sleep(1000);
  expect(turns).toHaveLength(2);
});

test('who stops hands over at once', async () => {
  cluster = aCluster(redis);
  const [first, second] = [
    await cluster.join(async (wanted, signals) => {
      await untilToldToEnd(wanted, signals);
      return wanted.jobs;
    }),
    await cluster.join(untilToldToEnd),
  ];
  first.executor.begin(hourly, shop);
  await eventually(() => first.turns.length + second.turns.length === 1);
  const [holder, other] = first.turns.length > 0 ? [first, second] : [second, first];
  const stopped = holder.executor.stop(8000);
  await stopped;
  expect(holder.turns[0]!.leave!.aborted).toBe(true);
  expect(holder.turns[0]!.cancel.aborted).toBe(false);
  // Sooner than a lock that nobody renews would end.
  if (holder === first) await eventually(() => other.turns.length === 1, 2500);
});

test('new windows wait for a turn at most while every lane is in a backfill', async () => {
  cluster = aCluster(redis, {turnMs: 1000});
  const apps = Array.from({length: 30}, (_, index) => anApp({name: `app-${index}`, sdkAppId: 1_400_000_000 + index}));
  const all = [
    {job: hourly, apps},
    {job: daily, apps},
  ];
  // The hourly job never ends by itself.
  const members = await Promise.all(
    [1, 2].map(() =>
      cluster.join(
        async (wanted, signals) => {
          await untilToldToEnd(wanted, signals);
          return wanted.jobs.filter((job) => job === hourly);
        },
        {all},
      ),
    ),
  );
  const turns = () => members.flatMap((member) => member.turns);
  members[0]!.executor.tick(hourly);
  await eventually(() => new Set(turns().map(({app}) => app.name)).size === apps.length);
  const tickedMs = performance.now();
  members[1]!.executor.tick(daily);
  const live = () => turns().filter(({steps}) => steps.includes('1d'));
  await eventually(() => new Set(live().map(({app}) => app.name)).size === apps.length);
  // A turn, and what a busy machine takes.
  expect(performance.now() - tickedMs).toBeLessThan(1000 + 3000);
});

const news = anApp({name: 'news', sdkAppId: 1_400_000_002});
const withNews = [{job: hourly, apps: [shop, news]}];
const newsIn = ({turns}: Member) => turns.filter(({app}) => app.name === 'news').length;

test('lanes that only a machine has which has just come do not wait for a tick', async () => {
  cluster = aCluster(redis);
  const before = await cluster.join(async () => [], {all: [{job: hourly, apps: [shop]}]});
  before.executor.tick(hourly);
  await eventually(() => before.turns.length > 0);
  const after = await cluster.join(async () => [], {all: withNews});
  after.executor.tick(hourly);
  await eventually(() => newsIn(after) > 0);
});

test('a machine that comes does not ask once more for lanes that are at work', async () => {
  cluster = aCluster(redis);
  const first = await cluster.join(untilToldToEnd);
  await eventually(() => first.turns.length === 1);
  const second = await cluster.join(untilToldToEnd);
  await sleep(500);
  (first.turns[0]!.hold as LaneHold).handOver();
  await sleep(1000);
  expect([...first.turns, ...second.turns]).toHaveLength(1);
  second.executor.begin(hourly, shop);
  await eventually(() => first.turns.length + second.turns.length === 2);
});

test('a turn of a lane that a machine does not know is left to another one', async () => {
  cluster = aCluster(redis, {lanes: 1});
  const knows = await cluster.join(untilToldToEnd, {all: withNews});
  await eventually(() => knows.turns.length === 1);
  const held = knows.turns[0]!.app;
  const others = held === shop ? news : shop;
  const knowsNeither = await cluster.join(async () => [], {all: []});
  knows.executor.begin(hourly, others);
  await sleep(1000);
  expect(knowsNeither.turns).toEqual([]);
  for (const {hold} of knows.turns) (hold as LaneHold).handOver();
  await eventually(() => knows.turns.some(({app}) => app === others), 6000);
});

test('of two machines that know different lanes, each comes to its own', async () => {
  cluster = aCluster(redis);
  const ofShop = await cluster.join(async () => [], {all: [{job: hourly, apps: [shop]}]});
  const ofNews = await cluster.join(async () => [], {all: [{job: hourly, apps: [news]}]});
  for (let round = 1; round <= 4; round += 1) {
    const before = [ofShop, ofNews].map(({turns}) => turns.length);
    ofShop.executor.begin(hourly, shop);
    ofNews.executor.begin(hourly, news);
    await eventually(() => ofShop.turns.length > before[0]! && ofNews.turns.length > before[1]!, 8000);
  }
  expect(ofShop.turns.every(({app}) => app === shop)).toBe(true);
  expect(ofNews.turns.every(({app}) => app === news)).toBe(true);
});

test('what could not be told while Redis was away is told when it answers again', async () => {
  cluster = aCluster(redis);
  const member = await cluster.join(async () => []);
  await eventually(() => member.turns.length > 0);
  await sleep(500);
  member.turns.length = 0;
  await redis.kill('SIGKILL');
  await sleep(200);
  member.executor.begin(hourly, shop);
  await sleep(200);
  await redis.start();
  await eventually(() => member.turns.length > 0, 20_000);
});
