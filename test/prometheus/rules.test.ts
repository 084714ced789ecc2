import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {Registry} from 'prom-client';
import {parse, stringify} from 'yaml';
import {prometheusFiles} from '../../prometheus/source/files.js';
import {watchCluster} from '../../src/http/cluster-metrics.js';
import {createInstruments, metricsOf} from '../../src/http/instruments.js';
import {createMetrics} from '../../src/http/metrics.js';
import {promtool} from '../support/servers/promtool.js';

const RULES = path.resolve('prometheus/rules.yml');

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels: {severity: string};
  readonly annotations: {runbook: string};
}

const {groups} = parse(await readFile(RULES, 'utf8')) as {groups: {rules: Rule[]}[]};
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({alert}) => alert !== undefined);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'prometheus-'));
});
afterAll(() => rm(folder, {recursive: true}));

test('the committed files are those of the source', async () => {
  for (const [file, content] of prometheusFiles()) expect(await readFile(file, 'utf8')).toBe(content);
});

test('promtool finds nothing wrong with the rules, and with the example of a configuration', async () => {
  expect(await promtool(['check', 'rules', RULES])).toContain(`SUCCESS: ${rules.length} rules found`);
  expect(await promtool(['check', 'config', 'prometheus/prometheus.example.yml'])).toContain(
    'SUCCESS: 1 rule files found',
  );
  const broken = path.join(folder, 'broken.yml');
  await writeFile(broken, (await readFile(RULES, 'utf8')).replace('absent(', 'absnt('));
  await expect(promtool(['check', 'rules', broken])).rejects.toThrow();
});

test('the example with a password is a configuration, too', async () => {
  const text = await readFile('prometheus/prometheus.example.yml', 'utf8');
  const file = path.join(folder, 'prometheus.yml');
  await writeFile(path.join(folder, 'password'), 'let-us-in');
  await writeFile(
    file,
    text
      .replace('# basic_auth', 'basic_auth')
      .replace(/password_file: \S+/, 'password_file: password')
      .replace('rules.yml', RULES),
  );
  expect(parse(await readFile(file, 'utf8')).scrape_configs[0].basic_auth).toMatchObject({username: 'prometheus'});
  expect(await promtool(['check', 'config', file])).toContain('SUCCESS');
});

test('rules name metrics and labels that there are', () => {
  const nothing = {failure: '', machines: [], waiting: 0, oldestWaiting: 0, held: [], takeOvers: []};
  const instruments = [...metricsOf(createInstruments(new Registry())), ...watchCluster(new Registry(), () => nothing)];
  const known = new Map(
    (instruments as unknown as {name: string; labelNames: string[]}[]).map((each) => [each.name, each.labelNames]),
  );
  const recorded = rules.flatMap(({record}) => record ?? []);
  const named = rules.flatMap(({expr}) => [...expr.matchAll(/\b(timpush_[\w:]+)(?:\{([^}]*)\})?/g)]);
  expect(named.length).toBeGreaterThan(25);
  for (const [, name, labels = ''] of named) {
    if (recorded.includes(name!)) continue;
    const unknown = [...labels.matchAll(/(\w+)=/g)].filter(([, label]) => !known.get(name!)?.includes(label!));
    expect({name, known: known.has(name!), unknown}).toEqual({name, known: true, unknown: []});
  }
});

