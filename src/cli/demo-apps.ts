import type {Campaign, Incident, SimulatedApp} from '../simulator/simulator.js';
import {flowControl} from '../simulator/typical-incidents.js';

/** Made-up apps whose keys are no secret, so that everything can be tried without credentials. */
export interface DemoApp extends SimulatedApp {
  readonly name: string;
  /** Variable from which `config/demo.yaml` takes the key. */
  readonly keyVariable: string;
}

export const demoApps: readonly DemoApp[] = [
  {
    name: 'shop-cn',
    keyVariable: 'SHOP_CN_KEY',
    sdkAppId: 1_400_000_001,
    secretKey: 'demo-key-1400000001',
    volume: 1_800_000,
    broadcastVolume: 1_500_000,
  },
  {
    name: 'shop-sg',
    keyVariable: 'SHOP_SG_KEY',
    sdkAppId: 1_400_000_002,
    secretKey: 'demo-key-1400000002',
    volume: 400_000,
    platforms: {0: 0.1, 1: 0.3, 2: 0.1, 3: 0.05, 4: 0.3, 6: 0.1, 7: 0.05},
  },
  {
    name: 'shop-eu',
    keyVariable: 'SHOP_EU_KEY',
    sdkAppId: 1_400_000_003,
    secretKey: 'demo-key-1400000003',
    volume: 250_000,
    // An app without broadcasts.
    broadcastVolume: 0,
    platforms: {0: 0.1, 1: 0.5, 2: 0.02, 3: 0.03, 4: 0.35},
    timezoneOffsetHours: 1,
  },
];

/** The apps as they are played from an instant on: one has campaigns, whose names stand in `config/demo.yaml`. */
export function demoAppsAt(nowMs: number): DemoApp[] {
  const quarter = Math.floor(nowMs / 1000 / 900) * 900;
  const campaigns: Campaign[] = [
    {taskId: 'demo-spring-sale', start: quarter - 3 * 86_400, size: 900_000},
    {taskId: 'demo-reminder', start: quarter - 3 * 3600, size: 250_000},
  ];
  return demoApps.map((app, index) => (index === 0 ? {...app, campaigns} : app));
}

/** Something to find in the charts, and its reason: two days ago Huawei took a third of the Chinese app's pushes for six hours. */
export function demoIncidents(nowMs: number): Incident[] {
  const from = Math.floor(nowMs / 1000) - 2 * 86_400;
  return [flowControl({sdkAppId: 1_400_000_001, from, to: from + 6 * 3600})];
}
