import {pushOverview} from '../../grafana/source/dashboards/push-overview.js';
import type {Target} from '../../grafana/source/panels/panel.js';
import {countFields, measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import {openInflux} from '../../src/influx/influx-store.js';
import {createDatabase, startInfluxd} from '../support/servers/influxd.js';
import {influxQuery, type Series} from './influx-query.js';
import {interpolate, type Selection} from './interpolation.js';

/** 2026-03-02 00:00 in Shanghai. */
const T0 = 1_772_380_800;
const HOUR = 3600;
const RANGE = {from: (T0 - 24 * HOUR) * 1000, to: (T0 + 48 * HOUR) * 1000};

/**
 * Points by the line: step, app, platform (or `total`), hours after T0, then total, sent, delivered, clicked, receipt_sent,
 * receipt_delivered, receipt_clicked.
 */
const points = `
  1h shop-cn total  0  100  90 40  8  50 40 6
  1h shop-cn apns   0   60  50 40  6  50 40 6
  1h shop-cn fcm    0   40  40  0  2   0  0 0
  1h shop-cn total  1  200 180 60 12 100 60 9
  1h shop-cn apns   1  120 100 60  9 100 60 9
  1h shop-cn fcm    1   80  80  0  3   0  0 0
  1h shop-cn total 24   10  10  5  1   5  5 1
  1h shop-cn apns  24    5   5  5  1   5  5 1
  1h shop-cn fcm   24    5   5  0  0   0  0 0
  1h shop.sg total  0   50  40  0  2   0  0 0
  1h shop.sg fcm    0   50  40  0  2   0  0 0
  1d shop-cn total  0  400 300 150 30 200 150 20
  1d shop-cn honor  0  400 300 150 30 200 150 20
  1d shop-cn total 24   40  30  15  3  20  15  2
  1d shopxsg total  0    7   7   7  7   7   7  7`;

/** A real InfluxDB that holds the points, and what the overview's queries draw from it. */
export async function startFilledInflux() {
  const influxd = await startInfluxd();
  const database = await createDatabase(influxd.url);
  await fill(influxd.url, database.name);

  const ask = (query: string, selection: Selection): Promise<Series[]> => {
    const q = interpolate(query, pushOverview, {timezone: 'Asia/Shanghai', pushes: 'chat', ...selection}, RANGE);
    return influxQuery(influxd.url, database.name, q);
  };

  return {
    ask,
    draw: async ({query}: Target, selection: Selection) =>
      show(await ask(query, selection), query.includes('GROUP BY time(')),
    async stop() {
      await database.drop();
      await influxd.stop();
    },
  };
}

/** Each series under its tags: rows apart by commas, empty ones left out; in front of a row over time the hours after T0. */
function show(series: readonly Series[], overTime: boolean): Record<string, string> {
  const number = (value: string | number | null) => String(Math.round(Number(value) * 1e4) / 1e4);
  const row = ([time, ...values]: Series['values'][number]) =>
    `${overTime ? `${(Number(time) - T0) / HOUR}h ` : ''}${values.map(number).join(' ')}`;
  const rows = ({values}: Series) => values.filter(([, first]) => first !== null).map(row);
  return Object.fromEntries(
    series.map((one) => [
      Object.values(one.tags ?? {})
        .filter(Boolean)
        .join(' '),
      rows(one).join(', '),
    ]),
  );
}

async function fill(url: string, database: string): Promise<void> {
  const silent = () => {};
  const log = {debug: silent, info: silent, warn: silent, error: silent};
  const clock = {now: Date.now, elapsed: () => performance.now(), sleep: () => Promise.resolve()};
  const store = openInflux({version: 1, url, database}, {log, clock, random: () => 0.5});
  await store.write(points.trim().split('\n').map(toPoint));
  await store.close();
}

function toPoint(line: string): Point {
  const [step, app, platform, hour, ...values] = line.trim().split(/\s+/) as [
    string,
    string,
    string,
    string,
    ...string[],
  ];
  const ofTotal = platform === 'total';
  return {
    measurement: (ofTotal ? measurement.chatTotal : measurement.chatPlatform)(step),
    tags: {app, sdkappid: '1400000001', ...(ofTotal ? {} : {platform})},
    fields: Object.fromEntries(countFields.map((field, index) => [field, Number(values[index])])),
    time: T0 + Number(hour) * HOUR,
  };
}
