import {Command} from 'commander';
import {dayAt, quietDay, verifyDay, verifyPoint, windowsToAsk} from '../audit/verify.js';
import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import {numbered} from '../domain/numbered.js';
import type {Report} from '../domain/report.js';
import type {EpochSeconds, Window} from '../domain/window.js';
import type {Operation} from '../service/operations.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {carryOut} from './carry-out.js';
import {instantOf} from './dates.js';
import {withoutProgress} from './progress.js';
import {type UrlOption, urlOption} from './running-collector.js';
import {appsNamed} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {UsageError} from './usage-error.js';
import {type Verified, verifiedJson, verifiedText} from './verify-text.js';

interface Asking {
  readonly app?: readonly string[];
  readonly day?: string;
  /** Whether somebody sees what it costs. */
  readonly cost?: boolean;
}

type Options = ConfigOption & UrlOption & Pick<Asking, 'app' | 'day'> & {readonly json?: boolean};

export function verifyCommand(bind: Bind): Command {
  return new Command('verify')
    .description('a day as a whole against its hours, totals against platforms, the database against the API')
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption)
    .option('--app <name...>', 'only these apps')
    .option('--day <date>', 'a day that is over, local to each app (default: the newest that ended three days ago)')
    .action(bind(verify));
}

const verify: Action<Options> = async ({config: file, json, ...asked}, terminal) => {
  const config = configuration({...(file !== undefined && {config: file})}, terminal);
  const options = {...asked, cost: terminal.stderr.isTTY ?? false};
  const progress = withoutProgress(terminal);
  const verified = await carryOut(config, {name: 'verify', operation: verifying, options, progress});
  terminal.stdout.write(json ? `${JSON.stringify(verified.map(verifiedJson), null, 2)}\n` : verifiedText(verified));
  return verified.every(isSame) ? 0 : 1;
};

export const verifying: Operation<Asking, Verified[]> = async ({app: names, day, cost}, {collector, note, stop}) => {
  const now = Math.floor(systemClock().now() / 1000);
  const asked = appsNamed(collector.apps, names).flatMap((app) => {
    const window = day === undefined ? quietDay(app, now) : closedDay(app, day, now);
    return reportsOf(collector).map((report) => ({app, report, day: window}));
  });
  if (cost) note(costText(asked, collector.paceMs));
  return Promise.all(asked.map((each) => verifyOne(each, collector, now, stop)));
};

interface Asked {
  readonly app: App;
  readonly report: Report;
  readonly day: Window;
}

function reportsOf({jobs}: Pick<Collector, 'jobs'>): Report[] {
  return [...new Set(jobs.map(({report}) => report))];
}

function closedDay(app: App, text: string, now: EpochSeconds): Window {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new UsageError(`--day: “${text}” is not a day; try 2026-03-01`);
  const day = dayAt(app, instantOf(text, app.timezone, '--day'));
  if (day.end <= now) return day;
  throw new UsageError(`--day: ${text} is not over yet for ${app.name}; try the day before`);
}

/** Reports and apps do not wait for each other. */
function costText(asked: readonly Asked[], paceMs: number): string {
  const calls = asked.map(({app, day}) => windowsToAsk(app, day).length);
  const seconds = Math.ceil((Math.max(0, ...calls) * paceMs) / 1000);
  const sum = calls.reduce((all, count) => all + count, 0);
  return `${numbered(sum, 'call')}, about ${seconds} s`;
}

async function verifyOne(
  asked: Asked,
  {source, store, jobs}: Collector,
  now: EpochSeconds,
  signal: AbortSignal,
): Promise<Verified> {
  const {app, report, day} = asked;
  const told = {app: {name: app.name, timezone: app.timezone}, report: {name: report.name}, day};
  const {maxSpan = Number.POSITIVE_INFINITY} = report;
  const days = maxSpan / 86_400;
  if (day.start < now - maxSpan)
    return {...told, checks: [], error: `the vendor keeps ${report.name} for ${days} days`};
  try {
    const own = jobs.filter((job) => job.report === report);
    const checks = await verifyDay({...asked, jobs: own, signal}, {source: source(app), store});
    await store.write(checks.map((check) => verifyPoint(asked, check)));
    return {...told, checks, error: ''};
  } catch (error) {
    return {...told, checks: [], error: error instanceof Error ? error.message : String(error)};
  }
}

function isSame({checks, error}: Verified): boolean {
  return error === '' && checks.every(({difference}) => difference === 0);
}
