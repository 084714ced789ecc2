import {expect, test} from '@jest/globals';
import {complaints, load, shop} from './configuration.js';

const said = (env: NodeJS.ProcessEnv, more: object = {}) => complaints({apps: [shop], ...more}, env);

test.each([
  ['TIMPUSH_PACE_SM', 'TIMPUSH_PACE_MS'],
  ['TIMPUSH_HTPP_PORT', 'TIMPUSH_HTTP_PORT'],
  ['TIMPUSH_PORT', 'TIMPUSH_HTTP_PORT'],
  ['TIMPUSH_LOGLEVEL', 'TIMPUSH_LOG_LEVEL'],
  ['TIMPUSH_CONFG', 'TIMPUSH_CONFIG'],
  ['TIMPUSH_INFLUXDB_TOKN', 'TIMPUSH_INFLUXDB_TOKEN'],
  ['TIMPUSH_http_port', 'TIMPUSH_HTTP_PORT'],
])('the variable %s is refused like an unknown key: %s was meant', (name, meant) => {
  expect(said({[name]: 'q7-secret'})).toEqual([
    `  ${name}: is not a known variable, was "${meant}" meant?; right would be: ${meant}=…`,
  ]);
});

test('a variable that is near to none is refused with all there are, and what it holds is not shown', () => {
  const [line, ...more] = said({TIMPUSH_QUX: 'q7-secret'});
  expect(more).toEqual([]);
  expect(line).toMatch(/^ {2}TIMPUSH_QUX: is not a known variable; right would be: one of TIMPUSH_CONFIG, TIMPUSH_/);
  expect(line).not.toContain('q7-secret');
});

test('a variable whose name a terminal would obey is quoted', () => {
  expect(said({'TIMPUSH_\u001b[2J': '1'})[0]).toMatch(/^ {2}"TIMPUSH_\\u001b\[2J": is not/);
});

test("an empty variable counts as not set, and others than ours are nobody's business", () => {
  expect(said({TIMPUSH_QUX: '', TIMPUSHED: '1', HTTP_PORT: 'x'})).toEqual([]);
});

test('variables that the configuration names are known, and those from which secrets come by default', () => {
  const env = {TIMPUSH_SHOP_KEY: 'k', TIMPUSH_MY_TOKEN: 't', TIMPUSH_DOOR: 'd', TIMPUSH_INFLUXDB_TOKEN: 'unused'};
  const file = {
    apps: [{...shop, secretKeyEnv: 'TIMPUSH_SHOP_KEY'}],
    influxdb: {tokenEnv: 'TIMPUSH_MY_TOKEN'},
    http: {passwordEnv: 'TIMPUSH_DOOR'},
  };
  expect(complaints(file, env)).toEqual([]);
  expect(complaints({...file, http: {}}, env)).toEqual([expect.stringContaining('TIMPUSH_DOOR: is not a known')]);
});

test('what Kubernetes sets for services of the namespace does not stop the start', () => {
  expect(
    said({
      TIMPUSH_COLLECTOR_SERVICE_HOST: '10.0.0.1',
      TIMPUSH_COLLECTOR_SERVICE_PORT: '8080',
      TIMPUSH_COLLECTOR_SERVICE_PORT_HTTP_METRICS: '8080',
      TIMPUSH_COLLECTOR_PORT: 'tcp://10.0.0.1:8080',
      TIMPUSH_COLLECTOR_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      TIMPUSH_COLLECTOR_PORT_8080_TCP_PROTO: 'tcp',
      TIMPUSH_COLLECTOR_PORT_8080_TCP_PORT: '8080',
      TIMPUSH_COLLECTOR_PORT_8080_TCP_ADDR: '10.0.0.1',
      TIMPUSH_SERVICE_HOST: '10.0.0.2',
      TIMPUSH_PORT: 'udp://[fd00::1]:53',
      TIMPUSH_HTTP_SERVICE_HOST: '10.0.0.3',
    }),
  ).toEqual([]);
});

test('a port that only looks like a link of Kubernetes is a wrong variable', () => {
  expect(said({TIMPUSH_COLLECTOR_PORT: '8080'})).toEqual([expect.stringContaining('TIMPUSH_COLLECTOR_PORT: is not')]);
  expect(said({TIMPUSH_PACE_MS: 'tcp://10.0.0.1:8080'})).toEqual([expect.stringContaining('timpush.paceMs: ')]);
});

test.each(['tcp://10.0.0.1:8080', 'udp://10.0.0.1:53', 'tcp://[fd00::1]:8080'])(
  'the variable of a service called timpush-http is left aside, with a warning: %s',
  (link) => {
    const {http, warnings} = load({apps: [shop], http: {port: 81}}, {TIMPUSH_HTTP_PORT: link});
    expect(http.port).toBe(81);
    expect(warnings).toEqual([
      `TIMPUSH_HTTP_PORT is left aside: ${link} is what Kubernetes sets for a service called timpush-http; ` +
        'give the service another name, or its pods enableServiceLinks: false',
    ]);
  },
);

test.each(['http://10.0.0.1:8080', '10.0.0.1:8080', 'tcp://', 'tcp://a b', 'tcp'])(
  'the port %j is a wrong value and no link',
  (value) => {
    expect(said({TIMPUSH_HTTP_PORT: value})).toEqual([expect.stringContaining('http.port: ')]);
  },
);
