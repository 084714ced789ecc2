import {mkdir, mkdtemp, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DuckDBDataChunk, DuckDBInstance} from '@duckdb/node-api';
import {afterEach, beforeEach, describe, expect, jest, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import {type FileFormat, fileFormats, SqlError, type Tables} from '../../src/domain/tables.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {openFiles} from '../../src/duckdb/load.js';
import {openTables} from '../../src/duckdb/tables.js';

const NAME = 'timpush_run';
const ALWAYS = {start: 0, end: 4_000_000_000};
const LIMITS = {rows: 1000, bytes: 100_000, ms: 5000};
const T0 = 1_772_380_800;

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timpush-tables-'));
  path = join(folder, 'push.duckdb');
});
afterEach(() => rm(folder, {recursive: true}));

const point = (time: number, fields: Point['fields'], app = 'shop'): Point => ({
  measurement: NAME,
  tags: {app},
  fields,
  time,
});

const points = [
  point(T0, {ok: 1, error: ''}),
  point(T0 + 1, {ok: 2 ** 53 - 1, error: 'a "quoted", line\nand another\r\n'}),
  point(T0 + 2, {ok: -1, error: "'; DROP TABLE timpush_run; --"}),
  point(T0 + 3, {ok: 4}, 'a, "b"'),
  point(T0 + 4, {ok: 5, error: 'null'}, 'NULL'),
  point(T0 + 5, {ok: 6, error: '厦门 🚀 \\n'}),
];

async function filled(): Promise<void> {
  const store = await openDuckDb({path});
  await store.write(points);
  await store.close();
}

async function withTables<T>(work: (tables: Tables) => Promise<T>, own = folder): Promise<T> {
  const tables = await openTables(path, {folder: own});
  return work(tables).finally(() => tables.close());
}

const ask = (sql: string, limits = LIMITS) => withTables((tables) => tables.ask(sql, limits));
const sorted = (found: readonly Point[]) => found.toSorted((a, b) => a.time - b.time);

