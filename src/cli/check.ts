import {Command} from 'commander';
import {type Collector, jobOf} from '../collector.js';
import type {Config} from '../config/config.js';
import {type ExposedSecret, exposedSecrets} from '../config/secrets.js';
import {clockProblem} from '../domain/clock-lead.js';
import {CollectorError} from '../domain/errors.js';
import type {Job} from '../domain/job.js';
import {numbered} from '../domain/numbered.js';
import {printable} from '../domain/printable.js';
import {errorText} from '../domain/run-summary.js';
import type {Operation} from '../service/operations.js';
import type {Action, Bind} from './action.js';
import {CollectorGoneError} from './ask-collector.js';
import {carryOut} from './carry-out.js';
import {nameOf, tryApp} from './check-app.js';
import {type Finding, finding, lookInside, tryCluster, tryStore} from './check-store.js';
import {withoutProgress} from './progress.js';
import {ofReports, type ReportOption, reportOption} from './report-option.js';
import {type UrlOption, urlOption} from './running-collector.js';
import {type ConfigOption, configOption, configuration, jsonOption, missingFile, withClients} from './session.js';

/** `isNew`: nobody expects a DuckDB file. */
type Options = ConfigOption & UrlOption & ReportOption & {readonly json?: boolean; readonly isNew?: boolean};

export function checkCommand(bind: Bind): Command {
  return new Command('check')
    .description(
      'try the configuration, each app by one real call for each report, and the store by a write and a read',
    )
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption)
    .addOption(reportOption())
    .action(bind(check));
}

export const check: Action<Options> = async ({config: file, json, isNew, ...options}, terminal) => {
  const config = configuration({...(file !== undefined && {config: file})}, terminal);
  const progress = withoutProgress(terminal);
  const missing = isNew || options.url !== undefined ? undefined : missingFile(config);
  const commanded = {name: 'check', operation: checking, options, progress, leavesNothing: true};
  const findings = await carryOut(config, commanded).catch((error: unknown): Finding[] => {
    if (!(error instanceof CollectorError)) throw error;
    const isCollector = options.url !== undefined || error instanceof CollectorGoneError;
    return [
      ...ofConfiguration(config),
      {what: isCollector ? 'collector' : 'store', ok: false, text: errorText({error})},
    ];
  });
  const jobs = ofReports(config.jobs.map(jobOf), options.report, (job) => job.report.name);
  if (options.url === undefined) findings.push(...(await tryUnknown(config, jobs, findings)));
  if (missing && findings.every(({what, ok}) => what !== 'store' || ok))
    findings.push({what: 'file', ok: true, text: `${missing} is not there yet: start or collect makes it`});
  const lines = findings.map((each) => `${heading(each)} ${each.what}: ${printable(each.text)}\n`);
  terminal.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : lines.join(''));
  return findings.every(({ok}) => ok) ? 0 : 1;
};

export const checking: Operation<ReportOption, Finding[]> = async ({report}, {collector, stop}) => {
  const {config} = collector;
  const jobs = ofReports(collector.jobs, report, (job) => job.report.name);
  const tried = collector.apps.map((app) => tryApp(collector, jobs, app, stop));
  const [store, alertmanager, ...apps] = await Promise.all([tryStore(collector), tryAlertmanager(collector), ...tried]);
  const findings = [store, ...(await tryCluster(config)), ...apps.flat(), ...alertmanager, clock(collector)];
  const inside = store.ok ? await lookInside(collector) : [];
  return [...ofConfiguration(config), ...findings, ...inside];
};

function ofConfiguration(config: Config): Finding[] {
  const size = `${numbered(config.apps.length, 'app')}, ${numbered(config.jobs.length, 'job')}`;
  const text = [size, ...(config.warnings ?? [])].join('; ');
  return [{what: 'configuration', ok: true, text}, ...exposedSecrets(config).map(warningOf)];
}

function heading({ok, warning}: Finding): string {
  if (!ok) return 'FAILED';
  return warning ? 'warn  ' : 'ok    ';
}

function warningOf({secret, file, mode}: ExposedSecret): Finding {
  const text = `every user of this machine can read ${file} (mode ${mode}); what to do: chmod 600 ${file}`;
  return {what: secret, ok: true, warning: true, text};
}

/** Tells Alertmanager that there is nothing, which changes nothing there. A webhook would believe it. */
async function tryAlertmanager({receivers}: Collector): Promise<Finding[]> {
  const alertmanager = receivers.find(({name}) => name === 'alertmanager');
  if (!alertmanager) return [];
  const tell = async () => {
    await alertmanager.check?.(new AbortController().signal);
    return 'takes alerts';
  };
  return [await finding('alertmanager', tell)];
}

/** By the answers to the calls of all apps. */
function clock({apps, source}: Collector): Finding {
  const problems = [...new Set(apps.flatMap((app) => clockProblem(source(app).clockLead()) ?? []))];
  return {
    what: 'clock',
    ok: problems.length === 0,
    text: problems.join('; ') || "within a minute of the vendor's, where it tells",
  };
}

/** Those that a running collector does not know yet: their keys and regions can be tried before it is told of them. */
async function tryUnknown(config: Config, jobs: readonly Job[], findings: readonly Finding[]): Promise<Finding[]> {
  const isTried = ({name}: {readonly name: string}) => findings.some(({what}) => what === nameOf({name}));
  const apps = config.apps.filter((app) => !isTried(app));
  if (apps.length === 0 || findings.some(({what, ok}) => ['store', 'collector'].includes(what) && !ok)) return [];
  const {signal} = new AbortController();
  const found = await withClients({...config, apps}, (clients) =>
    Promise.all(clients.apps.map((app) => tryApp(clients, jobs, app, signal))),
  );
  const text = 'it is in the file, and not in the collector that runs: reload it';
  return [...found.flat(), ...apps.map((app): Finding => ({what: nameOf(app), ok: true, warning: true, text}))];
}
