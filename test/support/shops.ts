import type {SimulatedApp} from '../../src/simulator/simulator.js';
import type {OracleApp} from './oracle.js';
import type {Workplace} from './workplace.js';

interface Shop {
  readonly app: OracleApp;
  readonly simulated: SimulatedApp;
}

/** Three apps whose days are cut in three zones, one of them half an hour beside the others. */
export const shops: readonly Shop[] = [
  {
    app: {name: 'shop-cn', sdkAppId: 1_400_000_001, timezone: 'Asia/Shanghai', withoutReceipts: ['fcm']},
    simulated: {sdkAppId: 1_400_000_001, secretKey: '7f3c1e-key-of-shop-cn', volume: 900_000},
  },
  {
    app: {name: 'shop-in', sdkAppId: 1_400_000_002, timezone: 'Asia/Kolkata', withoutReceipts: ['fcm', 'apns']},
    simulated: {sdkAppId: 1_400_000_002, secretKey: '0b9d44-key-of-shop-in', platforms: {1: 0.2, 4: 0.7, 8: 0.1}},
  },
  {
    app: {name: 'shop-eu', sdkAppId: 1_400_000_003, timezone: 'Europe/Berlin', withoutReceipts: []},
    simulated: {sdkAppId: 1_400_000_003, secretKey: 'c55a02-key-of-shop-eu', volume: 2000, identifier: 'boss'},
  },
];

export const shopKeys: readonly string[] = shops.map(({simulated}) => simulated.secretKey);

/** The `apps` of a configuration, their keys in files. */
export async function appSettingsOf(workplace: Workplace, baseUrl: string): Promise<object[]> {
  const settings = shops.map(async ({app, simulated}) => ({
    ...app,
    withoutReceipts: [...app.withoutReceipts],
    baseUrl,
    ...(simulated.identifier ? {identifier: simulated.identifier} : {}),
    secretKeyFile: await workplace.secret(app.name, simulated.secretKey),
  }));
  return Promise.all(settings);
}