describe('files', () => {
  const copy = (format: FileFormat, tags = {}) =>
    withTables((tables) => tables.copyOut({folder, format, wanted: () => ({span: ALWAYS, tags})}));

  test.each(fileFormats)('what is copied into %s is read again as it was', async (format) => {
    await filled();
    const {tables} = await copy(format);
    expect(tables).toEqual([
      {
        measurement: NAME,
        file: `${NAME}.${format}`,
        points: points.length,
        oldest: T0,
        newest: T0 + 5,
        tags: ['app'],
        fields: {ok: 'integer', error: 'string'},
      },
    ]);
    const store = await openFiles(join(folder, 'again.duckdb'), {folder, format, tables});
    expect(sorted(await store.points({measurement: NAME, span: ALWAYS}))).toEqual(points);
    await store.close();
  });

  test('times are in UTC: marked in Parquet, with Z in the others', async () => {
    await filled();
    for (const format of fileFormats) await copy(format);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const [row] = (
      await connection.runAndReadAll(
        `SELECT typeof(time), min(epoch_us(time)) FROM '${folder}/${NAME}.parquet' GROUP BY ALL`,
      )
    ).getRows();
    expect(row).toEqual(['TIMESTAMP WITH TIME ZONE', BigInt(T0) * 1_000_000n]);
    connection.closeSync();
    instance.closeSync();
    const csv = await readFile(join(folder, `${NAME}.csv`), 'utf8');
    expect(csv).toMatch(/^time,app,ok,error\n/);
    expect(csv).toContain('\n2026-03-01T16:00:00Z,shop,1,""\n');
    const objects = (await readFile(join(folder, `${NAME}.ndjson`), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects).toContainEqual({time: '2026-03-01T16:00:00Z', app: 'shop', ok: 1, error: ''});
  });

  test('only what is wanted, and no file of what has nothing', async () => {
    await filled();
    expect((await copy('csv', {app: ['shop', 'other']})).tables[0]).toMatchObject({points: 4, newest: T0 + 5});
    expect((await copy('csv', {app: 'nobody'})).tables).toEqual([]);
    expect((await copy('csv', {platform: 'fcm'})).tables).toEqual([]);
  });

  test('a copy is of one moment, whatever is written meanwhile', async () => {
    const store = await openDuckDb({path});
    await store.write(points.map((each) => ({...each, measurement: 'timpush_a'})));
    await store.write(points.map((each) => ({...each, measurement: 'timpush_z'})));
    const own = store.tables!;
    await mkdir(own.folder);
    const writing: Promise<void>[] = [];
    const onCopied = () => void writing.push(store.write([{...point(T0 + 99, {ok: 1}), measurement: 'timpush_z'}]));
    const {tables} = await own.copyOut({folder: own.folder, format: 'csv', wanted: () => ({span: ALWAYS}), onCopied});
    await Promise.all(writing);
    expect(tables.map((table) => table.points)).toEqual([points.length, points.length]);
    expect(await store.points({measurement: 'timpush_z', span: ALWAYS})).toHaveLength(points.length + 1);
    await store.close();
  });

  test.each(fileFormats)('a %s file that is not whole, not there or doubled is refused by its name', async (format) => {
    await filled();
    const {tables} = await copy(format);
    const file = join(folder, tables[0]!.file);
    const whole = await readFile(file);
    const load = (points?: number) => {
      const wanted = tables.map((table) => ({...table, points: points ?? table.points}));
      return openFiles(join(folder, `${Math.random()}.duckdb`), {folder, format, tables: wanted});
    };
    await truncate(file, Math.floor(whole.length * 0.7));
    await expect(load()).rejects.toThrow(tables[0]!.file);
    await writeFile(file, whole);
    await expect(load(5)).rejects.toThrow('it has 6 points, not 5; export it again');
    await rm(file);
    await expect(load()).rejects.toThrow(`${tables[0]!.file} cannot be read`);
  });
});

describe('questions', () => {
  test('a time says that it is UTC where it has a zone, and nothing of one that may be local', async () => {
    await filled();
    const sql = `SELECT time AT TIME ZONE 'UTC' AS utc, time AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Shanghai' AS local,
      [time + INTERVAL 500 MILLISECOND] AS more FROM ${NAME} ORDER BY time LIMIT 1`;
    expect((await ask(sql)).rows).toEqual([
      {utc: '2026-03-01T16:00:00Z', local: '2026-03-02T00:00:00', more: ['2026-03-01T16:00:00.500']},
    ]);
  });

  test('counts are numbers, times are texts, what is too large is a text', async () => {
    await filled();
    const sql = `SELECT time, ok, sum(ok) OVER () AS s, 2::HUGEINT ** 70 AS f, 9007199254740993 AS big, NULL AS n, [1, 2] AS list, ok
      FROM ${NAME} ORDER BY time LIMIT 1`;
    expect(await ask(sql)).toEqual({
      columns: expect.arrayContaining([
        {name: 'time', type: 'TIMESTAMP'},
        {name: 'ok', type: 'BIGINT'},
      ]),
      rows: [
        {
          time: '2026-03-01T16:00:00',
          ok: 1,
          s: '9007199254741006',
          f: 2 ** 70,
          big: '9007199254740993',
          n: null,
          list: [1, 2],
          'ok:1': 1,
        },
      ],
      truncated: false,
    });
  });

  test.each([
    'SHOW TABLES',
    `DESCRIBE ${NAME}`,
    `SUMMARIZE ${NAME}`,
    `EXPLAIN SELECT * FROM ${NAME}`,
    `FROM ${NAME}`,
    `WITH a AS (SELECT 1) SELECT * FROM a;`,
  ])('%s is answered', async (sql) => {
    await filled();
    expect((await ask(sql)).rows.length).toBeGreaterThan(0);
  });

  const writing = [
    `INSERT INTO ${NAME} SELECT * FROM ${NAME}`,
    `UPDATE ${NAME} SET ok = 0`,
    `DELETE FROM ${NAME}`,
    `DROP TABLE ${NAME}`,
    `ALTER TABLE ${NAME} RENAME TO other`,
    `CREATE TABLE x AS SELECT 1`,
    `CREATE TEMP TABLE x AS SELECT 1`,
    `WITH x AS (SELECT 1) INSERT INTO ${NAME} SELECT * FROM ${NAME}`,
    `EXPLAIN ANALYZE DELETE FROM ${NAME}`,
    `SELECT 1; DROP TABLE ${NAME}`,
    `COMMIT; DROP TABLE ${NAME}`,
    'COMMIT',
    'BEGIN',
    'CHECKPOINT',
    'VACUUM',
    'SET threads = 1',
    'RESET lock_configuration',
    'PRAGMA enable_profiling',
    'LOAD httpfs',
    'INSTALL httpfs',
    'CALL pragma_version()',
    '',
    'nonsense',
  ];
  const reaching = (file: string) => [
    `SELECT * FROM '${file}'`,
    `SELECT * FROM read_csv('${file}')`,
    `SELECT * FROM read_text('${file}')`,
    `SELECT * FROM read_blob('${file}')`,
    `SELECT * FROM glob('${folder}/*')`,
    `SELECT * FROM sniff_csv('${file}')`,
    `COPY ${NAME} TO '${file}'`,
    `COPY ${NAME} FROM '${file}'`,
    `ATTACH '${file}' AS other`,
    `EXPORT DATABASE '${folder}/all'`,
    `SELECT * FROM query('DROP TABLE ${NAME}')`,
    `SELECT * FROM 'https://127.0.0.1/x.csv'`,
  ];

  /** Of a file that this process alone asks, and of one that is open for writing, as a collector has it. */
  describe.each(['read-only', 'open for writing'])('of a file that is %s', (how) => {
    test('nothing changes it, and no other file is read or written', async () => {
      await filled();
      const file = join(folder, 'secret.csv');
      await writeFile(file, 'a,b\nsecret,1\n');
      const store = how === 'read-only' ? undefined : await openDuckDb({path});
      // Where an export may be written is another folder.
      const tables = store?.tables ?? (await openTables(path, {folder: join(folder, 'own')}));
      for (const sql of [...writing, ...reaching(file)]) {
        const said = await tables.ask(sql, LIMITS).catch((error: unknown) => error);
        expect({sql, refused: said instanceof SqlError}).toEqual({sql, refused: true});
        expect(String(said)).not.toContain('secret,1');
      }
      const {rows} = await tables.ask(`SELECT count(*) AS n FROM ${NAME}`, LIMITS);
      expect(rows).toEqual([{n: points.length}]);
      expect(await readFile(file, 'utf8')).toBe('a,b\nsecret,1\n');
      await (store ?? (tables as Tables & {close(): Promise<void>})).close();
    });
  });

  test('what is wrong with a statement is said with its place', async () => {
    await filled();
    const refusal = ask(`SELECT sent FROM ${NAME}`);
    await expect(refusal).rejects.toThrow('Referenced column "sent" not found');
    await expect(refusal).rejects.toThrow('^');
  });

  test('an answer ends at its limits, and says so', async () => {
    await filled();
    const numbers = 'SELECT range AS n FROM range(5000)';
    expect(await ask(numbers, {...LIMITS, rows: 10})).toMatchObject({rows: {length: 10}, truncated: true});
    const {rows, truncated} = await ask(numbers, {...LIMITS, rows: 5000, bytes: 1000});
    expect({truncated, bytes: JSON.stringify(rows).length < 1200}).toEqual({truncated: true, bytes: true});
    expect(await ask('SELECT range FROM range(10)', {...LIMITS, rows: 10})).toMatchObject({truncated: false});
    // The rest of a long one is not worked out, and nothing of it keeps the file open.
    const long = 'SELECT range AS n FROM range(100_000_000_000)';
    expect(await ask(long, {...LIMITS, rows: 10})).toMatchObject({truncated: true});
    await (await openDuckDb({path})).close();
  });

  test.each([
    'SELECT list(range) AS v FROM range(200_000)',
    'SELECT list({a: range, b: range}) AS v FROM range(200_000)',
    "SELECT repeat('x', 300_000) AS v",
    "SELECT encode(repeat('x', 300_000)) AS v",
    'SELECT MAP([1], [list(range)]) AS v FROM range(200_000)',
    "SELECT {a: 1, b: {c: repeat('x', 300_000)}} AS v",
    "SELECT [repeat('x', 300_000)]::VARCHAR[1] AS v",
    "SELECT repeat('1', 2_400_000)::BIT AS v",
    'SELECT union_value(k := list(range)) AS v FROM range(200_000)',
  ])('one value that is too large is never made: %s', async (sql) => {
    await filled();
    const making = jest.spyOn(DuckDBDataChunk.prototype, 'convertRowValues');
    const small = sql.replaceAll(/[0-9_]{5,}/g, '3');
    expect(await ask(small)).toMatchObject({rows: {length: 1}, truncated: false});
    expect(making).toHaveBeenCalledTimes(1);
    expect(await ask(sql)).toEqual({columns: [expect.anything()], rows: [], truncated: true});
    expect(making).toHaveBeenCalledTimes(1);
    making.mockRestore();
  });

  const endless =
    'SELECT count(*) FROM range(10_000_000_000) a, range(10_000_000_000) b WHERE (a.range + b.range) % 7 = 3';

  test('one that takes too long ends, and the next is answered', async () => {
    await filled();
    await withTables(async (tables) => {
      await expect(tables.ask(endless, {...LIMITS, ms: 200})).rejects.toThrow('it takes longer than 0.2 s');
      expect((await tables.ask('SELECT 1 AS one', LIMITS)).rows).toEqual([{one: 1}]);
    });
  });

  test.each([0, 100])('one whose asker has gone after %i ms ends', async (ms) => {
    await filled();
    const gone = new AbortController();
    const reason = new Error('gone');
    if (ms === 0) gone.abort(reason);
    else setTimeout(() => gone.abort(reason), ms);
    const startMs = performance.now();
    const asked = withTables((tables) => tables.ask(endless, {...LIMITS, ms: 60_000}, gone.signal));
    await expect(asked).rejects.toBe(reason);
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });

  test('whoever asks beside a collector takes no more memory than a command should have', async () => {
    await filled();
    const {rows} = await ask("SELECT current_setting('memory_limit') AS memory");
    expect(rows).toEqual([{memory: '488.2 MiB'}]);
  });

  test('a file that is not there is not made', async () => {
    await expect(openTables(path)).rejects.toThrow(`there is no DuckDB file at ${path} yet: start or collect makes it`);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  test('what a killed process has written is read, although its log is not in the file yet', async () => {
    const store = await openDuckDb({path});
    await store.write(points);
    const copy = join(folder, 'copy.duckdb');
    for (const end of ['', '.wal']) await writeFile(`${copy}${end}`, await readFile(`${path}${end}`));
    await store.close();
    const tables = await openTables(copy);
    expect((await tables.ask(`SELECT count(*) AS n FROM ${NAME}`, LIMITS)).rows).toEqual([{n: points.length}]);
    await tables.close();
  });
});
