import {expect, test} from '@jest/globals';
import {QueryError} from '../../src/domain/query-error.js';
import {broadcast} from '../../src/timpush/reports/broadcast.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {askedCounts, askedReport, countReportsOf} from '../../src/views/asked-report.js';
import {aJob} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';

const [ofLosses, ofBroadcasts, ofChat] = [chatLoss, broadcast, chat].map((report) => aJob({report})) as [
  ReturnType<typeof aJob>,
  ReturnType<typeof aJob>,
  ReturnType<typeof aJob>,
];
const all = [ofLosses, ofBroadcasts, ofChat];

test('a question that names no report is about chat', () => {
  expect(askedReport(undefined, all)).toEqual({report: 'chat', jobs: [ofChat]});
  expect(askedCounts(undefined, all)).toEqual({report: 'chat', jobs: [ofChat]});
});

test('a question about a report is about its jobs alone', () => {
  expect(askedReport('chat-loss', all)).toEqual({report: 'chat-loss', jobs: [ofLosses]});
  expect(askedCounts('broadcast', all)).toEqual({report: 'broadcast', jobs: [ofBroadcasts]});
});

test('where nobody collects chat, a question that names no report is about what somebody collects', () => {
  expect(askedReport(undefined, [ofLosses, ofBroadcasts]).report).toBe('chat-loss');
  expect(askedCounts(undefined, [ofBroadcasts])).toEqual({report: 'broadcast', jobs: [ofBroadcasts]});
  expect(askedCounts(undefined, [ofLosses, ofBroadcasts]).report).toBe('broadcast');
  expect(askedCounts(undefined, [ofLosses])).toEqual({report: 'chat', jobs: [ofLosses]});
});

test.each([
  [
    'a report that no job collects',
    () => askedCounts('broadcast', [ofChat]),
    'report: no job collects “broadcast”; there are chat',
  ],
  [
    'no report',
    () => askedReport('toString', all),
    'report: no job collects “toString”; there are chat-loss, broadcast, chat',
  ],
  [
    'counts of losses',
    () => askedCounts('chat-loss', all),
    'report: “chat-loss” holds no counts; ask for chat or broadcast',
  ],
  [
    'counts of a report that has others',
    () => askedCounts('hits', [aJob({report: hits})]),
    'report: “hits” holds no counts',
  ],
])('a question about %s is refused', (_, ask, message) => {
  expect(ask).toThrow(QueryError);
  expect(ask).toThrow(message);
});

test('reports with counts are those that jobs collect', () => {
  expect(countReportsOf(all)).toEqual(['broadcast', 'chat']);
  expect(countReportsOf([ofLosses])).toEqual([]);
});
