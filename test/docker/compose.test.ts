import {access, readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {loadConfig} from '../../src/config/load.js';
import {readProxy} from '../../src/config/proxy.js';
import {reports} from '../../src/timpush/reports.js';
import {
  collectors,
  compose,
  mounts,
  ofTheOperator,
  type Service,
  services,
  sourceOf,
  targetOf,
  text,
} from './compose-file.js';

test('every image of others is pinned to an exact version', () => {
  const images = new Set(services.map(([, {image}]) => image));
  images.delete('timpush-collector');
  expect([...images].sort()).toEqual(['grafana/grafana:13.2.3', 'influxdb:2.9.1', 'redis:7.2.6']);
});

test('every service belongs to one set-up, and depends on healthy services that are always with it', () => {
  for (const [, {profiles, depends_on = {}}] of services) {
    // A cluster differs from one collector by its collectors and Redis alone.
    expect(['collect', 'cluster', 'collect cluster', 'demo']).toContain(profiles.join(' '));
    for (const [name, {condition}] of Object.entries(depends_on)) {
      expect(compose.services[name]?.profiles).toEqual(expect.arrayContaining(profiles));
      expect(condition).toBe('service_healthy');
      // The collector's image brings its own check; whatever is waited for here says in this file how it is asked.
      expect(compose.services[name]?.healthcheck).toBeDefined();
    }
  }
});

test('real use and the demo share no volume, network or secret', () => {
  const used = (profile: string) =>
    services
      .filter(([, service]) => service.profiles.includes(profile))
      .flatMap(([, service]) => [
        ...mounts(service).filter((source) => !source.startsWith('.')),
        ...(Array.isArray(service.networks) ? service.networks : Object.keys(service.networks)),
        ...(service.secrets ?? []).map((secret) => compose.secrets[sourceOf(secret)]!.file),
      ]);
  const real = new Set([...used('collect'), ...used('cluster')]);
  expect(real.size).toBeGreaterThan(5);
  expect(used('demo').filter((name) => real.has(name))).toEqual([]);
});

test('every secret, volume and network that is used is declared, and every one declared is used', () => {
  const all = (names: string[]) => [...new Set(names)].sort();
  expect(all(services.flatMap(([, {secrets = []}]) => secrets.map(sourceOf)))).toEqual(
    Object.keys(compose.secrets).sort(),
  );
  const volumes = services.flatMap(([, service]) => mounts(service)).filter((source) => !source.startsWith('.'));
  expect(all(volumes)).toEqual(Object.keys(compose.volumes).sort());
  const networks = services.flatMap(([, {networks}]) => (Array.isArray(networks) ? networks : Object.keys(networks)));
  expect(all(networks)).toEqual(Object.keys(compose.networks).sort());
});

test('every secret file that a variable names is mounted into the service', () => {
  for (const [name, {environment = {}, secrets = [], volumes = []}] of services) {
    const mounted = secrets.map((secret) => `/run/secrets/${targetOf(secret)}`);
    if (volumes.some((volume) => /token:\/run\/secrets\/influx(:ro)?$/.test(String(volume))))
      mounted.push('/run/secrets/influx/token');
    const named = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
    // The simulator shares the collector's variables and never reads them.
    if (name !== 'simulator') expect({name, mounted}).toEqual({name, mounted: expect.arrayContaining(named)});
  }
});

test("the collector has a token of its own, which InfluxDB makes, and nothing of the operator's", () => {
  for (const prefix of ['', 'demo-']) {
    const [collector, influxdb] = ['collector', 'influxdb'].map((name) => compose.services[prefix + name]!);
    expect(collector!.secrets).toBeUndefined();
    expect(collector!.volumes).toContain(`${prefix}collector-token:/run/secrets/influx:ro`);
    expect(influxdb!.volumes).toContain(`${prefix}collector-token:/run/secrets/influx`);
    expect(collector!.environment!.TIMPUSH_INFLUXDB_TOKEN_FILE).toBe(influxdb!.environment!.COLLECTOR_TOKEN_FILE);
    // InfluxDB runs that script before it turns healthy.
    expect(collector!.depends_on).toMatchObject({[`${prefix}influxdb`]: {condition: 'service_healthy'}});
  }
});

test('memory and processes of every service are limited, and its root is read-only', () => {
  for (const [name, {mem_limit, pids_limit, read_only, tmpfs}] of services)
    expect({name, mem_limit, pids_limit, read_only, tmpfs}).toEqual({
      name,
      mem_limit: expect.stringMatching(/^\$\{[A-Z]+_MEMORY:-\d+[mg]\}$/),
      pids_limit: 512,
      read_only: true,
      tmpfs: ['/tmp'],
    });
});

test('every path that is mounted is in the project, or is one that the operator is told to make', async () => {
  const files = Object.values(compose.secrets).map(({file}) => file);
  const paths = [
    ...files,
    ...services.flatMap(([, service]) => mounts(service)).filter((source) => source.startsWith('.')),
  ];
  const missing: string[] = [];
  for (const path of paths.filter((path) => !ofTheOperator.test(path))) {
    await access(path).catch(() => missing.push(path));
  }
  expect(missing).toEqual([]);
  expect(paths.some((path) => ofTheOperator.test(path))).toBe(true);
});

test('a path that the operator forgot is an error, and not a new empty folder', () => {
  const binds = services
    .flatMap(([, {volumes = []}]) => volumes)
    .filter((volume) => ofTheOperator.test(mounts({volumes: [volume]} as Service)[0]!));
  expect(binds).toHaveLength(8);
  for (const bind of binds)
    expect(bind).toMatchObject({type: 'bind', read_only: true, bind: {create_host_path: false}});
});

test('what a reload reads is in folders: of a file that is replaced the container would keep the old one', () => {
  const sources = collectors.flatMap(([, service]) => mounts(service)).filter((source) => ofTheOperator.test(source));
  expect(new Set(sources)).toEqual(new Set(['./config', './secrets/apps']));
});

test('ports are published on the loopback only', () => {
  const ports = services.flatMap(([, {ports = []}]) => ports);
  expect(ports).toHaveLength(7);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z]+_PORT:-\d+\}:\d+$/);
});

