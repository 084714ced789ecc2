import {readdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {parse, parseAllDocuments} from 'yaml';
import {loadConfig} from '../../src/config/load.js';
import {reports} from '../../src/timpush/reports.js';
import {makeWorkplace} from '../support/fixtures/workplace.js';
import {renderer} from './helm-template.js';

const CHART = 'deploy/helm/timpush-collector';
const read = (name: string) => readFile(path.join(CHART, name), 'utf8');
const chart = parse(await read('Chart.yaml'));
const defaults = parse(await read('values.yaml'));
const files = (await readdir(path.join(CHART, 'templates'))).filter((name) => name.endsWith('.yaml'));
const templates = await Promise.all(files.map((name) => read(`templates/${name}`)));
const render = renderer([await read('templates/_helpers.tpl')]);
const rules = await read('rules.yml');

// biome-ignore lint/suspicious/noExplicitAny: a manifest of Kubernetes has no type here
type Manifest = any;

/** Values given by the operator stand over those of the chart, key by key. */
function merged(under: Manifest, over: Manifest): Manifest {
  if (over === undefined) return under;
  if (typeof under !== 'object' || Array.isArray(under) || under === null) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(under[key], over[key])]));
}

const apps = [{name: 'shop', sdkAppId: 1_400_000_001, region: 'china', secretKeyFile: '/run/secrets/timpush/shop'}];
const minimal = {config: {apps, influxdb: {url: 'http://influxdb:8086', org: 'push', bucket: 'push'}}};

/** What the chart makes of such values, by kind. */
function manifests(values: Manifest, release = 'push'): Record<string, Manifest> {
  const root = {
    Chart: {Name: chart.name, Version: chart.version, AppVersion: chart.appVersion},
    Release: {Name: release, Service: 'Helm'},
    Values: merged(merged(defaults, minimal), values),
    Files: (name: string) => (name === 'rules.yml' ? rules : ''),
  };
  const documents = templates.flatMap((template) => parseAllDocuments(render(template, root)));
  for (const document of documents) expect((document as {errors: Error[]}).errors).toEqual([]);
  const made = documents.map((document) => (document as {toJS(): Manifest}).toJS()).filter(Boolean);
  expect(new Set(made.map(({kind}) => kind)).size).toBe(made.length);
  return Object.fromEntries(made.map((each) => [each.kind, each]));
}

const everything = {
  persistence: {enabled: true},
  serviceMonitor: {
    enabled: true,
    labels: {release: 'prometheus'},
    basicAuth: {password: {name: 'web', key: 'password'}},
  },
  prometheusRule: {enabled: true, labels: {release: 'prometheus'}},
  networkPolicy: {enabled: true, from: [{namespaceSelector: {}}]},
  podAnnotations: {team: 'push'},
  env: [{name: 'TIMPUSH_LOG_LEVEL', value: 'debug'}],
  nodeSelector: {disk: 'fast'},
  tolerations: [{key: 'push', operator: 'Exists'}],
  affinity: {nodeAffinity: {}},
  imagePullSecrets: [{name: 'registry'}],
};

test('with few values: a configuration, a deployment, a service, and nothing else', () => {
  expect(Object.keys(manifests({})).sort()).toEqual(['ConfigMap', 'Deployment', 'Service']);
  expect(Object.keys(manifests(everything)).sort()).toEqual([
    'ConfigMap',
    'Deployment',
    'NetworkPolicy',
    'PersistentVolumeClaim',
    'PrometheusRule',
    'Service',
    'ServiceMonitor',
  ]);
});

test("the chart's collector is the one of the package", async () => {
  const {version, description} = JSON.parse(await readFile('package.json', 'utf8'));
  expect(chart.appVersion).toBe(version);
  expect(description).toContain(chart.description);
  const {template} = manifests({}).Deployment.spec;
  expect(template.spec.containers[0].image).toBe(`timpush-collector:${version}`);
});

