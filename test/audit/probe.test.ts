import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openClients} from '../../src/api-clients.js';
import {type Fact, probe} from '../../src/audit/probe.js';
import {inclusion} from '../../src/audit/probes.js';
import {known} from '../../src/collector.js';
import {loadConfig} from '../../src/config/load.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import {type Simulator, type SimulatorOptions, startSimulator} from '../../src/simulator/simulator.js';
import {reports} from '../../src/timpush/reports.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';

const shop = {sdkAppId: 101, secretKey: 'key-of-the-shop', volume: 20_000_000};
let workplace: Workplace;
let simulator: Simulator;
let clock: ManualClock;

beforeEach(async () => {
  workplace = await makeWorkplace();
  clock = new ManualClock('2026-03-20T14:10:00Z');
});
afterEach(async () => {
  await simulator.close();
  await workplace.remove();
});

/** The facts by their names, of a vendor that deviates. The clock jumps where somebody waits. */
async function facts(options: Partial<SimulatorOptions> = {}, watch = 600): Promise<Record<string, Fact>> {
  simulator = await startSimulator({apps: [shop], minGapMs: 0, ...options}, {now: () => clock.now()});
  const secretKeyFile = await workplace.secret('shop', shop.secretKey);
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 101, baseUrl: simulator.url, secretKeyFile}],
    store: 'duckdb',
    timpush: {retries: 0},
  });
  const config = loadConfig({path: workplace.path('collector.yaml'), env: {}}, known);
  const clients = openClients(config, {clock, meter: noopMeter});
  try {
    const [app] = clients.apps;
    const deps = {app: app!, source: clients.source(app!), clock, chat: reports.chat!, broadcast: reports.broadcast!};
    const found = await probe({watch}, deps);
    return Object.fromEntries(found.map((fact) => [fact.name, fact]));
  } finally {
    await clients.close();
  }
}
const results = (found: Record<string, Fact>) =>
  Object.fromEntries(Object.values(found).map(({name, result}) => [name, result]));

test('what the simulator does by default is found, with the calls that it cost', async () => {
  const found = await facts();
  expect(results(found)).toEqual({
    freshness: 'total 0m, sent 0m, delivered 12h, clicked 3d',
    'inclusive-end': 'half-open',
    '31-days': 'refused 90100',
    '31-days-ago': 'answered',
    future: 'answered',
    'end-in-future': 'answered',
    backwards: 'refused 90100',
    nothing: 'refused 90100',
    'blank-task-id': 'an empty list',
  });
  expect(Object.values(found).map(({calls}) => calls)).toEqual([20, 13, 1, 1, 1, 1, 1, 1, 3]);
  expect(simulator.requests).toHaveLength(42);
  expect(found.freshness!.answer).toBe(
    'total: stands still as soon as an hour is over; sent: stands still as soon as an hour is over; ' +
      'delivered: moves 6h after its hour, and not from 12h on; clicked: moves 2d after its hour, and not from 3d on; seen over 600 s',
  );
});

test('the pace is kept, and the counts are watched while the rest is asked', async () => {
  const began = clock.now();
  await facts({}, 30);
  const times = simulator.requests
    .filter(({command}) => command === 'normal_push_statistics')
    .map(({clockMs}) => clockMs);
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  expect([times.length, Math.min(...gaps) >= 1250, Math.max(...gaps) < 2600]).toEqual([39, true, true]);
  expect(clock.now() - began).toBeLessThan(42 * 1260);
});

test.each<[string, Partial<SimulatorOptions>, object]>([
  ['an inclusive end', {inclusiveEnd: true}, {'inclusive-end': 'inclusive'}],
  ['a day that has more than its parts', {dayDiffersBy: 50}, {'inclusive-end': 'does not add up'}],
  ['a future that is refused', {refusesFuture: true}, {future: 'refused 90100', 'end-in-future': 'refused 90100'}],
  ['a memory of 30 days', {keepDays: 30}, {'31-days-ago': 'refused 90100'}],
  ['the key to be left out', {blankTaskId: 'absent'}, {'blank-task-id': 'no key'}],
  ['an empty text', {blankTaskId: 'empty-string'}, {'blank-task-id': 'a list of an empty text'}],
  [
    'counts that freeze after two hours',
    {countsFreezeAfterS: 7200},
    {freshness: 'total 0m, sent 0m, delivered 6h, clicked 6h'},
  ],
  ['counts that never move', {countsFreezeAfterS: 0}, {freshness: 'total 0m, sent 0m, delivered 0m, clicked 0m'}],
])('%s is found', async (_, options, expected) => {
  expect(results(await facts(options))).toMatchObject(expected);
});

test('an app without pushes tells nothing of ends and freshness, and says so', async () => {
  const found = await facts({apps: [{...shop, volume: 0}]});
  expect([found.freshness!.result, found['inclusive-end']!.result]).toEqual(['unclear', 'unclear']);
});

test('what cannot be measured says why, and the rest is measured all the same', async () => {
  const found = await facts({lossKeepDays: 1, keepDays: 6});
  expect(found.freshness).toMatchObject({
    result: 'not known',
    answer: 'an hour that ended 7d ago is refused with code 90100',
    calls: 10,
  });
  expect(found['inclusive-end']).toMatchObject({result: 'half-open'});
});

test('an app that the vendor refuses is asked for no more, by each command once', async () => {
  const found = await facts({apps: [{...shop, errorCode: 90045}]});
  expect(new Set(Object.values(results(found)))).toEqual(new Set(['not known']));
  expect(found['blank-task-id']!.answer).toMatch(/^code 90045: .*what to do: enable or renew/);
  const commands = simulator.requests.map(({command}) => command);
  expect(commands.length).toBe(new Set(commands).size);
});

test.each([
  [{whole: 86_400, parts: 86_400, expected: 11}, 'half-open'],
  [{whole: 86_400, parts: 86_412, expected: 11}, 'inclusive'],
  [{whole: 100, parts: 101, expected: 0.01}, 'inclusive'],
  [{whole: 86_400, parts: 86_300, expected: 11}, 'does not add up'],
  [{whole: 86_400, parts: 99_999, expected: 11}, 'does not add up'],
  [{whole: 100, parts: 100, expected: 0.01}, 'unclear'],
  [{whole: 0, parts: 0, expected: 0}, 'unclear'],
])('of %j the end is %s', (sums, result) => {
  expect(inclusion(sums).result).toBe(result);
});
