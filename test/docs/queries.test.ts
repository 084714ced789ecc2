import {DuckDBInstance} from '@duckdb/node-api';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {runCollector} from '../support/servers/collector-process.js';
import {read} from './documents.js';

const [, beginning] = (await read('docs/data.md')).split('## Files');
const blocks = [...beginning!.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql!.trim());
/** InfluxQL, which a test of InfluxDB asks. */
const statements = blocks.filter((sql) => !sql.includes('now() - 7d'));

let workplace: Workplace;

beforeAll(async () => {
  workplace = await makeWorkplace();
  expect(await runCollector(workplace.folder, ['demo', '--once'])).toMatchObject({code: 0});
  const secretKeyFile = await workplace.secret('key', 'any-key');
  const app = {name: 'shop-cn', sdkAppId: 1_400_000_001, baseUrl: 'http://127.0.0.1:9', secretKeyFile};
  await workplace.configure({apps: [app], store: 'duckdb', duckdb: {path: 'data/demo.duckdb'}, log: {level: 'silent'}});
  expect(await run('export', '--out', 'move')).toMatchObject({code: 0});
}, 240_000);
afterAll(() => workplace.remove());

const run = (command: string, ...args: string[]) =>
  runCollector(workplace.folder, [command, '--config', 'collector.yaml', ...args]);

test('there are examples of tables and of files', () => {
  expect(statements.filter((sql) => sql.includes("'move/"))).toHaveLength(1);
  expect(statements.length).toBeGreaterThan(5);
});

test.each(statements.filter((sql) => !sql.includes("'move/")))(
  'the store and an export answer alike: %s',
  async (sql) => {
    const asked = async (...more: string[]) =>
      JSON.parse((await run('query', sql, '--format', 'json', ...more)).stdout);
    const {rows} = await asked();
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.values(rows[0]).filter((value) => value === null)).toEqual([]);
    const key = (row: unknown) => JSON.stringify(row);
    expect((await asked('--from-export', 'move')).rows.map(key).sort()).toEqual(rows.map(key).sort());
  },
);

test('the first one shows what the text says: a third for six hours', async () => {
  const {stdout} = await run(
    'query',
    statements.find((sql) => sql.includes('AS delivery_rate\nFROM'))!,
    '--format',
    'json',
  );
  const {rows} = JSON.parse(stdout) as {rows: {delivery_rate: number}[]};
  // It need not begin with an hour.
  expect([5, 6]).toContain(rows.filter((row) => row.delivery_rate < 0.5).length);
});

test('the one about files is answered by DuckDB itself', async () => {
  const sql = statements.find((each) => each.includes("'move/"))!.replace('move/', `${workplace.path('move')}/`);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjects();
  connection.closeSync();
  instance.closeSync();
  expect(rows.map(({app}) => app).sort()).toEqual(['shop-cn', 'shop-eu', 'shop-sg']);
});
