import {writeFile} from 'node:fs/promises';
import {countFields} from '../../../src/domain/measurements.js';
import {duckDbLines} from '../../support/fixtures/store-lines.js';
import {makeWorkplace, type Workplace} from '../../support/fixtures/workplace.js';
import {claimOfCases} from '../cases.js';
import {type HostileAnswer, startHostileServer} from '../hostile-server.js';
import {inProcess, type Said} from '../in-process.js';
import {PAYLOADS} from '../payloads.js';

/** Where a payload stands, and which store the program is told to use. */
interface Attack {
  readonly name: string;
  readonly store: 'duckdb' | 'broken duckdb' | 'influxdb';
  /** `chat`, unless given. */
  readonly report?: string;
  answer(path: string, payload: string): HostileAnswer;
}

const counts = {TotalCount: 5, SentCount: 4, DeliveredCount: 3, ClickCount: 2};
const sound = {ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...counts};
const loss = {PushPlatform: 1, ErrCode: '4711', ErrCount: 9, ErrInfo: 'none'};
const json = (body: unknown, status = 200): HostileAnswer => ({status, body: JSON.stringify(body)});
const api = (name: string, body: (payload: string) => unknown): Attack => {
  return {name, store: 'duckdb', answer: (_, payload) => json(body(payload))};
};
const losses = (name: string, rows: (payload: string) => object): Attack => {
  const body = (payload: string) => ({...sound, ReadyToSendLoss: [loss], ...rows(payload)});
  return {...api(name, body), report: 'chat-loss'};
};
const influx = (name: string, body: (payload: string, path: string) => HostileAnswer): Attack => {
  return {
    name,
    store: 'influxdb',
    answer: (path, payload) => (path.startsWith('/v4/') ? json(sound) : body(payload, path)),
  };
};

/** A series as InfluxDB answers it, with the payload wherever a text can be. */
function series(payload: string, path: string): HostileAnswer {
  if (path.endsWith('/write')) return {status: 204, body: ''};
  const tags = {app: payload, sdkappid: payload, platform: payload, report: 'chat', step: '1d'};
  const columns = ['time', 'ok', 'error', 'windows_left', payload, ...countFields];
  const values = [[1_772_380_800, 1, payload, 0, payload, ...countFields.map(() => 1)]];
  return json({results: [{statement_id: 0, series: [{name: payload, tags, columns, values}]}]});
}

const ATTACKS: readonly Attack[] = [
  ...[90045, 90100, 123456].map((ErrorCode) =>
    api(`ErrorInfo of ${ErrorCode}`, (ErrorInfo) => ({...sound, ActionStatus: 'FAIL', ErrorCode, ErrorInfo})),
  ),
  api('a count', (TotalCount) => ({...sound, TotalCount})),
  api('a platform', (PushPlatform) => ({...sound, PlatformStatistics: [{PushPlatform, ...counts}]})),
  api('names of keys', (key) => ({
    ...sound,
    [key]: key,
    PlatformStatistics: [{PushPlatform: 1, ...counts, [key]: key}],
  })),
  losses('a code of losses', (ErrCode) => ({PlatformReadyToSendLoss: [{...loss, ErrCode}]})),
  losses('a text of losses', (ErrInfo) => ({PlatformPostSendDeliveredLoss: [{...loss, ErrInfo}]})),
  losses('a platform of losses', (PushPlatform) => ({PlatformReadyToSendLoss: [{...loss, PushPlatform}]})),
  losses('a key around losses', (key) => ({
    ReadyToSendLoss: undefined,
    [key]: {ReadyToSendLoss: [{...loss, ErrCount: key}]},
  })),
  api('ActionStatus', (ActionStatus) => ({...sound, ActionStatus})),
  {name: 'the whole answer', store: 'duckdb', answer: (_, body) => ({status: 200, body})},
  {name: 'a page', store: 'duckdb', answer: (_, body) => ({status: 502, body})},
  ...[400, 401, 404].map((status) => influx(`an error ${status} of InfluxDB`, (message) => json({message}, status))),
  influx('what InfluxDB holds', series),
  {name: 'another program on our port', store: 'broken duckdb', answer: (_, error) => json({error}, 500)},
  {name: 'another page on our port', store: 'broken duckdb', answer: (_, body) => ({status: 200, body})},
  // These are retried before they are reported, which takes long.
  influx('an error 500 of InfluxDB', (message) => json({message}, 500)),
  influx('a page in place of InfluxDB', (body) => ({status: 200, body})),
  influx('an error inside an answer of InfluxDB', (error) => json({results: [{error}]})),
];

