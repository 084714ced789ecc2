import type {Browser} from 'playwright-core';
import type {LiveView} from '../../src/domain/console.js';
import type {Store} from '../../src/domain/ports.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {createMetrics} from '../../src/http/metrics.js';
import {pageFiles} from '../../src/http/page-files.js';
import {startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {coverageView} from '../../src/views/coverage-view.js';
import {pushView} from '../../src/views/push-view.js';
import {openBrowser} from '../../test/support/servers/browser.js';
import type {Figure, Row} from '../figure.js';
import {LOAD_END} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {type Influx, withInflux} from '../stage.js';
import {apps, fillInflux, hourlyJob, influxStore, quiet, withDuckDbFile} from '../stored.js';

const ROUNDS = 5;
const live: LiveView = {
  now: LOAD_END,
  running: [],
  callsPerSecond: 0,
  backfill: null,
  cluster: null,
  lastRuns: [],
  problems: [],
  ticks: [],
  collected: 0,
};

/** The view that the page begins with, and the longest that it offers. */
const SPANS = [7, 30];
/** As much again before the longest, to compare with. */
const DAYS = 60;

/** How long somebody at a browser waits for the console: hours of 100 apps, in either store. */
export const page: Figure = {
  name: 'page',
  measure: async () => [...(await withInflux(inInflux)), ...(await inDuckDb())],
};

async function inInflux(newDatabase: () => Promise<Influx>): Promise<Row[]> {
  const influx = await newDatabase();
  await fillInflux(influx, DAYS);
  return visits('InfluxDB', async () => influxStore(influx));
}

function inDuckDb(): Promise<Row[]> {
  return withDuckDbFile(DAYS, (path) => visits('DuckDB', () => openDuckDb({path}, {log: quiet})));
}

/** `open` opens the store as it is after a start, with nothing remembered. */
async function visits(name: string, open: () => Promise<Store>): Promise<Row[]> {
  const opened = {store: await open()};
  const server = await serve(opened);
  const browser = await openBrowser();
  const rows: Row[] = [];
  try {
    for (const days of SPANS) {
      const url = `${server.url}/?step=1h&last=${days}d`;
      await visit(browser, url);
      const seen = await inRounds(ROUNDS, async () => {
        await opened.store.close();
        opened.store = await open();
        return {first: await visit(browser, url), later: await visit(browser, url)};
      });
      const row = (what: string, time: (round: (typeof seen)[number]) => number): Row => {
        const value = spread(seen.map(time));
        return {what: `page of 100 apps × ${days} days of hours in ${name}: ${what}, ms`, value, target: undefined};
      };
      rows.push(
        row('first paint', ({first}) => first.painted),
        row('its figures, the first time', ({first}) => first.figures),
        row('its figures, once more', ({later}) => later.figures),
        row('the coverage behind them, too', ({later}) => later.whole),
        row('the values under the pointer', ({later}) => later.told),
        row('only one app', ({later}) => later.filtered),
        row('the other tab', ({later}) => later.turned),
      );
    }
    return rows;
  } finally {
    await browser.close();
    await server.close();
    await opened.store.close();
  }
}

function serve(opened: {readonly store: Store}) {
  const known = {jobs: [hourlyJob(DAYS)], apps, timezone: 'Asia/Shanghai'};
  return startHttp(
    {host: '127.0.0.1', port: 0},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {
        '/api/push': (query) => pushView(query, {...known, store: opened.store}, LOAD_END),
        '/api/coverage': (query) => coverageView(query, {...known, store: opened.store}, LOAD_END),
      },
      streams: {'/api/live': () => live},
      files: pageFiles(),
      clock: systemClock(),
      log: quiet,
    },
  );
}

/** Milliseconds, by the page's own clock. */
async function visit(browser: Browser, url: string) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  const tab = await context.newPage();
  tab.setDefaultTimeout(120_000);
  await tab.goto(url);
  // Asked by the page itself: its security policy lets nobody else wait inside it.
  const ms = async (text: string) => (await tab.evaluate(text)) as number;
  const figures = await ms(until('0', `document.querySelector('#table tbody tr')`));
  const whole = await ms(until('0', IDLE));
  const painted = await ms(`performance.getEntriesByName('first-contentful-paint')[0].startTime`);
  const told = await ms(after(POINT, `document.querySelector('#counts .when').textContent !== 'the whole span'`));
  const filtered = await ms(after(PICK, `document.querySelectorAll('#table tbody tr').length === 1 && ${IDLE}`));
  const turned = await ms(after(TURN, `!document.querySelector('#collecting').hidden`));
  await context.close();
  return {painted, figures, whole, told, filtered, turned};
}

const IDLE = `!document.querySelector('main[aria-busy]')`;
const POINT = `{
  const chart = document.querySelector('#counts .u-over');
  const {left, top} = chart.getBoundingClientRect();
  chart.dispatchEvent(new MouseEvent('mousemove', {clientX: left + 100, clientY: top + 100}));
}`;
const PICK = `{
  const picker = document.querySelector('#filters select');
  picker.value = 'app-7';
  picker.dispatchEvent(new Event('change'));
}`;
const TURN = `document.querySelector('#views [data-key=collecting]').click()`;

/** From an act until what comes of it is seen. */
function after(act: string, seen: string): string {
  return `{const begun = performance.now(); ${act}; ${until('begun', seen)}}`;
}

/** From the beginning until the condition holds and is painted. */
function until(begun: string, seen: string): string {
  return `new Promise((resolve) => {
    const look = () => requestAnimationFrame(() => {
      if (${seen}) setTimeout(() => resolve(performance.now() - ${begun}));
      else look();
    });
    look();
  })`;
}
