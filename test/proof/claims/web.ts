import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Browser} from 'playwright-core';
import {until} from '../../support/oracle/until.js';
import {openBrowser} from '../../support/servers/browser.js';
import {rawRequest} from '../../support/servers/raw-request.js';
import {claimOfCases, type Random} from '../cases.js';
import {learntByForeignPage} from '../foreign-page.js';
import {drawForeign} from '../foreign-requests.js';
import {CANARY, openWeb, type Web} from '../web-fixture.js';

let web: Web;
let browser: Browser;

type Trial = (random: Random) => Promise<string | undefined>;
const trials: readonly [string, Trial][] = [
  ['foreign requests', foreignRequests],
  ['a foreign page', foreignPage],
  ['costly questions', costlyQuestions],
  ['slow readers', slowReaders],
];

export const webClaim = claimOfCases({
  name: 'web',
  title:
    'no foreign page learns or does anything, and whatever is asked, however slowly it is read, the collector answers',
  count: (short) => (short ? 4 : 100),
  async begin() {
    web = await openWeb();
    browser = await openBrowser();
    return async () => {
      await browser.close();
      await web.close();
    };
  },
  async flaw(index, random) {
    const [name, attempt] = trials[index % trials.length]!;
    const found = (await attempt(random)) ?? (await alive());
    return found && `${name}: ${found}`;
  },
});

/** It may still be busy with those who have just left, and say so. */
const FREE_WITHIN_MS = 10_000;

/** Whatever has been tried, it answers, and nothing has been begun. */
async function alive(): Promise<string | undefined> {
  let status = 0;
  const answers = async () => {
    ({status} = await fetch(`${web.url}/api/status`));
    return status !== 503;
  };
  await until(answers, FREE_WITHIN_MS).catch(() => {});
  if (status !== 200) return `afterwards /api/status answers ${status}`;
  const {backfill} = await web.snapshot();
  return backfill === null ? undefined : 'a backfill was begun';
}

const REQUESTS = 100;
const TELLS = new RegExp(`${CANARY}|timpush_collector_|doctype|<svg|import |"status":"ok"|access-control-allow`, 'i');

async function foreignRequests(random: Random): Promise<string | undefined> {
  for (let i = 0; i < REQUESTS; i++) {
    const {name, lines, status} = drawForeign(`127.0.0.1:${web.port}`, random);
    const answer = await rawRequest(web.url, lines);
    if (!answer.startsWith(`HTTP/1.1 ${status} `)) return `${name} is answered ${answer.slice(0, 200)}`;
    if (TELLS.test(answer)) return `${name} is told ${answer}`;
  }
  return undefined;
}

async function foreignPage(): Promise<string | undefined> {
  const learnt = await learntByForeignPage(browser, web.port);
  const told = learnt.find((text) => TELLS.test(text) || / loaded /.test(text));
  return told && `it has learnt ${told.slice(0, 300)}`;
}

/** Before there were bounds, one of these took four to seventeen seconds, in which nothing else was answered. */
const SLOWEST_MS = 2000;

async function costlyQuestions(random: Random): Promise<string | undefined> {
  const asked = Array.from({length: 10 + Math.floor(random() * 90)}, () => ask(costly(random), random));
  let ended = false;
  const all = Promise.all(asked).finally(() => {
    ended = true;
  });
  let [looks, slowest] = [0, 0];
  while (!ended) {
    const begun = performance.now();
    const {status} = await fetch(`${web.url}/healthz`);
    if (status !== 200) return `/healthz answers ${status} meanwhile`;
    slowest = Math.max(slowest, performance.now() - begun);
    looks += 1;
    await sleep(10);
  }
  const wrong = (await all).find(Boolean);
  if (wrong) return wrong;
  return slowest > SLOWEST_MS ? `/healthz took ${Math.round(slowest)} ms (one of ${looks})` : undefined;
}

function costly(random: Random): string {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const step = pick(['1h', '1d', '6h']);
  const span = pick([`last=${pick([7, 365, 800, 3650])}d`, `from=${pick([1990, 2016, 2020, 2025])}-01-01`]);
  return pick([
    `/api/coverage?${span}&step=${step}`,
    `/api/push?${span}&step=${step}`,
    `/api/report?last=3650d&step=${step}`,
    `/api/price?from=${pick([1990, 2016, 2024])}-01-01`,
    '/api/status',
    `/api/window?app=${CANARY}-1&step=1h&start=${pick(['0', '1e99', '-1', '9999999999', '1700000000'])}`,
    '/metrics',
    '/readyz',
  ]);
}

/** Half of them leave before they are answered. Resolves to what is wrong with the answer. */
async function ask(path: string, random: Random): Promise<string | undefined> {
  const leave = new AbortController();
  if (random() < 0.5) setTimeout(() => leave.abort(), random() * 500);
  try {
    const answer = await fetch(web.url + path, {signal: leave.signal});
    const text = await answer.text();
    if (answer.status === 503 && !answer.headers.has('retry-after') && !/timed out/.test(text))
      return `${path}: ${text}`;
    return [200, 400, 503].includes(answer.status)
      ? undefined
      : `${path} is answered ${answer.status}: ${text.slice(0, 200)}`;
  } catch (error) {
    return leave.signal.aborted ? undefined : `${path}: ${error}`;
  }
}

/** More answers than these of one or two megabytes each may not be kept for who does not read them. */
const MOST_MB = 400;

async function slowReaders(random: Random): Promise<string | undefined> {
  const before = await web.memory();
  const readers: Socket[] = [];
  const count = 100 + Math.floor(random() * 300);
  try {
    for (let i = 0; i < count; i++) readers.push(reader(LARGE[Math.floor(random() * LARGE.length)]!));
    for (let second = 0; second < 5; second++) {
      await sleep(1000);
      const {status} = await fetch(`${web.url}/healthz`);
      if (status !== 200) return `/healthz answers ${status} meanwhile`;
      const grown = (await web.memory()) - before;
      if (grown > MOST_MB) return `${count} slow readers make it take ${Math.round(grown)} MB more`;
    }
    return undefined;
  } finally {
    for (const socket of readers) socket.destroy();
  }
}

/** Some are made in no time. */
const LARGE = [
  '/metrics',
  '/metrics',
  '/api/push?last=365d&step=1h',
  '/api/coverage?last=100d&step=1h',
  '/api/live',
  '/console/uplot.js',
];

/** Asks for as many as a connection can carry, and reads nothing. */
function reader(path: string): Socket {
  const socket = connect(web.port, '127.0.0.1');
  // Those beyond the bound are cut.
  socket.on('error', () => {}).pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`.repeat(30));
  return socket;
}
