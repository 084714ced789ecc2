import {expect, test} from '@jest/globals';
import {total} from '../../src/domain/estimate.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';

const [red, blue] = [anApp({name: 'red'}), anApp({name: 'blue'})];
const [chat, other] = [aJob(), aJob({report: hits})];
/** Another report that asks the same command. */
const sibling = aJob({report: {...hits, name: 'sibling'}});
const windows = (count: number) => Array.from({length: count}, (_, i) => ({start: i, end: i + 1}));

test('jobs of one app and command wait for each other; apps and commands do not', () => {
  const priced = [
    {app: red, job: chat, windows: windows(8)},
    {app: red, job: chat, windows: windows(2)},
    {app: red, job: other, windows: windows(9)},
    {app: red, job: sibling, windows: windows(4)},
    {app: blue, job: chat, windows: windows(7)},
  ];
  expect(total(priced, 1250)).toEqual({calls: 30, seconds: 17});
  expect(total([], 1250)).toEqual({calls: 0, seconds: 0});
});