test('the collector and the simulator run without root and without capabilities', () => {
  expect(collectors.map(([name]) => name)).toEqual([
    'collector',
    'collector-1',
    'collector-2',
    'collector-3',
    'simulator',
    'demo-collector',
  ]);
  for (const [, service] of collectors) {
    expect(service).toMatchObject({user: 'node', init: true, cap_drop: ['ALL']});
  }
  for (const [, {security_opt}] of services) expect(security_opt).toEqual(['no-new-privileges:true']);
});

test('every variable of the compose file has a line in .env.example, and the other way round', async () => {
  const example = await readFile('.env.example', 'utf8');
  const settings = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
  const used = [...text.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]);
  expect(new Set(settings)).toEqual(new Set([...used, 'COMPOSE_PROFILES']));
});

test('no secret has a value in the compose file', () => {
  for (const [, {environment = {}}] of services) {
    const valued = Object.entries(environment).filter(
      ([name, value]) => /PASSWORD|TOKEN|SECRET|KEY/.test(name) && !value.startsWith('/run/secrets/'),
    );
    // The names of some switches speak of keys.
    expect(valued.filter(([, value]) => !/^(demo-key-.*|true|false)$/.test(value))).toEqual([]);
  }
});

/** As Compose reads it where no variable is set. */
function withDefaults(environment: Record<string, string>): Record<string, string> {
  const text = JSON.stringify(environment).replace(/\$\{\w+:-([^}]*)\}/g, '$1');
  return JSON.parse(text);
}

test('behind a proxy the services find each other without it', () => {
  for (const name of ['collector', 'demo-collector']) {
    const env = {
      ...withDefaults(compose.services[name]!.environment!),
      HTTPS_PROXY: 'http://x',
      HTTP_PROXY: 'http://x',
    };
    expect(readProxy(env, [], [])?.except.split(',')).toEqual(['influxdb', 'simulator']);
  }
});

test("the demo's configuration is complete with the variables that its service has", () => {
  const known = {reports, regions: ['china']};
  const environment = withDefaults(compose.services['demo-collector']!.environment!);
  const path = environment.TIMPUSH_CONFIG!.replace('/app/', '');
  const env = {...environment, TIMPUSH_INFLUXDB_TOKEN_FILE: compose.secrets.demo_influx_token!.file};
  const {apps, influxdb} = loadConfig({path, env}, known);
  expect(apps.map(({name, sdkAppId, secretKey}) => [name, sdkAppId, secretKey.read()])).toEqual([
    ['shop-cn', 1400000001, 'demo-key-1400000001'],
    ['shop-sg', 1400000002, 'demo-key-1400000002'],
    ['shop-eu', 1400000003, 'demo-key-1400000003'],
  ]);
  expect(influxdb).toMatchObject({version: 2, url: 'http://influxdb:8086', org: 'push', bucket: 'push'});
});

test('the database that InfluxDB sets up is the one that the collector and Grafana use', async () => {
  expect(compose.services.influxdb!.environment).toMatchObject({
    DOCKER_INFLUXDB_INIT_ORG: 'push',
    DOCKER_INFLUXDB_INIT_BUCKET: 'push',
  });
  const {datasources} = parse(await readFile('grafana/provisioning/datasources/influxdb.yaml', 'utf8'));
  expect(datasources[0].jsonData.dbName).toBe('push');
  const reader = await readFile('docker/influxdb/10-grafana-reader.sh', 'utf8');
  expect(reader).toContain(`--username ${datasources[0].user} `);
});

test('collectors of a cluster are alike, and Redis keeps what it holds and lets nobody in without the password', () => {
  const [first, ...others] = ['collector-1', 'collector-2', 'collector-3'].map((name) => compose.services[name]!);
  for (const other of others) expect({...other, ports: first!.ports}).toEqual(first);
  expect(first!.depends_on).toMatchObject({redis: {condition: 'service_healthy'}});
  const {command, ports} = compose.services.redis!;
  expect(ports).toBeUndefined();
  for (const words of [
    '--appendonly yes',
    '--maxmemory-policy noeviction',
    '--requirepass "$$(cat /run/secrets/redis_password)"',
  ])
    expect(command!.join(' ')).toContain(words);
});

test('Grafana asks nobody but the database', () => {
  for (const name of ['grafana', 'demo-grafana']) {
    expect(compose.services[name]!.environment).toMatchObject({
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
    });
  }
});
