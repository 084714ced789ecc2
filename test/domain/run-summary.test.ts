import {expect, test} from '@jest/globals';
import {ApiError, TransportError} from '../../src/domain/errors.js';
import {type RunSummary, runPoint} from '../../src/domain/run-summary.js';
import {anApp} from '../support/fixtures/examples.js';

const summary: RunSummary = {
  app: anApp(),
  report: 'chat',
  step: '1h',
  startedAt: 1_772_380_800,
  durationMs: 1234,
  windowsOk: 5,
  windowsFailed: 1,
  windowsLeft: 2,
  calls: 9,
  retries: 3,
  lag: 3600,
  survey: [],
  error: undefined,
  collector: 'host:1:ab',
};

test('a run is a point whose names are public', () => {
  expect(runPoint(summary)).toEqual({
    measurement: 'timpush_run',
    tags: {app: 'shop', sdkappid: '1400000001', report: 'chat', step: '1h'},
    fields: {
      ok: 1,
      windows_ok: 5,
      windows_failed: 1,
      windows_left: 2,
      windows_foreign: 0,
      calls: 9,
      retries: 3,
      duration_ms: 1234,
      lag_s: 3600,
      oldest_hole_s: 0,
      clock_lead_s: 0,
      error_code: 0,
      error: '',
      collector: 'host:1:ab',
    },
    time: 1_772_380_800,
  });
});

test.each([
  ['a refusal of the API', new ApiError(70003, 'signature', 'stop'), {ok: 0, error_code: 70003, error: 'signature'}],
  [
    'no answer',
    new TransportError('reset'),
    {
      ok: 0,
      error_code: 0,
      error:
        "no verdict of the API: reset; what to do: nothing; if it lasts, check network and proxy, and the app's region or baseUrl",
    },
  ],
  ['something thrown that is no error', 'oops', {ok: 0, error_code: 0, error: 'oops'}],
  ['a message without end', new Error('x'.repeat(2000)), {ok: 0, error: 'x'.repeat(500)}],
])('a run that failed says why: %s', (_name, error, fields) => {
  expect(runPoint({...summary, error}).fields).toMatchObject(fields);
});

test('a run tells the age of the oldest hole', () => {
  const hour = (hours: number) => ({
    start: summary.startedAt - hours * 3600,
    end: summary.startedAt - (hours - 1) * 3600,
  });
  const survey = [
    {window: hour(9), previous: undefined, coverage: 'settled' as const},
    {window: hour(3), previous: undefined, coverage: 'missing' as const},
    {window: hour(2), previous: undefined, coverage: 'missing' as const},
  ];
  expect(runPoint({...summary, survey}).fields.oldest_hole_s).toBe(3 * 3600);
});
