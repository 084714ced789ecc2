import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps, twoAppsKeys} from '../support/fixtures/two-apps-fixture.js';
import {Evidence} from '../support/oracle/leaks.js';
import {runCollector} from '../support/servers/collector-process.js';

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps({inclusiveEnd: true});
});
afterEach(() => bench.close());

test('the real program prints each fact with the calls that it cost, and writes nothing', async () => {
  const args = ['probe', '--config', 'collector.yaml', '--watch', '1s'];
  const {code, stdout, stderr} = await runCollector(bench.workplace.folder, args);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toMatch(
    /^inclusive-end: does the second in which a window ends belong to it\? \(13 calls\)\n {2}a day has \d+ /m,
  );
  expect(stdout).toContain('the second in which a window ends counts in the next one, too');
  expect(stdout).toMatch(
    /^blank-task-id: .*\n {2}an empty list: answered, with \d+ sendable pushes; no key: refused with code 90100;/m,
  );
  expect(stdout).toMatch(/^42 calls for red\n$/m);
  expect([...(await bench.workplace.written()).keys()]).toEqual([]);
  const evidence = new Evidence();
  evidence.add('output', stdout);
  expect(evidence.leaks(twoAppsKeys)).toEqual([]);
});

test('for machines the facts are a list, of the app that is named', async () => {
  const {code, stdout} = await bench.run('probe', '--app', 'blue', '--watch', '1s', '--json');
  expect(code).toBe(0);
  const {app, calls, facts} = JSON.parse(stdout);
  expect([app, calls, facts.length]).toEqual(['blue', 42, 9]);
  expect(facts[2]).toEqual({
    name: '31-days',
    question: 'a window of 31 days',
    result: 'refused 90100',
    answer: 'refused with code 90100',
    calls: 1,
  });
  expect(new Set(bench.simulator.requests.map(({sdkAppId}) => sdkAppId))).toEqual(new Set([102]));
});

test('where something cannot be measured the command does not end well', async () => {
  bench.simulator.setApp(101, {errorCode: 60020});
  const {code, stdout} = await bench.run('probe', '--watch', '1s');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^future: an hour that is yet to come \(0 calls\)\n {2}not known: code 60020: /m);
});

test.each([
  [['--watch', 'long'], '--watch: “long” is not a duration'],
  [['--app', 'green'], '--app: “green” is not configured'],
])('%j is bad usage', async (args, message) => {
  const {code, stdout, stderr} = await bench.run('probe', ...args);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(message);
});
