import {csvText} from '../domain/csv.js';
import {countFields} from '../domain/measurements.js';
import {ratesOf} from '../domain/rates.js';
import type {PushReport, ReportRow} from '../domain/report-view.js';

/** The rows of the reports under one heading; `compares` adds both sides of the comparison. */
export function reportCsv(reports: readonly PushReport[], compares: boolean): string {
  const heading = [
    ...['report', 'step', 'start', 'end', 'app', 'platform', 'event'],
    ...countFields,
    ...['send_rate', 'delivery_rate', 'click_rate', 'windows', 'windows_expected'],
    ...(compares ? comparedHeading : []),
  ];
  const rows = reports.flatMap((report) =>
    report.rows.map((row) => [...cellsOf(report, row), ...(compares ? comparedCells(row) : [])]),
  );
  return csvText([heading, ...rows]);
}

/** An empty app stands for all that are asked about. */
function cellsOf({report, step, from, to}: PushReport, row: ReportRow) {
  const {start = from, end = to, app, platform, event = '', counts, rates, windows} = row;
  return [
    ...[report, step, start, end, app, platform ?? 'total', event],
    ...countFields.map((field) => counts?.[field] ?? null),
    ...[rates.send, rates.delivery, rates.click, windows.collected, windows.expected],
  ];
}

const comparedHeading = [
  'compared_windows',
  'compared_age',
  ...['now', 'before'].flatMap((side) => countFields.map((field) => `${side}_${field}`)),
  'not_compared',
  ...['change_sent', 'points_send_rate', 'points_delivery_rate', 'points_click_rate'],
];

function comparedCells({comparison, notCompared = ''}: ReportRow) {
  const side = (name: 'now' | 'before') => countFields.map((field) => comparison?.[name][field] ?? null);
  const sides = [comparison?.windows ?? null, comparison?.age ?? null, ...side('now'), ...side('before')];
  return [...sides, notCompared, ...changes(comparison)];
}

/** Of sends as a share of those before, of rates in points of a hundred, as in the table for people. */
function changes(comparison: ReportRow['comparison']): (number | null)[] {
  if (!comparison) return [null, null, null, null];
  const {now, before} = comparison;
  const [rates, ratesBefore] = [ratesOf(now), ratesOf(before)];
  const points = (['send', 'delivery', 'click'] as const).map((rate) => {
    const [is, was] = [rates[rate], ratesBefore[rate]];
    return is === null || was === null ? null : rounded((is - was) * 100);
  });
  return [before.sent > 0 ? rounded(now.sent / before.sent - 1) : null, ...points];
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}
