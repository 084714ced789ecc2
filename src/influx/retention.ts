import type {Dispatcher} from 'undici';
import {StoreDeniedError} from '../domain/errors.js';
import type {Clock} from '../domain/ports.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';
import type {Connection} from './connection.js';
import {notInflux, refusal} from './failure.js';
import {identifier} from './influxql.js';
import {ask} from './query.js';
import {send} from './request.js';

/** An operator may change it at any time. */
const GOOD_FOR_MS = 600_000;

/** How long the server keeps a point: as it tells, or, where it does not, as the points that it refused have shown. */
export class Retention {
  #told: {readonly seconds: Promise<Seconds | undefined>; readonly atMs: number} | undefined;
  #lastTold: Seconds | undefined;
  #shown = Number.POSITIVE_INFINITY;

  constructor(
    private readonly tell: () => Promise<Seconds | undefined>,
    private readonly clock: Pick<Clock, 'now' | 'elapsed'>,
  ) {}

  /** At a tick every run wants to know: they share one question. */
  async seconds(): Promise<Seconds | undefined> {
    const atMs = this.clock.elapsed();
    if (!this.#told || atMs - this.#told.atMs > GOOD_FOR_MS) this.#told = {seconds: this.#ask(), atMs};
    const shortest = Math.min((await this.#told.seconds) ?? Number.POSITIVE_INFINITY, this.#shown);
    return Number.isFinite(shortest) ? shortest : undefined;
  }

  /** A point of that time is beyond it. */
  refused(time: EpochSeconds): void {
    this.#shown = Math.min(this.#shown, Math.floor(this.clock.now() / 1000) - time - 1);
  }

  async #ask(): Promise<Seconds | undefined> {
    try {
      const seconds = await this.tell();
      // What was shown before the operator changed it holds no longer.
      if (seconds !== this.#lastTold) this.#shown = Number.POSITIVE_INFINITY;
      this.#lastTold = seconds;
      return seconds;
    } catch (error) {
      this.#told = undefined;
      throw error;
    }
  }
}

/** As the server tells it; undefined: for ever, or the credentials do not suffice to be told. */
export async function toldRetention(connection: Connection, dispatcher: Dispatcher): Promise<Seconds | undefined> {
  try {
    return await (connection.version === 1 ? ofDatabase : ofBucket)(connection, dispatcher);
  } catch (error) {
    if (error instanceof StoreDeniedError) return undefined;
    throw error;
  }
}

async function ofDatabase(connection: Connection, dispatcher: Dispatcher): Promise<Seconds | undefined> {
  const statement = `SHOW RETENTION POLICIES ON ${identifier(connection.database)}`;
  const [policies] = await ask(statement, connection, dispatcher);
  const column = (name: string) => policies?.columns.indexOf(name) ?? -1;
  // Its answer has truth values, too.
  const row: readonly unknown[] =
    policies?.values.find((each: readonly unknown[]) => each[column('default')] === true) ?? [];
  return secondsOf(String(row[column('duration')] ?? '')) || undefined;
}

/** Not by InfluxQL: what version 2 says there is `0s`, whatever the bucket's is. */
async function ofBucket(connection: Connection, dispatcher: Dispatcher): Promise<Seconds | undefined> {
  const path = `/api/v2/buckets?${new URLSearchParams({org: connection.org, name: connection.bucket})}`;
  const answer = await send({method: 'GET', path}, connection, dispatcher);
  if (answer.status !== 200) throw refusal(answer, connection);
  return parsed(answer.body, connection)?.buckets?.[0]?.retentionRules?.[0]?.everySeconds || undefined;
}

interface Buckets {
  readonly buckets?: readonly {readonly retentionRules?: readonly {readonly everySeconds?: number}[]}[];
}

function parsed(body: string, connection: Connection): Buckets | null {
  try {
    return JSON.parse(body);
  } catch {
    throw notInflux(connection, 200);
  }
}

/** `25h0m0s`, as Go writes it. */
function secondsOf(duration: string): Seconds {
  const units: Record<string, Seconds> = {h: 3600, m: 60, s: 1};
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * units[unit!]!, 0);
}
