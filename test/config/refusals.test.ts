import {expect, test} from '@jest/globals';
import {appComplaints, complaints, hourly, jobComplaints, shop} from './configuration.js';

const inApp: [string, object, string][] = [
  ['a missing name', {name: undefined}, 'apps[0].name: it has to be given'],
  ['a name with a blank', {name: 'my shop'}, 'apps[0].name: "my shop" is not a name'],
  ['a name of 65 letters', {name: 'x'.repeat(65)}, 'apps[0].name:'],
  ['an SDKAppID as text', {sdkAppId: '14'}, 'apps[0].sdkAppId: "14" is not a whole number'],
  ['a fraction of an SDKAppID', {sdkAppId: 1.5}, 'apps[0].sdkAppId: 1.5'],
  ['an unknown region', {region: 'mars'}, 'apps[0].region: "mars" is not a region; known: china, singapore'],
  ['a region and a base URL', {baseUrl: 'http://127.0.0.1'}, 'apps[0]: region and baseUrl exclude each other'],
  ['neither of them', {region: undefined}, 'apps[0]: neither region nor baseUrl'],
  ['no http address', {region: undefined, baseUrl: 'ftp://x'}, 'apps[0].baseUrl: "ftp://x" is not'],
  ['an identifier of 33 letters', {identifier: 'x'.repeat(33)}, 'apps[0].identifier:'],
  ['an identifier in Chinese', {identifier: '管理员'}, 'apps[0].identifier: "管理员"'],
  ['a platform in capitals', {withoutReceipts: ['apns', 'FCM']}, 'apps[0].withoutReceipts: "FCM" is not a platform'],
  ['an offset as zone', {timezone: '+08:00'}, 'apps[0].timezone: "+08:00" is not an IANA time zone'],
  ['an unknown zone', {timezone: 'Mars/Base'}, 'apps[0].timezone: "Mars/Base"'],
  ['no secret', {secretKeyEnv: undefined}, 'apps[0]: neither secretKeyFile nor secretKeyEnv'],
  ['two secrets', {secretKeyFile: '/x'}, 'apps[0]: secretKeyFile and secretKeyEnv exclude each other'],
  ['a misspelt key', {sdkAppID: 1}, 'apps[0].sdkAppID: is not a known key, was "sdkAppId" meant?'],
  ['an unknown key', {colour: 1}, 'apps[0].colour: is not a known key'],
];

test.each(inApp)('an app with %s is refused with its path', (_, keys, complaint) => {
  expect(appComplaints(keys)).toContainEqual(expect.stringContaining(complaint));
});

const inJob: [string, object, string][] = [
  ['an unknown report', {report: 'toString'}, 'jobs[0].report: "toString" is not a report; known: chat, broadcast'],
  ['an unknown report in a list', {report: ['chat', 'sms']}, 'jobs[0].report: "sms" is not a report; known: chat'],
  ['a list of no reports', {report: []}, 'jobs[0].report: a list without items leaves nothing to do'],
  ['a report twice', {report: ['chat', 'chat']}, 'jobs[0].report: "chat" stands there twice'],
  [
    'a span beyond the memory of one of its reports',
    {report: ['chat', 'chat-loss'], span: '30d'},
    'jobs[0].span: "30d" is longer than the 7 days for which the vendor keeps chat-loss; right would be: span: 7d',
  ],
  [
    'a step above the limit of one of its reports',
    {report: ['chat', 'chat-loss'], step: '14d', span: '30d'},
    'jobs[0].step: "14d" is longer than the 7 days that chat-loss allows',
  ],
  [
    'a step that is forgotten before it can be asked for',
    {report: 'chat-loss', step: '7d'},
    'jobs[0].step: before a window of "7d" can be asked for, the vendor has forgotten where it begins: it keeps chat-loss for 7 days',
  ],
  ['hours that do not divide the day', {step: '5h'}, 'jobs[0].step: "5h" is not a step'],
  ['minutes as step', {step: '60m'}, 'jobs[0].step: "60m"'],
  ['a step above the limit', {step: '31d', span: '60d'}, 'jobs[0].step: "31d" is longer than the 30 days'],
  ['a broken cron line', {schedule: '61 * * * *'}, 'jobs[0].schedule: "61 * * * *" is not a cron line'],
  ['a span below the step', {step: '7d', span: '6d'}, 'jobs[0].span: "6d" is shorter than the step 7d'],
  ['a span of nothing', {span: '0d'}, 'jobs[0].span: "0d" is not a duration'],
  ['a span of ages', {span: '99999d'}, 'jobs[0].span: "99999d" is longer than ten years'],
  ['no refresh ages', {refresh: []}, 'jobs[0].refresh:'],
  ['descending ages', {refresh: ['1h', '10m']}, 'jobs[0].refresh: "10m" is not longer than the age before it'],
  ['an age twice', {refresh: ['60m', '1h']}, 'jobs[0].refresh: "1h" is not longer'],
  ['a negative age', {refresh: ['-1h']}, 'jobs[0].refresh: "-1h" is not a duration'],
  ['an unknown key', {sceduhle: '* * * * *'}, 'jobs[0].sceduhle: is not a known key'],
];