test('every alert has a name of its own, and leads to a heading that there is', async () => {
  expect(new Set(alerts.map(({alert}) => alert)).size).toBe(alerts.length);
  const headings = new Map<string, string[]>();
  for (const file of ['grafana/RUNBOOK.md', 'prometheus/README.md'])
    headings.set(
      file,
      [...(await readFile(file, 'utf8')).matchAll(/^### (.+)$/gm)].map(([, name]) => name!.toLowerCase()),
    );
  for (const {alert, annotations} of alerts) {
    const [file, anchor] = annotations.runbook.split('#');
    expect({alert, known: headings.get(file!)?.includes(anchor!)}).toEqual({alert, known: true});
  }
  const named = alerts.map(({annotations}) => annotations.runbook.split('#')[1]);
  expect(headings.get('prometheus/README.md')!.filter((heading) => !named.includes(heading))).toEqual([]);
});

test('promtool finds nothing wrong with what the collector tells', async () => {
  const own = (await createMetrics('1.2.3').text()).split('\n').filter((line) => / timpush_|^timpush_/.test(line));
  await expect(promtool(['check', 'metrics'], `${own.join('\n')}\n`)).resolves.toBe('');
});

const at = 'job="timpush-collector", instance="one"';
const other = 'job="timpush-collector", instance="other"';
const job = 'app="shop", report="chat", step="1h"';
const metric = (name: string, labels: string) => `timpush_collector_${name}{${at}${labels && `, ${labels}`}}`;
/** So long is looked at: more than the longest wait of a rule. */
const MINUTES = 100;
const minutes = (value: string) => `${value}x${MINUTES}`;
const always = (value: number) => minutes(`${value}+0`);
/** A run every ten minutes, as its time stamp is seen each minute. */
const ticking = Array.from({length: MINUTES / 10}, (_, tick) => `${tick * 600}x9`).join(' ');
const wellSeries = {
  [`up{${at}}`]: always(1),
  [metric('build_info', 'version="1", node="20"')]: always(1),
  [metric('last_run_timestamp_seconds', job)]: ticking,
  [metric('lag_seconds', job)]: always(3000),
  [metric('other_collector', job)]: always(0),
  [metric('calls_total', 'app="shop", report="chat", code="ok"')]: minutes('0+1'),
  // Another call was on its way, now and then.
  [metric('calls_total', 'app="shop", report="chat", code="60007"')]: minutes('0+0.05'),
  // Refused once, long ago.
  [metric('calls_total', 'app="shop", report="chat", code="70009"')]: always(1),
  [metric('config_last_reload_successful', '')]: always(1),
  [metric('ticks_missed_total', 'report="chat", step="1h"')]: always(3),
  [metric('alerts_told_total', 'receiver="webhook", ok="1"')]: minutes('0+1'),
  [metric('cluster_redis_up', '')]: always(1),
  [`timpush_findings{${at}, kind="delivery", severity="critical"}`]: always(0),
};

/** What is different, and which alert that makes. */
const cases: readonly [alert: string, series: Record<string, string>][] = [
  ['TimpushCollectorDown', {[`up{${at}}`]: always(0)}],
  ['TimpushCollectorAbsent', {[metric('build_info', 'version="1", node="20"')]: '1x50 stale'}],
  ['TimpushNoRuns', {[metric('last_run_timestamp_seconds', job)]: always(600)}],
  ['TimpushLag', {[metric('lag_seconds', job)]: always(11_000)}],
  ['TimpushAppStopped', {[metric('calls_total', 'app="shop", report="chat", code="70009"')]: '0x80 1+1x20'}],
  ['TimpushAppStopped', {[metric('calls_total', 'app="shop", report="chat", code="70003"')]: '_x90 1x10'}],
  ['TimpushCallsTooOften', {[metric('calls_total', 'app="shop", report="chat", code="60007"')]: minutes('0+1')}],
  ['TimpushHole1h', {[metric('oldest_hole_seconds', job)]: always(5 * 86_400)}],
  [
    'TimpushHole1d',
    {
      [metric('last_run_timestamp_seconds', job.replace('1h', '1d'))]: ticking,
      [metric('oldest_hole_seconds', job.replace('1h', '1d'))]: always(28 * 86_400),
    },
  ],
  [
    'TimpushHoleLoss',
    {
      [metric('last_run_timestamp_seconds', job.replace('chat', 'chat-loss'))]: ticking,
      [metric('oldest_hole_seconds', job.replace('chat', 'chat-loss'))]: always(5 * 86_400),
    },
  ],
  ...['Failed', 'Left', 'Refused', 'Clock', 'Grid'].map((kind): [string, Record<string, string>] => [
    `TimpushProblem${kind}`,
    {[metric('problems', `${job}, kind="${kind.toLowerCase()}"`)]: always(1)},
  ]),
  ['TimpushConfigurationRefused', {[metric('config_last_reload_successful', '')]: '1x80 0x20'}],
  ['TimpushTicksMissed', {[metric('ticks_missed_total', 'report="chat", step="1h"')]: '3x70 4x30'}],
  ['TimpushOtherCollector', {[metric('other_collector', job)]: always(1)}],
  ['TimpushAlertsNotTold', {[metric('alerts_told_total', 'receiver="webhook", ok="0"')]: minutes('0+1')}],
  ['TimpushRedisAway', {[metric('cluster_redis_up', '')]: always(0)}],
  ...alerts
    .filter(({expr}) => expr.includes('timpush_findings'))
    .map(({alert, expr}): [string, Record<string, string>] => [
      alert!,
      {[`timpush_findings{${at}, ${/\{(.*)\}/.exec(expr)![1]}}`]: always(2)},
    ]),
];

const WELL = 'all is well';
const TWO = 'of two collectors the one that ran a job last is believed';
const old = {
  [`timpush_collector_last_run_timestamp_seconds{${other}, ${job}}`]: always(60),
  [`timpush_collector_lag_seconds{${other}, ${job}}`]: always(90_000),
  [`timpush_collector_problems{${other}, ${job}, kind="failed"}`]: always(1),
};

/** Runs promtool on all series at once; resolves to the name of each set with the alerts that fire in the end, as promtool sees them. */
async function firing(sets: readonly [name: string, series: Record<string, string>][]): Promise<[string, string[]][]> {
  const file = path.join(folder, 'firing.test.yml');
  const tests = sets.map(([name, different]) => ({
    name,
    interval: '1m',
    input_series: Object.entries({...wellSeries, ...different}).map(([series, values]) => ({series, values})),
    // Whatever fires is unexpected, and so is named.
    alert_rule_test: alerts.map(({alert}) => ({eval_time: `${MINUTES - 1}m`, alertname: alert, exp_alerts: []})),
  }));
  await writeFile(file, stringify({rule_files: [RULES], evaluation_interval: '1m', tests}));
  const {stdout, stderr} = await promtool(['test', 'rules', file]).catch((error) => error);
  const found = [...(stdout + stderr).matchAll(/name: (.+),\s+alertname: (\w+)/g)];
  return sets.map(([name]) => [name, found.filter(([, set]) => set === name).map(([, , alert]) => alert!)]);
}

test('each alert fires when it should, and no other with it; none does while all is well', async () => {
  const numbered = cases.map(([alert, series], index): [string, Record<string, string>] => [
    `${alert} ${index}`,
    series,
  ]);
  expect(await firing([[WELL, {}], [TWO, old], ...numbered])).toEqual([
    [WELL, []],
    [TWO, []],
    ...numbered.map(([name]) => [name, [name.split(' ')[0]]]),
  ]);
});

test('every alert is tried', () => {
  expect([...new Set(cases.map(([alert]) => alert))].sort()).toEqual(alerts.map(({alert}) => alert!).sort());
});

test('what is told names the app, and how long', async () => {
  const file = path.join(folder, 'words.test.yml');
  const labels = {
    alertname: 'TimpushLag',
    severity: 'warning',
    service: 'push',
    job: 'timpush-collector',
    app: 'shop',
    report: 'chat',
    step: '1h',
  };
  const summary = 'shop, chat: the newest collected hour ended 3h 3m 20s ago';
  const told = {exp_labels: labels, exp_annotations: {summary, runbook: 'grafana/RUNBOOK.md#push-lag'}};
  const input = Object.entries({...wellSeries, [metric('lag_seconds', job)]: always(11_000)}).map(
    ([series, values]) => ({series, values}),
  );
  const asked = [{eval_time: `${MINUTES - 1}m`, alertname: 'TimpushLag', exp_alerts: [told]}];
  await writeFile(
    file,
    stringify({rule_files: [RULES], tests: [{interval: '1m', input_series: input, alert_rule_test: asked}]}),
  );
  expect(await promtool(['test', 'rules', file])).toContain('SUCCESS');
});
