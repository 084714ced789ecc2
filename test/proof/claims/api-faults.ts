import type {LookupFunction} from 'node:net';
import {isDeepStrictEqual} from 'node:util';
import {Agent} from 'undici';
import {AbortListeners} from '../../../src/domain/abort-listeners.js';
import {BurstLimit} from '../../../src/domain/burst-limit.js';
import type {CollectorError} from '../../../src/domain/errors.js';
import {systemClock} from '../../../src/system-clock.js';
import {TimpushClient} from '../../../src/timpush/client.js';
import {chat} from '../../../src/timpush/reports/chat.js';
import {anApp} from '../../support/fixtures/examples.js';
import {type Case, type Course, cases, RETRIES, truncations} from '../api-cases.js';
import {claimOfCases} from '../cases.js';
import {GOOD, startTrickyApi, type Trick, type TrickyApi} from '../tricky-api.js';

const TIMEOUT_MS = 400;
const PACE_MS = 4;
/** Where the pace itself is looked at: so long that a call which a busy machine makes late changes little. */
const LONG_PACE_MS = 20;
const window = {start: 1_772_380_800, end: 1_772_384_400};

let api: TrickyApi;
let dispatcher: Agent;

/** Where there is nobody to answer. */
interface FaultSite {
  readonly baseUrl?: string;
  readonly lookup?: LookupFunction;
}

const deserts: readonly (FaultSite & {readonly name: string})[] = [
  {name: 'connection refused', baseUrl: 'http://127.0.0.1:1'},
  {
    name: 'DNS failure',
    baseUrl: 'https://nowhere.invalid',
    lookup: (host, _, done) => done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {code: 'ENOTFOUND'}), ''),
  },
];

async function lost({name, ...place}: (typeof deserts)[number]): Promise<string | undefined> {
  const {fetch, counts} = client(chat, place);
  const {calls, error} = await fetch();
  const right =
    error?.name === 'TransportError' &&
    calls === RETRIES + 1 &&
    counts.join() === Array(calls).fill('transport').join();
  return right ? undefined : `${name}: ${error}, ${calls} calls, counted ${counts}`;
}

async function flaw(index: number): Promise<string | undefined> {
  const desert = deserts[index];
  if (desert) return lost(desert);
  const {name, course, ...met} = cases[index - deserts.length]!;
  const flaws = [
    ...(await metOnce(met, course)),
    ...(course.calls === undefined ? await metOften(met) : await metAlways(met, course)),
  ];
  return flaws.length > 0 ? `${name}: ${flaws.join('; ')}` : undefined;
}

type Met = Omit<Case, 'name' | 'course'>;

async function metOnce({trick, counted, report}: Met, {mended}: Course): Promise<string[]> {
  api.play([trick]);
  const {fetch, counts} = client(report);
  const {calls, error} = await fetch();
  const expected = mended ? [counted, 'ok'] : [counted];
  return [
    ...(mended === (error === undefined) ? [] : [`once: ended with ${error}`]),
    ...(calls === expected.length && isDeepStrictEqual(counts, expected)
      ? []
      : [`once: ${calls} calls, counted ${counts}`]),
  ];
}

/** Each refusal doubles the pace, counted from when it came back. */
function isWidened(gaps: readonly number[]): boolean {
  return gaps.at(-1)! > 3 * gaps[0]! && gaps.every((gap, n) => gap >= LONG_PACE_MS * 2 ** (n + 1));
}

/** More often than there are retries: a delay, never a failure. */
async function metOften({trick, counted, report}: Met): Promise<string[]> {
  const often = RETRIES + 2;
  api.play(Array<Trick>(often).fill(trick));
  const {fetch, counts} = client(report, {}, LONG_PACE_MS);
  const {error} = await fetch();
  const gaps = api.arrivals.slice(1).map((at, n) => at - api.arrivals[n]!);
  return [
    ...(error === undefined ? [] : [`often: ended with ${error}`]),
    ...(counts.filter((count) => count === counted).length === often ? [] : [`often: counted ${counts}`]),
    ...(isWidened(gaps) ? [] : [`often: the pace is not widened: ${gaps.map(Math.round)} ms`]),
  ];
}

async function metAlways({trick, counted, recovery, report}: Met, course: Course): Promise<string[]> {
  api.play(Array<Trick>(20).fill(trick));
  const {fetch, counts} = client(report);
  const startedMs = performance.now();
  const first = await fetch();
  const tookMs = performance.now() - startedMs;
  const next = await fetch();
  const all = Array<string>(first.calls + next.calls).fill(counted);
  return [
    ...(first.error?.recovery === recovery ? [] : [`always: ended with ${first.error} (${first.error?.recovery})`]),
    ...(first.calls === course.calls && next.calls === course.next
      ? []
      : [`always: ${first.calls}, then ${next.calls} calls`]),
    ...(isDeepStrictEqual(counts, all) ? [] : [`always: counted ${counts}`]),
    ...(tookMs < first.calls * (TIMEOUT_MS + 200) ? [] : [`always: took ${Math.round(tookMs)} ms`]),
  ];
}

/** A fresh client, whose calls are counted by their verdicts. */
function client(report: Case['report'], {baseUrl = api.url, lookup}: FaultSite = {}, paceMs = PACE_MS) {
  const counts: string[] = [];
  const noted = () => {};
  const meter = {
    call: (_app: string, _report: string, code: string) => void counts.push(code),
    retry: noted,
    paceWait: noted,
  };
  const userSig = {current: () => 'eJwtsignature', renew: noted, keyChanged: () => false};
  const limits = {paceMs, timeoutMs: TIMEOUT_MS, retries: RETRIES, maxInFlight: 4, backoffMs: 0};
  const source = new TimpushClient(
    {app: anApp(), baseUrl, identifier: 'administrator', ...limits},
    {
      dispatcher: lookup ? new Agent({connect: {lookup}}) : dispatcher,
      clock: systemClock(),
      random: () => 0.5,
      userSig,
      meter,
      burstLimit: new BurstLimit(1250, systemClock()),
      aborts: new AbortListeners(),
    },
  );
  async function fetch(): Promise<{calls: number; error: CollectorError | undefined}> {
    let calls = 0;
    const onCall = () => {
      calls += 1;
    };
    const options = {signal: new AbortController().signal, onCall};
    const answered =
      'transform' in report
        ? source.fetch(report, window, options)
        : source.ask({...report, request: report.request(['task-1', 'task-2'], window)}, options);
    const error = await answered.then(
      ({body}) => (isDeepStrictEqual(body, JSON.parse(GOOD)) ? undefined : Object.assign(new Error('a mangled body'))),
      (refused: CollectorError) => refused,
    );
    return {calls, error};
  }
  return {fetch, counts};
}

export const apiFaults = claimOfCases({
  name: 'api-faults',
  title: 'each failure of the API has its class, its recovery, its number of calls and its counter',
  count: (short) => deserts.length + cases.length - (short ? Math.floor(truncations.length * 0.8) : 0),
  flaw,
  async begin() {
    api = await startTrickyApi();
    dispatcher = new Agent();
    return () => Promise.all([api.stop(), dispatcher.destroy()]);
  },
});
