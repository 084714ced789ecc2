import {expect, test} from '@jest/globals';
import {heapOptions} from '../../src/collector/heap.js';
import {inOwnProcess} from '../support/servers/own-process.js';

/**
 * The highest size of the heap of a process that opens a collector, in bytes. A part of it is in use at any time and nothing for long,
 * as in a backfill.
 */
async function highest(apps: number): Promise<number> {
  const script = `
    const {known, openCollector} = await import('./src/collector.js');
    const {loadConfig} = await import('./src/config/load.js');
    const {systemClock} = await import('./src/system-clock.js');
    const config = loadConfig({env: {
      TIMPUSH_STORE: 'influxdb', TIMPUSH_INFLUXDB_URL: 'http://127.0.0.1:1', TIMPUSH_INFLUXDB_TOKEN: 'token',
      TIMPUSH_APP_NAME: 'shop', TIMPUSH_APP_SDK_APP_ID: '1', TIMPUSH_APP_REGION: 'china', TIMPUSH_APP_SECRET_KEY: 'key',
    }}, known);
    const [app] = config.apps;
    const apps = Array.from({length: ${apps}}, (_, i) => ({...app, name: 'shop-' + i, sdkAppId: i + 1}));
    await openCollector({...config, apps}, {clock: systemClock(), meter: {}, log: console});

    const inUse = Array.from({length: 80_000});
    let highest = 0;
    for (let count = 0; count < 2_000_000; count += 1) {
      inUse[count % inUse.length] = {count, values: Array.from({length: 12}, () => count)};
      if (count % 10_000 === 0) highest = Math.max(highest, process.memoryUsage().heapTotal);
    }
    process.stdout.write(String(highest), () => process.exit());`;
  return Number(await inOwnProcess(script, {options: ['--max-semi-space-size=2']}));
}

test('with few apps garbage takes less of the heap than V8 would let it', async () => {
  const [few, many] = await Promise.all([highest(1), highest(1001)]);
  expect(few).toBeGreaterThan(0);
  expect(few).toBeLessThan(0.75 * many);
});

test('with many apps node is to have a larger young generation, unless somebody has said how large', () => {
  expect(heapOptions(1000, [])).toEqual([]);
  expect(heapOptions(1001, ['--enable-source-maps'])).toEqual(['--max-semi-space-size=256']);
  expect(heapOptions(1001, ['--max-semi-space-size=64'])).toEqual([]);
  expect(heapOptions(1001, ['--max-semi-space-size', '64'])).toEqual([]);
});
