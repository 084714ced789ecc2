import {readdir, readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {linkProblems} from '../../grafana/source/checks/link-rules.js';
import {panelsOf, validate} from '../../grafana/source/checks/validate.js';
import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';
import {dashboardFiles, dashboards} from '../../grafana/source/dashboards/files.js';
import {DATASOURCE_UID} from '../../grafana/source/dashboards/variables.js';
import {ruleGroups} from '../../grafana/source/rules/files.js';
import {platformNames} from '../../src/domain/measurements.js';

const FOLDER = 'grafana/dashboards';
const yaml = async (path: string) => parse(await readFile(`grafana/provisioning/${path}`, 'utf8'));

test('the committed dashboards are those of the source, no more and no fewer', async () => {
  const wanted = dashboardFiles();
  expect((await readdir(FOLDER)).sort()).toEqual([...wanted.keys()].sort());
  for (const [name, content] of wanted) expect(await readFile(`${FOLDER}/${name}`, 'utf8')).toBe(content);
});

test('every dashboard keeps the rules, and has a uid and a title of its own', () => {
  expect(dashboards.flatMap(validate)).toEqual([]);
  expect(linkProblems(dashboards)).toEqual([]);
  expect(new Set(dashboards.map(({uid}) => uid)).size).toBe(dashboards.length);
  expect(new Set(dashboards.map(({title}) => title)).size).toBe(dashboards.length);
});

test('the ids that links and alert rules name stay as they are', () => {
  const titles = (dashboard: Dashboard) => Object.fromEntries(dashboard.panels.map(({id, title}) => [id, title]));
  expect(dashboards.map(({uid}) => uid)).toEqual([
    'push-overview',
    'push-platform',
    'push-losses',
    'push-maturing',
    'push-collector',
    'push-runbook',
  ]);
  const [overview, platform, losses, maturing, collector] = dashboards.map(titles);
  expect(overview).toMatchObject({
    1: 'Sent',
    4: 'Send rate',
    5: 'Delivery rate',
    6: 'Click rate',
    10: 'Funnel',
    11: 'App × platform',
    24: 'Delivery rate by app',
    30: 'Sent by platform',
    31: 'Delivered by platform',
    33: 'Send rate by platform',
    34: 'Delivery rate by platform',
    35: 'Click rate by platform',
  });
  expect(platform).toMatchObject({6: 'Delivery rate by hour', 20: 'Why the rate moved', 30: 'Share of sends'});
  expect(losses).toMatchObject({
    3: 'Lost to credentials',
    4: 'Lost to quotas',
    10: 'Lost by class',
    20: 'Codes that occurred',
    30: 'Explained share',
    40: 'Quota losses by hour of the day',
  });
  expect(maturing).toMatchObject({1: 'Deliveries by age', 2: 'Clicks by age', 10: 'Deliveries at the chosen age'});
  expect(collector).toMatchObject({
    10: 'Runs',
    11: 'Windows',
    20: 'Lag by app',
    21: 'Holes expire in',
    40: 'Failed runs',
    41: 'Rejected windows',
  });
});

test('an alert about the collection leads to the panel that shows it', () => {
  const collector = ruleGroups.find(({name}) => name === 'push-collector');
  const links = collector!.rules.map(
    ({uid, annotations}) => `${uid} ${annotations.__dashboardUid__} ${annotations.__panelId__}`,
  );
  expect(links).toEqual([
    'push-no-runs push-collector 10',
    'push-database-away push-collector 10',
    'push-lag push-collector 20',
    'push-app-stopped push-collector 40',
    'push-rejected-windows push-collector 41',
    'push-hole-1h push-collector 21',
    'push-hole-1d push-collector 21',
    'push-hole-loss push-collector 21',
  ]);
});

test('a platform has one colour wherever it is drawn, and no two have the same', () => {
  const colours = new Map<string, Set<string>>();
  for (const panel of dashboards.flatMap(panelsOf))
    for (const {matcher, properties} of panel.fieldConfig.overrides)
      for (const {id, value} of properties)
        for (const name of platformNames.filter(
          (platform) => id === 'color' && matcher.options === `/^${platform}( |$)/`,
        ))
          colours.set(name, (colours.get(name) ?? new Set()).add(JSON.stringify(value)));
  expect([...colours.keys()].sort()).toEqual([...platformNames].sort());
  expect([...colours.values()].map(({size}) => size)).toEqual(platformNames.map(() => 1));
  expect(new Set([...colours.values()].flatMap((values) => [...values])).size).toBe(platformNames.length);
});

test('grafana/README.md names every dashboard and every alert rule, with its severity', async () => {
  const section = await readFile('grafana/README.md', 'utf8');
  for (const {uid, title} of dashboards) expect(section).toMatch(new RegExp(`^\\| ${title} +\\| \`${uid}\` +\\|`, 'm'));
  const rows = [...section.matchAll(/^\| `(push-[\w-]+)` +\|.*\| (\w+) +\|$/gm)].map(
    ([, uid, severity]) => `${uid} ${severity}`,
  );
  const rules = ruleGroups.flatMap((group) => group.rules);
  expect(rows).toEqual(rules.map(({uid, labels}) => `${uid} ${labels.severity}`));
});

test('the provisioned data source is the one that dashboards start with, reads the bucket, and holds no secret', async () => {
  const {datasources} = await yaml('datasources/influxdb.yaml');
  expect(datasources).toHaveLength(1);
  expect(datasources[0]).toMatchObject({
    uid: DATASOURCE_UID,
    type: 'influxdb',
    url: 'http://influxdb:8086',
    user: 'grafana',
    jsonData: {version: 'InfluxQL', dbName: 'push'},
    secureJsonData: {password: '$__file{/run/secrets/grafana_reader_password}'},
  });
});

test('the dashboards are looked for where Compose mounts them', async () => {
  const {providers} = await yaml('dashboards/push.yaml');
  expect(providers[0]).toMatchObject({type: 'file', allowUiUpdates: false});
  expect(await readFile('docker-compose.yml', 'utf8')).toContain(
    `./grafana/dashboards:${providers[0].options.path}:ro`,
  );
});

test('dashboards and alert rules lie in one folder', async () => {
  const {providers} = await yaml('dashboards/push.yaml');
  expect(new Set([...ruleGroups, ...providers].map(({folder}) => folder))).toEqual(new Set(['Push']));
  // Rules name their folder and cannot say its uid, so one that the dashboards bring would make a second folder.
  expect(providers[0].folderUid).toBeUndefined();
});

test('the runbook is a dashboard, with a panel for each rule that holds what the file says', async () => {
  const file = await readFile('grafana/RUNBOOK.md', 'utf8');
  const panels = new Map(dashboards.at(-1)!.panels.map((panel) => [panel.title, panel]));
  for (const {uid} of ruleGroups.flatMap((group) => group.rules)) {
    const panel = panels.get(uid) as unknown as {options: {content: string}};
    const [part] = file.split(`### ${uid}\n`)[1]!.split(/^#+ /m);
    // Files beside it are not there.
    expect(panel.options.content).toBe(part!.trim().replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1'));
  }
});
