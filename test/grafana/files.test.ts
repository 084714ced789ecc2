import {readdir, readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {parse} from 'yaml';
import type {Dashboard} from '../../grafana/source/dashboard.js';
import {dashboardFiles, dashboards} from '../../grafana/source/files.js';
import {validate} from '../../grafana/source/validate.js';
import {DATASOURCE_UID} from '../../grafana/source/variables.js';

const FOLDER = 'grafana/dashboards';
const yaml = async (path: string) => parse(await readFile(`grafana/provisioning/${path}`, 'utf8'));

test('the committed dashboards are those of the source, no more and no fewer', async () => {
  const wanted = dashboardFiles();
  expect((await readdir(FOLDER)).sort()).toEqual([...wanted.keys()].sort());
  for (const [name, content] of wanted) expect(await readFile(`${FOLDER}/${name}`, 'utf8')).toBe(content);
});

test('every dashboard keeps the rules, and has a uid and a title of its own', () => {
  expect(dashboards.flatMap(validate)).toEqual([]);
  expect(new Set(dashboards.map(({uid}) => uid)).size).toBe(dashboards.length);
  expect(new Set(dashboards.map(({title}) => title)).size).toBe(dashboards.length);
});

test('the ids that links and alert rules name stay as they are', () => {
  const titles = (dashboard: Dashboard) => Object.fromEntries(dashboard.panels.map(({id, title}) => [id, title]));
  expect(dashboards.map(({uid}) => uid)).toEqual(['push-overview']);
  expect(titles(dashboards[0]!)).toMatchObject({
    1: 'Sent',
    4: 'Send rate',
    5: 'Delivery rate',
    6: 'Click rate',
    10: 'Funnel',
    11: 'App × platform',
    24: 'Delivery rate by app',
    34: 'Delivery rate by platform',
  });
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
  expect(providers[0]).toMatchObject({type: 'file', folderUid: 'push', allowUiUpdates: false});
  expect(await readFile('docker-compose.yml', 'utf8')).toContain(
    `./grafana/dashboards:${providers[0].options.path}:ro`,
  );
});