test.each(inJob)('a job with %s is refused with its path', (_, keys, complaint) => {
  expect(jobComplaints(keys)).toContainEqual(expect.stringContaining(complaint));
});

const elsewhere: [string, object | string, string][] = [
  ['an unknown key', {jbos: []}, 'jbos: is not a known key, was "jobs" meant?'],
  ['a key with a dot', {'timpush.paceMs': 1}, '"timpush.paceMs": is not a known key'],
  ['a prototype as key', '__proto__: {x: 1}', '__proto__: is not a known key'],
  ['an unknown nested key', {timpush: {constructor: 1}}, 'timpush.constructor: is not a known key'],
  ['a number for a section', {timpush: 5}, 'timpush: 5 is not a mapping'],
  ['a mapping for a value', {timezone: {a: {b: 1}}}, 'timezone: a mapping is not'],
  ['a mapping for a list', {jobs: {chat: 1}}, 'jobs: a mapping is not a list'],
  ['no apps', {apps: []}, 'apps: a list without items'],
  ['no jobs', {jobs: []}, 'jobs: a list without items'],
  ['a pace above the limit', {timpush: {paceMs: 999}}, 'timpush.paceMs: 999 is faster than'],
  ['a quoted number', {timpush: {retries: '5'}}, 'timpush.retries: "5" is not a whole number'],
  ['a negative number', {timpush: {timeoutMs: -1}}, 'timpush.timeoutMs: -1'],
  ['half a port', {http: {port: 80.5}}, 'http.port: 80.5'],
  ['a port too high', {http: {port: 65_536}}, 'http.port: 65536'],
  ['an unknown store', {store: 'mysql'}, 'store: "mysql" is not a store; known: influxdb, duckdb'],
  ['InfluxDB 3', {influxdb: {version: 3}}, 'influxdb.version: 3'],
  ['an empty bucket', {influxdb: {bucket: ' '}}, 'influxdb.bucket: " "'],
  ['an empty value', {log: {level: null}}, 'log.level: an empty value'],
];

test.each(elsewhere)('a configuration with %s is refused with its path', (_, content, complaint) => {
  const whole = typeof content === 'string' ? `${content}\napps: []` : {apps: [shop], ...content};
  expect(complaints(whole)).toContainEqual(expect.stringContaining(`  ${complaint}`));
});

test('names, SDKAppIDs and jobs that occur twice are refused', () => {
  const apps = [shop, {...shop, sdkAppId: 2}, {...shop, name: 'b'}];
  expect(complaints({apps, jobs: [hourly, {...hourly, span: '1d'}]})).toEqual([
    expect.stringContaining('apps[1].name: shop is taken by apps[0]'),
    expect.stringContaining('apps[2].sdkAppId: 1400000001 is taken by apps[0]'),
    expect.stringContaining('jobs[1].step: chat by 1h is taken by jobs[0]'),
  ]);
});

test('a report that two jobs ask for by one step is refused, in lists too', () => {
  const jobs = [
    {...hourly, report: ['chat', 'broadcast']},
    {...hourly, report: ['chat-loss', 'broadcast']},
  ];
  expect(complaints({apps: [shop], jobs})).toEqual([
    expect.stringContaining('jobs[1].step: broadcast by 1h is taken by jobs[0]'),
  ]);
});

test('a wrong variable is named beside the key', () => {
  expect(complaints({apps: [shop]}, {TIMPUSH_HTTP_PORT: '80 or so'})).toEqual([
    expect.stringContaining('http.port: "80 or so" (from TIMPUSH_HTTP_PORT) is not a whole number'),
  ]);
});

test('every problem is listed in one go, each with what would be right', () => {
  const lines = complaints({apps: [{...shop, region: 'x'}], jobs: [{...hourly, step: 'x'}], store: 'x', y: 1});
  expect(lines.map((line) => line.trim().split(':')[0])).toEqual(['y', 'store', 'apps[0].region', 'jobs[0].step']);
  expect(lines.every((line) => /; right would be: \S/.test(line))).toBe(true);
});