test.each([{}, everything])(
  'what is selected has the labels that are asked for, and every name is its own',
  (values) => {
    const {Deployment, Service, ServiceMonitor, NetworkPolicy, ...others} = manifests(values);
    const pod = Deployment.spec.template.metadata.labels;
    for (const selector of [
      Deployment.spec.selector.matchLabels,
      Service.spec.selector,
      NetworkPolicy?.spec.podSelector.matchLabels ?? {},
    ])
      expect(pod).toMatchObject(selector);
    expect(Service.metadata.labels).toMatchObject(ServiceMonitor?.spec.selector.matchLabels ?? {});
    for (const {metadata} of [Deployment, Service, ...Object.values(others)])
      expect(metadata.name).toBe('push-timpush-collector');
  },
);

test('a release that is called like the chart is not called so twice, and no name is too long', () => {
  expect(manifests({}, 'timpush-collector').Service.metadata.name).toBe('timpush-collector');
  expect(
    manifests({}, 'a-release-name-of-53-characters-is-the-longest-there').Service.metadata.name.length,
  ).toBeLessThan(64);
});

test('the container has no rights and writes to its data alone', () => {
  const {spec} = manifests({}).Deployment.spec.template;
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: {type: 'RuntimeDefault'}},
  });
  const [container] = spec.containers;
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: {drop: ['ALL']},
  });
  const writable = container.volumeMounts.filter(({readOnly}: Manifest) => !readOnly);
  expect(writable.map(({mountPath}: Manifest) => mountPath)).toEqual(['/data']);
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(10);
});

test('image and chart agree on command, folders and user', async () => {
  const dockerfile = await readFile('Dockerfile', 'utf8');
  const {spec} = manifests({}).Deployment.spec.template;
  const [{args, volumeMounts, ports}] = spec.containers;
  expect(dockerfile).toContain(`CMD ${JSON.stringify(args)}`);
  expect(dockerfile).toContain(`USER ${spec.securityContext.runAsUser}`);
  const mounted = volumeMounts.map(({mountPath}: Manifest) => mountPath);
  expect(mounted).toContain(path.dirname(/TIMPUSH_CONFIG=(\S+)/.exec(dockerfile)![1]!));
  expect(mounted).toContain(path.dirname(/TIMPUSH_DUCKDB_PATH=(\S+)/.exec(dockerfile)![1]!));
  expect(ports).toEqual([{name: 'http', containerPort: 8080}]);
});

test('probes ask the path that is served without a password', async () => {
  const routes = await readFile('src/http/routes.ts', 'utf8');
  const [{startupProbe, livenessProbe, readinessProbe}] = manifests({}).Deployment.spec.template.spec.containers;
  expect([startupProbe, livenessProbe, readinessProbe].map(({httpGet}) => httpGet.path)).toEqual(
    Array(3).fill('/healthz'),
  );
  expect(routes).toContain("'/healthz'");
});

test('the collector reads the configuration that the chart writes, with secrets where the chart puts them', async () => {
  const workplace = await makeWorkplace();
  const {ConfigMap, Deployment} = manifests({});
  const {spec} = Deployment.spec.template;
  const secrets = spec.volumes.find(({name}: Manifest) => name === 'secrets').secret;
  expect(secrets).toEqual({secretName: 'timpush-collector', defaultMode: 0o440});
  const {mountPath} = spec.containers[0].volumeMounts.find(({name}: Manifest) => name === 'secrets');
  const key = await workplace.secret('shop', 'key-of-shop');
  const token = await workplace.secret('token', 'token-of-influx');
  const text = ConfigMap.data['collector.yaml'].replaceAll(`${mountPath}/shop`, key);
  const file = workplace.path('collector.yaml');
  await writeFile(file, text);
  const env = {TIMPUSH_INFLUXDB_TOKEN_FILE: token};
  const config = loadConfig({path: file, env}, {reports, regions: ['china']});
  await workplace.remove();
  expect(config).toMatchObject({store: 'influxdb', http: {port: 8080}, cluster: undefined});
  expect(config.apps[0]!.secretKey.read()).toBe('key-of-shop');
});

test('a changed configuration makes new pods', () => {
  const sum = (values: Manifest) => manifests(values).Deployment.spec.template.metadata.annotations['checksum/config'];
  expect(sum({})).toMatch(/^[0-9a-f]{64}$/);
  expect(sum({config: {timezone: 'UTC'}})).not.toBe(sum({}));
});

