import {readdir, readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {type RuleGroup, ruleFiles, ruleGroups} from '../../../grafana/source/rules/files.js';
import {ruleProblems} from '../../../grafana/source/rules/problems.js';
import {codeRow} from '../../../src/timpush/codes.js';
import {rules} from './collector-fixture.js';

const FOLDER = 'grafana/provisioning/alerting';
const committed = async () => parse(await readFile(`${FOLDER}/rules.yaml`, 'utf8')) as {groups: RuleGroup[]};

test('the committed rules are those of the source, and nothing else is provisioned by default', async () => {
  const wanted = ruleFiles();
  expect((await readdir(FOLDER)).sort()).toEqual([...wanted.keys()]);
  for (const [name, content] of wanted) expect(await readFile(`${FOLDER}/${name}`, 'utf8')).toBe(content);
});

test('the rules keep what rules have to keep, also as they are read from the file', async () => {
  expect(ruleProblems(ruleGroups)).toEqual([]);
  expect(ruleProblems((await committed()).groups)).toEqual([]);
});

test('the uids that silences and links name stay as they are', () => {
  expect(rules.map(({uid, labels}) => `${uid} ${labels.severity}`)).toEqual([
    'push-delivery-collapse critical',
    'push-delivery-drop warning',
    'push-delivery-floor warning',
    'push-send-drop warning',
    'push-platform-silent critical',
    'push-click-drop warning',
    'push-receipts-missing info',
    'push-credentials-refused critical',
    'push-quota-used-up warning',
    'push-loss-doubled warning',
    'push-broadcast-credentials-refused critical',
    'push-broadcast-quota-used-up warning',
    'push-broadcast-loss-doubled warning',
    'push-no-runs critical',
    'push-database-away critical',
    'push-lag warning',
    'push-app-stopped critical',
    'push-rejected-windows warning',
    'push-hole-1h warning',
    'push-hole-1d warning',
    'push-hole-loss warning',
  ]);
});

test('missing data is the business of one rule only, and so is a database that does not answer', () => {
  const states = rules.map(({uid, noDataState, execErrState}) => [uid, noDataState, execErrState].join(' '));
  expect(states.filter((state) => !state.endsWith(' OK KeepLast'))).toEqual([
    'push-no-runs Alerting KeepLast',
    'push-database-away OK Alerting',
  ]);
});

test('an app counts as stopped by codes that need somebody to act, and by none that pass', () => {
  const when = JSON.stringify(rules.find(({uid}) => uid === 'push-app-stopped'));
  const named = [...when.matchAll(/\$code == (\d+)/g)].map(([, code]) => Number(code));
  expect(named).toEqual(expect.arrayContaining([70003, 70009, 60020, 60028, 90045]));
  expect(named.filter((code) => ['retry', 'slow-down', 'reject'].includes(codeRow(code).recovery))).toEqual([]);
});

test('the runbook has a part for every rule, and for no other', async () => {
  const parts = [...(await readFile('grafana/RUNBOOK.md', 'utf8')).matchAll(/^### (push-\S+)/gm)].map(([, uid]) => uid);
  expect(parts).toEqual(rules.map(({uid}) => uid));
});

test('every rule about what is sent, delivered or lost tells why, at its stage or at both, and leads to the losses', () => {
  const telling = rules.filter(({annotations}) => 'description' in annotations && 'losses' in annotations);
  expect(telling.map(({uid}) => uid)).toEqual([
    'push-delivery-collapse',
    'push-delivery-drop',
    'push-delivery-floor',
    'push-send-drop',
    'push-platform-silent',
    'push-credentials-refused',
    'push-quota-used-up',
    'push-loss-doubled',
    'push-broadcast-credentials-refused',
    'push-broadcast-quota-used-up',
    'push-broadcast-loss-doubled',
  ]);
  const stages = telling.map(
    (rule) => new Set([...JSON.stringify(rule).matchAll(/\\"stage\\" = '(\w+)'/g)].map(([, stage]) => stage)),
  );
  expect(stages.map((stage) => [...stage].join())).toEqual([
    ...['sent', 'sent', 'sent', 'ready', 'ready'],
    ...Array(6).fill(''),
  ]);
});

test('the example of notifications is whole: its routes name receivers and mute timings that are there, and its secret is a file', async () => {
  const example = parse(await readFile('grafana/examples/alerting/notifications.yaml', 'utf8'));
  const [tree] = example.policies;
  const [receiver] = example.contactPoints;
  expect([tree, ...tree.routes].map((route) => route.receiver)).toEqual([receiver.name, receiver.name]);
  expect(tree.routes[0].mute_time_intervals).toEqual([example.muteTimes[0].name]);
  expect(tree.routes[0].object_matchers).toEqual([['severity', '=~', 'warning|info']]);
  expect(receiver.receivers[0].settings.url).toBe('$__file{/run/secrets/alert_webhook_url}');
});

test('no rule compares windows of unlike ages', () => {
  const ages = rules.map(
    (rule) => new Set([...JSON.stringify(rule).matchAll(/\\"age\\" = '(\w+)'/g)].map(([, age]) => age)),
  );
  expect(ages.filter(({size}) => size > 1)).toEqual([]);
  expect(ages.filter(({size}) => size === 1)).toHaveLength(13);
});

test('the ages that rules compare are refresh ages of the default job', async () => {
  const [, refresh] = /step: 1h,.*refresh: \[([^\]]+)\]/.exec(await readFile('config/collector.example.yaml', 'utf8'))!;
  const compared = JSON.stringify(rules).matchAll(/\\"age\\" = '(\w+)'/g);
  const ages = new Set([...compared].map(([, age]) => age));
  expect([...ages].sort()).toEqual(['10m', '1h', '6h']);
  expect(refresh!.split(', ')).toEqual(expect.arrayContaining([...ages]));
});
