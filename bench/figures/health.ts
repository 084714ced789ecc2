import {setTimeout as sleep} from 'node:timers/promises';
import type {Figure, Row} from '../figure.js';
import type {Served} from '../processes/console-server.js';
import {LOAD_END} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {withInflux, within} from '../stage.js';
import {fillInflux, withDuckDbFile} from '../stored.js';

const YEAR = 365;
const MONTH = 30;
/** As many as a browser asks one host at once. */
const AT_ONCE = 6;
const EVERY_MS = 20;

/** How long who looks whether the process lives waits at most, while as much is asked as is let in. */
export const health: Figure = {
  name: 'health',
  async measure({quick}) {
    const setting = quick ? {rounds: 2, forMs: 5000} : {rounds: 5, forMs: 20_000};
    return [
      await withDuckDbFile(YEAR, (duckDb) => slowest('DuckDB, a year', {days: YEAR, duckDb}, setting)),
      await withInflux(async (newDatabase) => {
        const influx = await newDatabase();
        await fillInflux(influx, MONTH);
        return slowest('InfluxDB, 30 days', {days: MONTH, influx}, setting);
      }),
    ];
  },
};

interface Setting {
  readonly rounds: number;
  readonly forMs: number;
}

async function slowest(what: string, served: Served, {rounds, forMs}: Setting): Promise<Row> {
  const waits = await within('console-server', async (process) => {
    const url = await process.ask<string>('open', served);
    return inRounds(rounds, () => slowestOf(url, costly(served.days), forMs));
  });
  return {
    what: `health: slowest answer of /healthz while ${AT_ONCE} costly questions are always asked (${what} of 100 apps), ms`,
    value: spread(waits),
    target: {atMost: 100},
  };
}

function costly(days: number): string[] {
  const from = new Date((LOAD_END - days * 86_400) * 1000).toISOString();
  return [
    `/api/coverage?last=${days}d&step=1h`,
    `/api/push?last=${days}d&step=1h`,
    `/api/report?last=${days}d&step=1h`,
    '/api/status',
    `/api/price?from=${from}`,
  ];
}

async function slowestOf(url: string, questions: readonly string[], forMs: number): Promise<number> {
  const end = performance.now() + forMs;
  let slowest = 0;
  let next = 0;
  const asking = async () => {
    while (performance.now() < end) {
      const response = await fetch(url + questions[next++ % questions.length]);
      // On a busy machine some run out of time; that is an answer, too. Any other refusal is a mistake of this file.
      if (![200, 503].includes(response.status)) throw new Error(`${response.url}: ${await response.text()}`);
      // What comes is not looked at: who waits for its health shares this process.
      for await (const _chunk of response.body!);
    }
  };
  const looking = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      await (await fetch(`${url}/healthz`)).text();
      slowest = Math.max(slowest, performance.now() - begun);
      await sleep(EVERY_MS);
    }
  };
  await Promise.all([looking(), ...Array.from({length: AT_ONCE}, asking)]);
  return slowest;
}
