import {Command} from 'commander';
import {dayAt, quietDay, verifyDay, verifyPoint, windowsToAsk} from '../audit/verify.js';
import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Report} from '../domain/report.js';
import type {EpochSeconds, Window} from '../domain/window.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {instantOf} from './dates.js';
import {appsNamed} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {UsageError} from './usage-error.js';
import {type Verified, verifiedJson, verifiedText} from './verify-text.js';

type Options = ConfigOption & {readonly app?: readonly string[]; readonly day?: string; readonly json?: boolean};

export function verifyCommand(bind: Bind): Command {
  return new Command('verify')
    .description('a day as a whole against its hours, totals against platforms, the database against the API')
    .option(...configOption)
    .option(...jsonOption)
    .option('--app <name...>', 'only these apps')
    .option('--day <date>', 'a day that is over, local to each app (default: the newest that ended three days ago)')
    .action(bind(verify));
}

const verify: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const now = Math.floor(systemClock().now() / 1000);
  const verified = await withCollector(config, terminal, async ({collector}) => {
    const asked = appsNamed(collector.apps, options.app).flatMap((app) => {
      const day = options.day === undefined ? quietDay(app, now) : closedDay(app, options.day, now);
      return reportsOf(collector).map((report) => ({app, report, day}));
    });
    if (terminal.stderr.isTTY) terminal.stderr.write(`${costText(asked, config.timpush.paceMs)}\n`);
    return Promise.all(asked.map((each) => verifyOne(each, collector, now)));
  });
  terminal.stdout.write(
    options.json ? `${JSON.stringify(verified.map(verifiedJson), null, 2)}\n` : verifiedText(verified),
  );
  return verified.every(isSame) ? 0 : 1;
};

type Asked = Pick<Verified, 'app' | 'report' | 'day'>;

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
  return `${calls.reduce((sum, count) => sum + count, 0)} calls, about ${seconds} s`;
}

async function verifyOne(asked: Asked, {source, store, jobs}: Collector, now: EpochSeconds): Promise<Verified> {
  const {app, report, day} = asked;
  const {maxSpan = Number.POSITIVE_INFINITY} = report;
  const days = maxSpan / 86_400;
  if (day.start < now - maxSpan)
    return {...asked, checks: [], error: `the vendor keeps ${report.name} for ${days} days`};
  try {
    const own = jobs.filter((job) => job.report === report);
    const {signal} = new AbortController();
    const checks = await verifyDay({...asked, jobs: own, signal}, {source: source(app), store});
    await store.write(checks.map((check) => verifyPoint(asked, check)));
    return {...asked, checks, error: ''};
  } catch (error) {
    return {...asked, checks: [], error: error instanceof Error ? error.message : String(error)};
  }
}

function isSame({checks, error}: Verified): boolean {
  return error === '' && checks.every(({difference}) => difference === 0);
}
