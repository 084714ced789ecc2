import type {RunView} from '../domain/console.js';
import {oldestHole} from '../domain/coverage.js';
import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import {errorText, type RunSummary} from '../domain/run-summary.js';
import type {Window} from '../domain/window.js';

/** One job and app. */
export function keyOf({app, report, step}: Pick<RunView, 'app' | 'report' | 'step'>): string {
  return JSON.stringify([app, report, step]);
}

export function runView(summary: RunSummary): RunView {
  const {app, report, step, startedAt: at, durationMs, windowsOk, windowsFailed, windowsLeft, calls} = summary;
  return {
    app: app.name,
    report,
    step,
    at,
    seconds: Math.round(durationMs / 1000),
    collected: windowsOk,
    rejected: windowsFailed,
    left: windowsLeft,
    calls,
    error: errorText(summary),
  };
}

/** As the store remembers it. */
export function recalledRun({tags, fields, time}: Point): RunView {
  return {
    app: tags[tag.app]!,
    report: tags[tag.report]!,
    step: tags[tag.step]!,
    at: time,
    seconds: Math.round(Number(fields.duration_ms) / 1000),
    collected: Number(fields.windows_ok),
    rejected: Number(fields.windows_failed),
    left: Number(fields.windows_left),
    calls: Number(fields.calls),
    error: String(fields.error),
  };
}

/** Windows of one job and app that are missing. */
export interface Holes extends Pick<RunView, 'app' | 'report' | 'step'> {
  readonly windows: number;
  readonly oldest: Window;
}

/** As a run leaves them; undefined: none. */
export function holesAfter({app, report, step, survey}: RunSummary): Holes | undefined {
  const oldest = oldestHole(survey);
  const windows = survey.filter(({coverage}) => coverage === 'missing').length;
  return oldest && {app: app.name, report, step, windows, oldest};
}
