import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test} from '@jest/globals';
import {appComplaints, complaints, folder, load, shop} from './configuration.js';

const spring = {taskId: 'spring-1', name: 'Spring sale'};
let place: string;
let file: string;

beforeEach(() => {
  place = folder();
  file = join(place, 'campaigns.yaml');
});

const listOf = (keys: object) => load({apps: [{...shop, ...keys}]}).apps[0]!.campaigns;
const many = (count: number) => Array.from({length: count}, (_, n) => ({taskId: `task-${n}`, name: 'One'}));

test('campaigns may stand in the configuration, or be none', () => {
  expect(listOf({campaigns: [spring]}).read()).toEqual({campaigns: [spring]});
  expect([listOf({}), listOf({campaigns: []}), listOf({campaigns: [spring]})].map(({isEmpty}) => isEmpty)).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  ['YAML', '# of this spring\n- {taskId: spring-1, name: Spring sale}\n'],
  ['JSON', JSON.stringify([spring])],
])('a file of them is a list as %s, and may be empty', (_, text) => {
  writeFileSync(file, text);
  expect(listOf({campaignsFile: file}).read()).toEqual({campaigns: [spring]});
  writeFileSync(file, '');
  expect(listOf({campaignsFile: file}).read()).toEqual({campaigns: []});
});

test('the file is read again each time; while it cannot be used, the campaigns from before go on, and it is said why', () => {
  writeFileSync(file, JSON.stringify([spring]));
  const list = listOf({campaignsFile: file});
  const more = [spring, {taskId: 'spring-2', name: 'More'}];
  writeFileSync(file, JSON.stringify(more));
  expect(list.read()).toEqual({campaigns: more});
  writeFileSync(file, '- {taskId: spring-1, name: Spring');
  const {campaigns, problem} = list.read();
  expect(campaigns).toEqual(more);
  expect(problem).toContain(`the file of campaigns cannot be used, those from before go on: ${file}, line 1, column`);
  rmSync(file);
  expect(list.read()).toMatchObject({
    campaigns: more,
    problem: expect.stringContaining(`${file}: does not exist; right would be: a list`),
  });
  writeFileSync(file, '[]');
  expect(list.read()).toEqual({campaigns: []});
});

test.each([
  ['a mapping', '{spring: 1}', ': a mapping is not a list'],
  ['a word', 'spring', ': "spring" is not a list'],
  ['no YAML', '- {taskId: [', ', line 1, column'],
  ['an item without a name', '- {taskId: spring-1}', '[0].name: it has to be given'],
])('a file of %s stops the start, with its place in the file', (_, text, complaint) => {
  writeFileSync(file, text);
  const found = appComplaints({campaignsFile: file});
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`apps[0].campaignsFile: ${file}${complaint}`);
});

test.each<[string, object, string]>([
  ['a list that is none', {campaigns: 'spring'}, 'apps[0].campaigns: "spring" is not a list'],
  [
    'a task id with a blank',
    {campaigns: [{...spring, taskId: 'a b'}]},
    'apps[0].campaigns[0].taskId: "a b" is not a task id',
  ],
  ['a task id of 129 characters', {campaigns: [{...spring, taskId: 'x'.repeat(129)}]}, 'apps[0].campaigns[0].taskId:'],
  ['a task id with a backslash', {campaigns: [{...spring, taskId: 'a\\'}]}, 'apps[0].campaigns[0].taskId:'],
  [
    'a task id that is a number',
    {campaigns: [{...spring, taskId: 5}]},
    'apps[0].campaigns[0].taskId: it is read as a number, and text belongs here: put it in quotes',
  ],
  ['a name of blanks', {campaigns: [{...spring, name: '  '}]}, 'apps[0].campaigns[0].name: "  " is not a name'],
  ['a name on two lines', {campaigns: [{...spring, name: 'a\nb'}]}, 'apps[0].campaigns[0].name:'],
  [
    'a misspelt key',
    {campaigns: [{...spring, taskID: 'x'}]},
    'apps[0].campaigns[0].taskID: is not a known key, was "taskId" meant?',
  ],
  [
    'a task id twice',
    {campaigns: [spring, spring]},
    'apps[0].campaigns[1].taskId: spring-1 is taken by apps[0].campaigns[0]',
  ],
  ['too many of them', {campaigns: many(1001)}, 'apps[0].campaigns: 1001 campaigns are more than 1000'],
  ['both places', {campaigns: [], campaignsFile: 'x'}, 'apps[0]: campaigns and campaignsFile exclude each other'],
])('an app with %s is refused with its path', (_, keys, complaint) => {
  expect(appComplaints(keys)).toContainEqual(expect.stringContaining(complaint));
});

test('a thousand are not too many, and two apps may have one task id', () => {
  expect(appComplaints({campaigns: many(1000)})).toEqual([]);
  const other = {...shop, name: 'other', sdkAppId: 7};
  expect(complaints({apps: [shop, other].map((app) => ({...app, campaigns: [spring]}))})).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'an age as long as the vendor remembers',
    {refresh: ['1d', '30d']},
    'campaigns.refresh: "30d" is not shorter than the 30 days',
  ],
  ['descending ages', {refresh: ['1d', '1h']}, 'campaigns.refresh: "1h" is not longer than the age before it'],
  ['no cron line', {schedule: 'often'}, 'campaigns.schedule: "often" is not a cron line'],
])('times with %s are refused with their path', (_, campaigns, complaint) => {
  expect(complaints({apps: [shop], campaigns})).toContainEqual(expect.stringContaining(complaint));
});
