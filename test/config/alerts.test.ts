import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {expect, test} from '@jest/globals';
import {secretsOf} from '../../src/config/secrets.js';
import {complaints, folder, load, shop} from './configuration.js';

const alertmanagerUrl = 'http://10.1.2.3:9093';
const webhookUrl = 'https://relay.example/timpush';
const alerts = (keys: object, env: NodeJS.ProcessEnv = {}) => load({apps: [shop], alerts: keys}, env).alerts;
const refusals = (keys: object, env: NodeJS.ProcessEnv = {}) => complaints({apps: [shop], alerts: keys}, env);

test('without an address nobody is told, whatever secrets there are', () => {
  expect(alerts({}, {TIMPUSH_ALERTS_WEBHOOK_TOKEN: 'x'})).toMatchObject({alertmanager: undefined});
});

test('an address is all that has to be written, in the file or as a variable', () => {
  expect(alerts({alertmanagerUrl: `${alertmanagerUrl}/`})).toEqual({alertmanager: {url: alertmanagerUrl}});
  expect(alerts({}, {TIMPUSH_ALERTS_WEBHOOK_URL: webhookUrl})).toEqual({webhook: {url: webhookUrl}});
});

test('a user has a password, from a file or a variable', () => {
  const place = folder();
  const alertmanagerPasswordFile = join(place, 'password');
  writeFileSync(alertmanagerPasswordFile, 'of-the-file\n');
  const user = {alertmanagerUrl, alertmanagerUsername: 'collector'};
  expect(alerts({...user, alertmanagerPasswordFile}).alertmanager!.password!.read()).toBe('of-the-file');
  const env = {TIMPUSH_ALERTS_ALERTMANAGER_PASSWORD: 'of-the-variable'};
  expect(alerts(user, env).alertmanager!.password!.read()).toBe('of-the-variable');
  expect(refusals(user)).toEqual([expect.stringContaining('alerts.alertmanagerPasswordEnv: the variable')]);
});

test('in place of a user there may be a token', () => {
  const env = {TIMPUSH_ALERTS_ALERTMANAGER_TOKEN: 'a-token', TIMPUSH_ALERTS_WEBHOOK_TOKEN: 'another'};
  const {alertmanager, webhook} = alerts({alertmanagerUrl, webhookUrl}, env);
  expect([alertmanager!.token!.read(), webhook!.token!.read()]).toEqual(['a-token', 'another']);
  const both = {...env, TIMPUSH_ALERTS_ALERTMANAGER_PASSWORD: 'x'};
  expect(refusals({alertmanagerUrl, alertmanagerUsername: 'collector'}, both)).toEqual([
    expect.stringContaining('alerts.alertmanagerUsername: a user and a token exclude each other'),
  ]);
});

test.each(['alertmanagerToken', 'webhookToken'])('the variable of %s that is named and not set is refused', (token) => {
  const keys = {alertmanagerUrl, webhookUrl, [`${token}Env`]: 'OUR_TOKEN'};
  expect(refusals(keys)).toEqual([expect.stringContaining(`alerts.${token}Env: the variable "OUR_TOKEN" is empty`)]);
  expect(refusals(keys, {OUR_TOKEN: 'x'})).toEqual([]);
});

test.each(['alertmanagerUrl', 'webhookUrl'])('an address of %s that is refused is not shown', (key) => {
  for (const url of ['http://u:s3cret@a', 'https://a/hook?key=s3cret', 'htps://a/s3cret']) {
    const lines = refusals({[key]: url});
    expect(lines).toEqual([expect.stringContaining(`alerts.${key}: the `)]);
    expect(lines.join()).not.toContain('s3cret');
  }
});

test('secrets are known to what takes them out of the log, and show nowhere', () => {
  const env = {TIMPUSH_ALERTS_ALERTMANAGER_TOKEN: 's3cret-one', TIMPUSH_ALERTS_WEBHOOK_TOKEN: 's3cret-two'};
  const config = load({apps: [shop], alerts: {alertmanagerUrl, webhookUrl}}, env);
  expect(secretsOf(config).map(([name, secret]) => [name, secret.read()])).toEqual(
    expect.arrayContaining([
      ['alerts.alertmanagerToken', 's3cret-one'],
      ['alerts.webhookToken', 's3cret-two'],
    ]),
  );
  expect(inspect(config, {depth: 9}) + JSON.stringify(config)).not.toContain('s3cret');
});

test('they are asked through the proxy, or directly where NO_PROXY says so', () => {
  const proxied = (url: string) =>
    load(
      {apps: [shop], alerts: {webhookUrl: url}},
      {HTTP_PROXY: 'http://proxy.example:3128', NO_PROXY: '10.0.0.0/8'},
    ).proxy!.except.split(',');
  expect(proxied('http://10.1.2.3/hook')).toContain('10.1.2.3');
  expect(proxied('http://127.0.0.1:9000/hook')).toContain('127.0.0.1');
  expect(proxied('http://192.168.1.1/hook')).not.toContain('192.168.1.1');
});
