import {expect, test} from '@jest/globals';
import type {LoggedRequest} from '../../src/simulator/simulator.js';
import {flawsOfCalls} from './cluster-judge.js';
import type {ClusterMember} from './cluster-members.js';

const apps = [{name: 'shop', sdkAppId: 1, timezone: 'UTC', withoutReceipts: []}];
const options = {apps, minGapMs: 1000, toleranceMs: 100, lag: {around: () => 0}, begunMs: 0, leftAloneMs: 30_000};

/** A call at a second, for the window of a number. */
function call(atS: number, start: number, host = 'a', more: Partial<LoggedRequest> = {}): LoggedRequest {
  const at = atS * 1000;
  const command = 'all_member_push_statistics';
  return {at, clockMs: at, host, sdkAppId: 1, command, start, end: start + 1, asOf: atS, code: 0, ...more};
}

/** A machine whose log tells of these turns: when, and how the last ended. */
function member(host: string, ...lines: readonly [atS: number, msg: string, more?: object][]): ClusterMember {
  const output = lines.map(([atS, msg, more]) =>
    JSON.stringify({level: 20, time: atS * 1000, lane: 'shop broadcast', token: 't', ...more, msg}),
  );
  return {host, output: output.join('\n')} as ClusterMember;
}

const well = {lost: false};

test.each<[string, LoggedRequest[], ClusterMember[], string | undefined]>([
  ['all is well', [call(1, 9), call(3, 8)], [member('a', [0, 'turn begins'], [4, 'turn ended', well])], undefined],
  [
    'campaigns ask too soon after windows of the same command',
    [call(1, 9), call(1.5, 0, 'b', {taskIds: ['sale']})],
    [member('a', [0, 'turn begins']), member('b', [0, 'turn begins', {lane: 'shop campaigns'}])],
    'only 500 ms apart',
  ],
  [
    'a call after the lane was given on',
    [call(3, 9)],
    [member('a', [0, 'turn begins']), member('b', [2, 'turn begins'])],
    '1 calls of one who did not hold it, the first by a',
  ],
  [
    'nobody cares for a lane',
    [call(1, 9), call(40, 8)],
    [member('a', [0, 'turn begins'])],
    'nobody cared for it for 39.0 s',
  ],
  [
    'an answer is asked for again',
    [call(1, 9), call(6, 9)],
    [member('a', [0, 'turn begins'], [4, 'turn ended', well], [5, 'turn begins'])],
    '1 answers of turns that ended well were asked for again, the first 9',
  ],
  [
    'an answer of a turn that stopped early is asked for again',
    [call(1, 9), call(6, 9)],
    [
      member(
        'a',
        [0, 'turn begins'],
        [2, 'run stopped early', {lane: undefined, app: 'shop', report: 'broadcast'}],
        [4, 'turn ended', well],
        [5, 'turn begins'],
      ),
    ],
    undefined,
  ],
  [
    'an answer is asked for again in a turn that began before it was recorded',
    [call(1, 9), call(3, 9, 'b')],
    [member('a', [0, 'turn begins'], [4, 'turn ended', well]), member('b', [0.95, 'turn begins'])],
    undefined,
  ],
  [
    'an answer of a turn that was lost is asked for again',
    [call(1, 9), call(6, 9)],
    [member('a', [0, 'turn begins'], [4, 'turn ended', {lost: true}], [5, 'turn begins'])],
    undefined,
  ],
])('the judge of a cluster: %s', (_, calls, members, flaw) => {
  const flaws = flawsOfCalls(calls, members, options);
  expect(flaws).toEqual(flaw === undefined ? [] : [expect.stringContaining(flaw)]);
});