const DEAR = 3;

export const hostileInput = claimOfCases({
  name: 'hostile-input',
  title: 'no text from outside gets into a statement, a point, a terminal or a log as more than text',
  count: (short) => (ATTACKS.length - DEAR) * (short ? 1 : PAYLOADS.length) + (short ? 0 : DEAR),
  async flaw(index, random) {
    const cheap = ATTACKS.length - DEAR;
    const attack = ATTACKS[index < cheap * PAYLOADS.length ? index % cheap : index - cheap * (PAYLOADS.length - 1)]!;
    const round = Math.floor(index / cheap) + Math.floor(random() * PAYLOADS.length);
    const payload = PAYLOADS[round % PAYLOADS.length]!;
    const found = await attempt(attack, payload);
    return found && `${attack.name} ${JSON.stringify(payload.slice(0, 60))}: ${found}`;
  },
});

async function attempt(attack: Attack, payload: string): Promise<string | undefined> {
  const server = await startHostileServer((path) => attack.answer(path, payload));
  const workplace = await makeWorkplace();
  try {
    await configure(workplace, attack, server);
    const said: Said[] = [];
    for (const command of [['collect'], ['collect', '--json'], ['status'], ['report'], ['check']])
      said.push(
        await inProcess([...command, '--config', workplace.path('collector.yaml')], {KEY: 'key', TOKEN: 'token'}),
      );
    const flaw = said.map(flawIn).find(Boolean);
    return (
      flaw ?? (attack.store === 'duckdb' ? flawStored(await duckDbLines(workplace.path('push.duckdb'))) : undefined)
    );
  } finally {
    await server.stop();
    await workplace.remove();
  }
}

async function configure(
  workplace: Workplace,
  {store, report = 'chat'}: Attack,
  {url, port}: {url: string; port: number},
): Promise<void> {
  const path = workplace.path('push.duckdb');
  if (store === 'broken duckdb') await writeFile(path, 'this is no database');
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 1_400_000_001, baseUrl: url, secretKeyEnv: 'KEY'}],
    jobs: [{report, step: '1d', schedule: '5 * * * *', span: '2d', refresh: ['1m']}],
    timpush: {paceMs: 0, retries: 0},
    store: store === 'influxdb' ? 'influxdb' : 'duckdb',
    influxdb: {url, tokenEnv: 'TOKEN'},
    duckdb: {path},
    http: {port: store === 'broken duckdb' ? port : 0},
  });
}

/** Everything is one line of plain characters a statement; on stderr, lines of the log are whole and ours. */
function flawIn({code, stdout, stderr}: Said): string | undefined {
  const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(stdout + stderr);
  if (unsafe)
    return `lets ${JSON.stringify(unsafe[0])} through: ${JSON.stringify((stdout + stderr).slice(Math.max(0, unsafe.index - 80), unsafe.index + 40))}`;
  if (code !== 0 && code !== 1) return `exit code ${code}`;
  if (/^\s+at /m.test(stderr)) return `a stack: ${stderr.slice(0, 600)}`;
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  const forged = lines.find((line) => (JSON.parse(line) as {msg: string; pid?: number}).pid !== process.pid);
  if (forged) return `a forged line: ${forged}`;
  const longest = Math.max(...stderr.split('\n').map((line) => line.length));
  return longest > 2000 ? `a line of ${longest} characters` : undefined;
}

const LINE = /^timpush_(chat_(total|platform|loss)_1d(_aged)?|ledger|run|check) \d+ /;
/** What a terminal would obey. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function flawStored(lines: readonly string[]): string | undefined {
  const isLoss = (line: string) => line.startsWith('timpush_chat_loss_');
  const strange = lines.find(
    (line) => !LINE.test(line) || /(?!\n)\p{Cc}/u.test(line) || (isLoss(line) && UNPRINTABLE.test(line)),
  );
  if (strange) return `stored ${JSON.stringify(strange)}`;
  const tags = lines.flatMap((line) => [...line.matchAll(/ (?:app|platform)=(\S+)/g)].map(([, value]) => value!));
  const foreign = tags.find((value) => !/^(shop|timpush-collector|apns|unknown|total)$/.test(value));
  return foreign && `stored the tag ${foreign}`;
}
