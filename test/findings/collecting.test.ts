import {expect, test} from '@jest/globals';
import type {ProblemKind} from '../../src/domain/health.js';
import {type CollectedJob, collectingFindings} from '../../src/findings/collecting.js';
import {at} from '../support/doubles/manual-clock.js';
import {aJob} from '../support/fixtures/examples.js';

const now = at('2026-03-20T12:00Z');

function aStatus(kind: ProblemKind, text: string, more: Partial<CollectedJob> = {}): CollectedJob {
  const place = {app: 'shop', report: 'chat', step: '1h'};
  const rest = {oldestHole: null, lag: 7200, lastRun: {at: '2026-03-20T11:50:00.000Z'}, isNew: false};
  return {...place, problems: [{kind, ...place, text}], ...rest, ...more};
}

test('an app that fails is told once for all its jobs, since the end of its newest window', () => {
  const failed = aStatus('failed', 'the signature is not accepted');
  expect(
    collectingFindings([failed, {...failed, report: 'chat-loss'}, {...failed, step: '1d'}], [], now),
  ).toMatchObject([
    {
      kind: 'failed',
      severity: 'critical',
      app: 'shop',
      report: 'chat',
      step: '1h',
      since: now - 7200,
      until: null,
      note: 'the signature is not accepted; the same of chat-loss 1h, chat 1d',
    },
  ]);
});

test('a hole says when the vendor forgets it, and is critical when that is soon', () => {
  const hole = (expires: string) =>
    collectingFindings(
      [aStatus('hole', '3 windows are missing', {oldestHole: {start: '2026-03-19T00:00:00.000Z', expires}})],
      [],
      now,
    );
  expect(hole('2026-03-28T00:00:00.000Z')).toMatchObject([
    {
      kind: 'hole',
      severity: 'warning',
      since: at('2026-03-19T00:00Z'),
      note: '3 windows are missing, the oldest in 7 days',
    },
  ]);
  expect(hole('2026-03-22T00:00:00.000Z')).toMatchObject([
    {severity: 'critical', note: '3 windows are missing, the oldest in 36 hours'},
  ]);
});

test('what a first fill lacks is no hole yet, but what fails is told', () => {
  const job = aStatus('hole', '700 windows are missing', {isNew: true});
  expect(collectingFindings([job], [], now)).toEqual([]);
  expect(collectingFindings([{...job, isNew: false}], [], now)).toMatchObject([{kind: 'hole'}]);
  expect(collectingFindings([aStatus('failed', 'refused', {isNew: true})], [], now)).toMatchObject([{kind: 'failed'}]);
});

test.each<[ProblemKind, string]>([
  ['refused', 'warning'],
  ['clock', 'warning'],
  ['grid', 'info'],
  ['left', 'info'],
])('%s is told with its text', (kind, severity) => {
  expect(collectingFindings([aStatus(kind, 'so it is')], [], now)).toMatchObject([{kind, severity, note: 'so it is'}]);
});

test('a late tick is told of all apps', () => {
  expect(collectingFindings([], [aJob()], now)).toMatchObject([
    {kind: 'late', app: 'all apps', report: 'chat', step: '1h', since: now},
  ]);
});

test('where all is well nothing is told', () => {
  expect(collectingFindings([aStatus('hole', '', {problems: []})], [], now)).toEqual([]);
});
