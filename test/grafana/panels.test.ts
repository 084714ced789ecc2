import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {panelsOf} from '../../grafana/source/checks/validate.js';
import {pushOverview} from '../../grafana/source/dashboards/push-overview.js';
import {startFilledInflux} from './filled-influx.js';
import {ALL, type Selection} from './interpolation.js';

let influx: Awaited<ReturnType<typeof startFilledInflux>>;
beforeAll(async () => {
  influx = await startFilledInflux();
});
afterAll(() => influx?.stop());

const targets = panelsOf(pushOverview).flatMap((panel) =>
  panel.targets.map((target) => ({name: `${panel.id}${target.refId}`, target})),
);

/** What every query of every panel draws, by the panel's id and the query's letter. */
async function everything(selection: Selection): Promise<Record<string, Record<string, string>>> {
  const drawn = targets.map(async ({name, target}) => [name, await influx.draw(target, selection)]);
  return Object.fromEntries(await Promise.all(drawn));
}

const all: Record<string, Record<string, string>> = {
  '1A': {'': '0h 130, 1h 180, 24h 10'},
  '2A': {'': '0h 40, 1h 60, 24h 5'},
  '3A': {'': '0h 10, 1h 12, 24h 1'},
  // Nothing is known of the period before.
  '1B': {},
  '2B': {},
  '3B': {},
  '4A': {'': '0.8889'}, // 320 / 360
  '4B': {},
  '5A': {'': '0.6774'}, // 105 / 155
  '5B': {},
  '6A': {'': '0.1524'}, // 16 / 105
  '6B': {},
  '10A': {'': '360 320 155 105 16'},
  // Nothing unusual.
  '12A': {},
  '11A': {'shop-cn apns': '185 155 105 16', 'shop-cn fcm': '125 125 0 5', 'shop.sg fcm': '50 40 0 2'},
  '11B': {'shop-cn apns': '0.8378', 'shop-cn fcm': '1', 'shop.sg fcm': '0.8'}, // 155 / 185, …
  '11C': {'shop-cn apns': '0.6774'},
  '11D': {'shop-cn apns': '0.1524'},
  '20A': {'shop-cn': '0h 90, 1h 180, 24h 10', 'shop.sg': '0h 40'},
  '21A': {'shop-cn': '0h 40, 1h 60, 24h 5', 'shop.sg': '0h 0'},
  '22A': {'shop-cn': '0h 8, 1h 12, 24h 1', 'shop.sg': '0h 2'},
  '23A': {'shop-cn': '0h 0.9, 1h 0.9, 24h 1', 'shop.sg': '0h 0.8'},
  '24A': {'shop-cn': '0h 0.8, 1h 0.6, 24h 1'},
  '25A': {'shop-cn': '0h 0.15, 1h 0.15, 24h 0.2'},
  '30A': {apns: '0h 50, 1h 100, 24h 5', fcm: '0h 80, 1h 80, 24h 5'},
  '31A': {apns: '0h 40, 1h 60, 24h 5', fcm: '0h 0, 1h 0, 24h 0'},
  '32A': {apns: '0h 6, 1h 9, 24h 1', fcm: '0h 4, 1h 3, 24h 0'},
  '33A': {apns: '0h 0.8333, 1h 0.8333, 24h 1', fcm: '0h 0.8889, 1h 1, 24h 1'},
  '34A': {apns: '0h 0.8, 1h 0.6, 24h 1'},
  '35A': {apns: '0h 0.15, 1h 0.15, 24h 0.2'},
  '40A': {apns: '0h 50, 1h 100, 24h 5', fcm: '0h 80, 1h 80, 24h 5'},
  '41A': {apns: '0h 0.8, 1h 0.6, 24h 1'},
  '42A': {apns: '0h 150, 24h 5', fcm: '0h 160, 24h 5'},
  '43A': {apns: '0h 0.6667, 24h 1'}, // 100 / 150
};

test('every panel shows the right numbers for all apps and platforms', async () => {
  expect(await everything({step: '1h', app: ALL, platform: ALL})).toEqual(all);
});

test('naming every app and platform shows what All shows', async () => {
  expect(await everything({step: '1h', app: ['shop-cn', 'shop.sg'], platform: ['apns', 'fcm']})).toEqual(all);
});

test('every panel shows one app and one platform alone, and totals of an app count every platform of it', async () => {
  expect(await everything({step: '1h', app: 'shop-cn', platform: ['apns']})).toEqual({
    ...all,
    '1A': {'': '0h 90, 1h 180, 24h 10'},
    '3A': {'': '0h 8, 1h 12, 24h 1'},
    '4A': {'': '0.9032'}, // 280 / 310
    '10A': {'': '310 280 155 105 16'},
    '11A': {'shop-cn apns': '185 155 105 16'},
    '11B': {'shop-cn apns': '0.8378'},
    '20A': {'shop-cn': '0h 90, 1h 180, 24h 10'},
    '21A': {'shop-cn': '0h 40, 1h 60, 24h 5'},
    '22A': {'shop-cn': '0h 8, 1h 12, 24h 1'},
    '23A': {'shop-cn': '0h 0.9, 1h 0.9, 24h 1'},
    '30A': {apns: '0h 50, 1h 100, 24h 5'},
    '31A': {apns: '0h 40, 1h 60, 24h 5'},
    '32A': {apns: '0h 6, 1h 9, 24h 1'},
    '33A': {apns: '0h 0.8333, 1h 0.8333, 24h 1'},
    '40A': {apns: '0h 50, 1h 100, 24h 5'},
    '42A': {apns: '0h 150, 24h 5'},
  });
});

test('the step chooses other windows, and a day of the zone is one bucket', async () => {
  expect(await everything({step: '1d', app: ALL, platform: ALL})).toMatchObject({
    '1A': {'': '0h 307, 24h 30'},
    '5A': {'': '0.7577'}, // 172 / 227
    '20A': {'shop-cn': '0h 300, 24h 30', shopxsg: '0h 7'},
    '34A': {honor: '0h 0.75'},
  });
});

test('an app with a dot in its name is no pattern for another one', async () => {
  const drawn = Object.values(await everything({step: '1d', app: 'shop.sg', platform: ALL}));
  expect(drawn).toEqual(drawn.map(() => ({})));
});

test('the variables offer what the chosen step and apps have', async () => {
  const offered = async (name: string, selection: Selection) => {
    const variable = pushOverview.templating.list.find((candidate) => candidate.name === name)!;
    return (await influx.ask(variable.query, selection)).flatMap(({values}) => values.map(([, value]) => value));
  };
  expect(await offered('app', {step: '1h'})).toEqual(['shop-cn', 'shop.sg']);
  expect(await offered('app', {step: '1d'})).toEqual(['shop-cn', 'shopxsg']);
  expect(await offered('platform', {step: '1h', app: ALL})).toEqual(['apns', 'fcm']);
  expect(await offered('platform', {step: '1h', app: 'shop.sg'})).toEqual(['fcm']);
  expect(await offered('platform', {step: '1h', app: ['shop-cn', 'shop.sg']})).toEqual(['apns', 'fcm']);
});