test('one alone is replaced before the next begins; those of a cluster one after the other', () => {
  const strategy = (values: Manifest) => manifests(values).Deployment.spec.strategy.type;
  expect(strategy({})).toBe('Recreate');
  const cluster = {redisUrlFile: '/run/secrets/timpush/redis_url'};
  expect(strategy({replicas: 3, config: {cluster}})).toBe('RollingUpdate');
});

test.each([
  ['several without a cluster', {replicas: 2}, 'config.cluster.redisUrlFile'],
  ['several on DuckDB', {replicas: 2, config: {store: 'duckdb', cluster: {redisUrlFile: '/x'}}}, 'has one owner'],
  ['no app', {config: {apps: []}}, 'config.apps is empty'],
])('%s is refused, with what to do', (_, values, reason) => {
  expect(() => manifests(values)).toThrow(reason);
});

test('data is kept where that is wanted, in a new claim or in one that is there', () => {
  const data = (values: Manifest) =>
    manifests(values).Deployment.spec.template.spec.volumes.find(({name}: Manifest) => name === 'data');
  expect(data({})).toEqual({name: 'data', emptyDir: {}});
  const {PersistentVolumeClaim: claim} = manifests({persistence: {enabled: true, storageClassName: 'fast'}});
  expect(claim.spec).toMatchObject({storageClassName: 'fast', resources: {requests: {storage: '10Gi'}}});
  expect(data({persistence: {enabled: true}}).persistentVolumeClaim.claimName).toBe(claim.metadata.name);
  const existing = {persistence: {enabled: true, existingClaim: 'mine'}};
  expect(data(existing).persistentVolumeClaim.claimName).toBe('mine');
  expect(manifests(existing)).not.toHaveProperty('PersistentVolumeClaim');
});

test('Prometheus scrapes the metrics under the name that the rules know, and gets the rules that are tested', async () => {
  const {ServiceMonitor, PrometheusRule, Service} = manifests(everything);
  const {jobLabel, endpoints} = ServiceMonitor.spec;
  expect(endpoints).toEqual([
    {port: 'http', path: '/metrics', interval: '30s', basicAuth: everything.serviceMonitor.basicAuth},
  ]);
  expect(Service.spec.ports.map(({name}: Manifest) => name)).toEqual(['http']);
  const job = Service.metadata.labels[jobLabel];
  const tested = parse(await readFile('prometheus/rules.yml', 'utf8'));
  expect(PrometheusRule.spec).toEqual(tested);
  const [, pattern] = /up\{job=~"([^"]+)"\}/.exec(JSON.stringify(tested).replaceAll('\\"', '"'))!;
  expect(job).toMatch(new RegExp(`^${pattern}$`));
});

test('the network is open for the page, for DNS and for what is asked, and for nothing else', () => {
  const {spec} = manifests(everything).NetworkPolicy;
  expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(spec.ingress).toEqual([{ports: [{port: 'http', protocol: 'TCP'}], from: [{namespaceSelector: {}}]}]);
  expect(spec.egress[0].ports.map(({port, protocol}: Manifest) => `${port} ${protocol}`)).toEqual([
    '53 UDP',
    '53 TCP',
    '443 TCP',
    '8086 TCP',
    '6379 TCP',
  ]);
});

test('every value of the chart is used, and every one that is used is there', async () => {
  const text = [...templates, await read('templates/_helpers.tpl')].join('');
  const used = new Set([...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, name]) => name!));
  const has = (name: string) => name.split('.').reduce((value, key) => value?.[key], defaults) !== undefined;
  expect([...used].filter((name) => !has(name) && !['config.apps', 'config.http.passwordFile'].includes(name))).toEqual(
    [],
  );
  const leaves = (value: Manifest, at: string): string[] =>
    typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length === 0
      ? [at]
      : Object.entries(value).flatMap(([key, below]) => leaves(below, `${at}.${key}`));
  const given = Object.entries(defaults).flatMap(([key, value]) => leaves(value, key));
  const covered = (name: string) => [...used].some((each) => name === each || name.startsWith(`${each}.`));
  expect(given.filter((name) => !covered(name))).toEqual([]);
});
