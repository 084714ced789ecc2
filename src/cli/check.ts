import {Command} from 'commander';
import type {Collector} from '../collector.js';
import type {Config} from '../config/config.js';
import {type ExposedSecret, exposedSecrets} from '../config/secrets.js';
import type {App} from '../domain/app.js';
import {clockProblem} from '../domain/clock-lead.js';
import {gridChanges, gridText} from '../domain/grid-change.js';
import type {Job} from '../domain/job.js';
import {checkNames} from '../domain/ledger.js';
import {printable} from '../domain/printable.js';
import {unkeptJobs, unkeptText} from '../domain/retention.js';
import {errorText} from '../domain/run-summary.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {checkApp} from './check-app.js';
import {ofReports, type ReportOption, reportOption} from './report-option.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {UsageError} from './usage-error.js';

type Options = ConfigOption & ReportOption & {readonly json?: boolean};

export function checkCommand(bind: Bind): Command {
  return new Command('check')
    .description(
      'try the configuration, each app by one real call for each report, and the store by a write and a read',
    )
    .option(...configOption)
    .option(...jsonOption)
    .addOption(reportOption())
    .action(bind(check));
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** It works, and yet something should be done. */
  readonly warning?: true;
  /** What was found, or what is wrong and what to do. */
  readonly text: string;
}

export const check: Action<Options> = async (options, terminal) => {
  const configured = configuration(options, terminal);
  // One call each: a person waits for the answer.
  const config = {...configured, timpush: {...configured.timpush, retries: 0}};
  const text = [`${config.apps.length} apps, ${config.jobs.length} jobs`, ...(config.warnings ?? [])].join('; ');
  const findings: Finding[] = [{what: 'configuration', ok: true, text}, ...exposedSecrets(config).map(warningOf)];
  try {
    await withCollector(config, terminal, async ({collector}) => {
      const jobs = ofReports(collector.jobs, options.report, ({report}) => report.name);
      const tried = collector.apps.map((app) => tryApp(collector, jobs, app));
      const [store, alertmanager, ...apps] = await Promise.all([
        tryStore(collector),
        tryAlertmanager(collector),
        ...tried,
      ]);
      findings.push(store, ...(await tryCluster(config)), ...apps.flat(), ...alertmanager, clock(collector));
      if (findings.every(({what, ok}) => ok || what !== 'store')) findings.push(...(await lookInside(collector)));
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    findings.push({what: 'store', ok: false, text: errorText({error})});
  }
  const lines = findings.map((each) => `${heading(each)} ${each.what}: ${printable(each.text)}\n`);
  terminal.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : lines.join(''));
  return findings.every(({ok}) => ok) ? 0 : 1;
};

function heading({ok, warning}: Finding): string {
  if (!ok) return 'FAILED';
  return warning ? 'warn  ' : 'ok    ';
}

function warningOf({secret, file, mode}: ExposedSecret): Finding {
  const text = `every user of this machine can read ${file} (mode ${mode}); what to do: chmod 600 ${file}`;
  return {what: secret, ok: true, warning: true, text};
}

async function tryStore(collector: Collector): Promise<Finding> {
  return finding('store', async () => {
    await collector.store.ping();
    await checkNames(collector);
    await collector.store.probe(Math.floor(systemClock().now() / 1000));
    return 'written and read back';
  });
}

/** Nothing where this process works alone. */
async function tryCluster({cluster}: Config): Promise<Finding[]> {
  if (!cluster) return [];
  const what = 'cluster';
  const {checkRedis} = await import('../cluster/look-in.js');
  try {
    const options = {prefix: cluster.prefix, redisUrl: cluster.redisUrl.read()};
    const {text, warnings} = await checkRedis(options, systemClock());
    return [
      {what, ok: true, text},
      ...warnings.map((warned): Finding => ({what, ok: true, warning: true, text: warned})),
    ];
  } catch (error) {
    return [{what, ok: false, text: errorText({error})}];
  }
}

/** Tells Alertmanager that there is nothing, which changes nothing there. A webhook would believe it. */
async function tryAlertmanager({receivers}: Collector): Promise<Finding[]> {
  const alertmanager = receivers.find(({name}) => name === 'alertmanager');
  if (!alertmanager) return [];
  const tell = async () => {
    await alertmanager.tell([], new AbortController().signal);
    return 'takes alerts';
  };
  return [await finding('alertmanager', tell)];
}

/** What lies on another grid, and what the store does not keep: normally there is nothing to be told. */
async function lookInside(collector: Collector): Promise<Finding[]> {
  const changes = await gridChanges(collector.store, collector, Math.floor(systemClock().now() / 1000));
  const unkept = await unkeptJobs(collector.store, collector.jobs);
  return [
    ...changes.map((change) => ({what: 'grid', ok: false, text: gridText(change, collector.timezone)})),
    ...unkept.map((job) => ({what: 'retention', ok: true, text: unkeptText(job)})),
  ];
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

async function tryApp(collector: Collector, jobs: readonly Job[], app: App): Promise<Finding[]> {
  const what = `app ${app.name}`;
  try {
    const {answered, warnings} = await checkApp(collector, jobs, app, Math.floor(systemClock().now() / 1000));
    const reports = answered.length > 1 ? `: ${answered.join(', ')}` : '';
    const warned = warnings.map((text): Finding => ({what, ok: true, warning: true, text}));
    return [{what, ok: true, text: `SDKAppID ${app.sdkAppId} is answered${reports}`}, ...warned];
  } catch (error) {
    return [{what, ok: false, text: errorText({error})}];
  }
}

async function finding(what: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return {what, ok: true, text: await attempt()};
  } catch (error) {
    return {what, ok: false, text: errorText({error})};
  }
}
