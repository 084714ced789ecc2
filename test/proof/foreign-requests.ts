import type {Random} from './cases.js';

/** A request that no page of ours sends, and how it is to be refused. */
export interface ForeignRequest {
  readonly name: string;
  readonly lines: readonly string[];
  readonly status: 400 | 403;
}

type Mark = (
  own: string,
  pick: <T>(of: readonly T[]) => T,
) => {readonly lines: readonly string[]; readonly status?: 400; readonly target?: string};

const BROWSER = [
  'Accept-Language: ',
  'Accept-Encoding: gzip, deflate',
  'User-Agent: Mozilla/5.0',
  'Referer: http://evil.example/',
];
const NAMES = [
  'evil.example',
  'EVIL.Example.',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.1',
  '0x7f000001',
  'collector',
];
const ORIGINS = [
  'null',
  'http://evil.example',
  'https://localhost',
  'http://127.0.0.1:1',
  'http://[::1]',
  'file://',
  'chrome-extension://abc',
];

/** Each makes a request foreign by itself. */
const MARKS: readonly Mark[] = [
  (own, pick) => ({
    lines: [
      `Host: ${own}`,
      `Sec-Fetch-Site: ${pick(['cross-site', 'same-site'])}`,
      `Sec-Fetch-Mode: ${pick(['cors', 'no-cors', 'websocket'])}`,
    ],
  }),
  (own, pick) => ({
    lines: [
      `Host: ${own}`,
      `Origin: ${pick([...ORIGINS, `http://${own}.evil.example`, `http://evil.example, http://${own}`])}`,
    ],
  }),
  (own, pick) => ({lines: [`Host: ${pick(NAMES)}${pick(['', `:${own.split(':')[1]}`])}`, pick(BROWSER)]}),
  (own, pick) => ({
    lines: pick([
      [`Host: ${own}`, 'Host: evil.example'],
      ['host: evil.example', `HOST: ${own}`],
      [`Host: ${own}`, `Host: ${own}`],
    ]),
    status: 400,
  }),
  (own, pick) => ({
    lines: [`Host: ${own}`],
    target: pick(['http://evil.example', `http://${own}`, 'https://localhost']),
    status: 400,
  }),
  (own, pick) => ({
    lines: [`Host: ${pick([`user@${own}`, `${own}/`, `${own}?`, '[::1', 'a b', `evil.example#${own}`])}`],
    status: 400,
  }),
];

const PATHS = [
  '/',
  '/console/main.js',
  '/console/icon.svg',
  '/metrics',
  '/readyz',
  '/api/status',
  '/api/live',
  '/api/push?last=7d',
  '/api/coverage?last=7d',
  '/api/report',
  '/api/price?from=2026-01-01',
  '/api/window?start=0',
  '/nowhere',
];
const ACTS = ['/api/ask', '/api/backfill', '/api/backfill/stop'];

/** What nobody is to be impressed by. */
const NOISE = [
  'X-Forwarded-Host: 127.0.0.1',
  'X-Forwarded-For: 127.0.0.1',
  'Forwarded: host=localhost;for=127.0.0.1',
  'X-Real-IP: 127.0.0.1',
  'X-Original-URL: /healthz',
  'X-HTTP-Method-Override: GET',
  'Accept: text/plain',
  'x-timpush-console: 1',
  'Purpose: prefetch',
  'X-Original-Host: localhost',
];

/** `own` is the host and port at which the collector listens. */
export function drawForeign(own: string, random: Random): ForeignRequest {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const {lines, status = 403, target = ''} = pick(MARKS)(own, pick);
  const method = pick(['GET', 'GET', 'HEAD', 'POST']);
  const path = method === 'POST' ? pick(ACTS) : pick(PATHS);
  const noise = NOISE.filter(() => random() < 0.3);
  const body = method === 'POST' ? ['Content-Type: application/json', 'Content-Length: 0', 'x-timpush-console: 1'] : [];
  const all = [`${method} ${target}${path} HTTP/1.1`, ...lines, ...body, ...noise];
  return {name: all.join(' | '), lines: all, status};
}
