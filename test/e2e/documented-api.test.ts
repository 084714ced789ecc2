import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {type DocumentedApi, startDocumentedApi} from '../support/doubles/documented-api.js';
import {duckDbLines} from '../support/fixtures/store-lines.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {runCollector} from '../support/servers/collector-process.js';

let api: DocumentedApi;
let workplace: Workplace;

beforeEach(async () => {
  api = await startDocumentedApi();
  workplace = await makeWorkplace();
});
afterEach(async () => {
  await api?.stop();
  await workplace?.remove();
});

test('answers as the vendor prints them, and a little beside it, are collected as they stand', async () => {
  await workplace.configure({
    apps: [
      {
        name: 'app',
        sdkAppId: 88888888,
        baseUrl: api.url,
        identifier: 'admin',
        secretKeyFile: await workplace.secret('key', 'a-key'),
      },
    ],
    jobs: [{report: 'chat', step: '8h', schedule: '0 * * * *', span: '3d', refresh: ['10m', '9h']}],
    timpush: {paceMs: 10},
    store: 'duckdb',
    duckdb: {path: 'push.duckdb'},
    http: {port: 0},
  });
  // Three windows of eight hours, all older than any refresh age.
  const args = ['collect', '-c', 'collector.yaml', '--from', dateBefore(2), '--to', dateBefore(1)];
  const {code, stderr} = await runCollector(workplace.folder, args);
  expect({code, stderr, complaints: api.complaints}).toEqual({code: 0, stderr: expect.any(String), complaints: []});

  const [printed, extended, quiet] = api.starts;
  const all = await duckDbLines(workplace.path('push.duckdb'));
  const app = 'app=app';
  const sdk = 'sdkappid=88888888';
  expect(all.filter((line) => /^timpush_chat_\w+_8h /.test(line))).toEqual(
    [
      `timpush_chat_total_8h ${printed} ${app} clicked=421 delivered=7616 receipt_clicked=0 receipt_delivered=0 receipt_sent=0 ${sdk} sent=637076 total=933478`,
      `timpush_chat_platform_8h ${printed} ${app} clicked=0 delivered=0 platform=honor receipt_clicked=0 receipt_delivered=0 receipt_sent=0 ${sdk} sent=0 total=293`,
      `timpush_chat_total_8h ${extended} ${app} clicked=20 delivered=120 receipt_clicked=18 receipt_delivered=99 receipt_sent=119 ${sdk} sent=180 total=200`,
      `timpush_chat_platform_8h ${extended} ${app} clicked=9 delivered=90 platform=apns receipt_clicked=9 receipt_delivered=90 receipt_sent=110 ${sdk} sent=110 total=120`,
      `timpush_chat_platform_8h ${extended} ${app} clicked=3 delivered=0 platform=fcm receipt_clicked=0 receipt_delivered=0 receipt_sent=0 ${sdk} sent=38 total=40`,
      `timpush_chat_platform_8h ${extended} ${app} clicked=9 delivered=9 platform=platform_11 receipt_clicked=9 receipt_delivered=9 receipt_sent=9 ${sdk} sent=9 total=9`,
      `timpush_chat_total_8h ${quiet} ${app} clicked=0 delivered=0 receipt_clicked=0 receipt_delivered=0 receipt_sent=0 ${sdk} sent=0 total=0`,
    ].sort(),
  );
});

/** A date of Shanghai, where days are cut unless the configuration says otherwise. */
function dateBefore(days: number): string {
  return new Date(Date.now() + (8 - days * 24) * 3_600_000).toISOString().slice(0, 10);
}
