import {expect, test} from '@jest/globals';
import {bandsOf, stateOf} from '../../src/console/finding-state.js';
import {readState} from '../../src/console/view-state.js';
import type {FindingView} from '../../src/domain/finding.js';
import {findingsOf, hole, now, outage} from './answer-fixture.js';

const view = findingsOf([]);
const opened = (finding: Partial<FindingView>, search = '') =>
  stateOf({...outage, ...finding}, view, readState(search));

test('a finding that goes on is shown until now, from an instant that no zone shifts', () => {
  expect(opened({until: null})).toMatchObject({from: '2026-11-24T14:00Z', to: ''});
});

test('other filters than its own do not stay', () => {
  const search = '?app=news&platform=apns&step=1d&against=7d&report=broadcast&sort=rate';
  expect(opened({platform: null}, search)).toEqual({
    ...readState(''),
    app: 'shop',
    from: '2026-11-24T14:00Z',
    to: '2026-11-25T20:00Z',
    count: 'delivered',
    sort: 'rate',
  });
});

test.each([
  [{kind: 'send'}, 'sent', 'send'],
  [{kind: 'silence'}, 'sent', 'send'],
  [{kind: 'click'}, 'clicked', 'click'],
  [{kind: 'receipts'}, 'delivered', 'delivery'],
  [{kind: 'quota'}, 'delivered', 'delivery'],
  [{kind: 'credentials', reasons: [{...outage.reasons[0]!, stage: 'ready'}]}, 'sent', 'send'],
] as const)('it is shown by the figures that it is about: %j', (finding, count, rate) => {
  expect(opened(finding)).toMatchObject({count, rate});
});

test('the charts mark what concerns pushes; what goes on reaches to the end', () => {
  const bands = bandsOf(findingsOf([{...outage, until: null}, hole]));
  expect(bands).toEqual([
    {
      report: 'chat',
      start: Date.parse(outage.since) / 1000,
      end: now,
      severity: 'critical',
      sentence: outage.sentence,
    },
  ]);
});
