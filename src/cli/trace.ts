import {Command} from 'commander';
import {isoIn, secondText} from '../domain/local-time.js';
import {printable} from '../domain/printable.js';
import type {Trace, TracedPush, TraceStage, TraceTime} from '../domain/trace.js';
import type {Action, Bind} from './action.js';
import {oneApp} from './one-app.js';
import {type ConfigOption, configOption, configuration, jsonOption, withClients} from './session.js';
import {table} from './table.js';
import {UsageError} from './usage-error.js';

type Options = ConfigOption & {
  readonly push?: string;
  readonly task?: string;
  readonly user?: string;
  readonly app?: string;
  readonly full?: boolean;
  readonly json?: boolean;
};

export function traceCommand(bind: Bind): Command {
  return new Command('trace')
    .description('what became of one push of the last seven days, stage by stage; stores and logs nothing of it')
    .option(...configOption)
    .option(...jsonOption)
    .option('--push <id>', 'a chat push, by its PushID (as the webhooks of the vendor tell it)')
    .option('--task <id>', 'a push to many, by its task id; with --user')
    .option('--user <id>', 'to this account')
    .option('--app <name>', 'of this app; may be left out where there is one')
    .option('--full', 'show tokens of devices in full, not their last four characters alone')
    .action(bind(trace));
}

const trace: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const push = pushOf(options);
  const found = await withClients(config, (clients) => clients.trace(oneApp(clients.apps, options.app), push));
  const shown = options.full ? found : found.map((each) => ({...each, token: masked(each.token)}));
  const text = options.json
    ? `${JSON.stringify(shown.map(jsonOf(config.timezone)), null, 2)}\n`
    : textOf(shown, config.timezone);
  terminal.stdout.write(text);
  return found.length > 0 ? 0 : 1;
};

function pushOf({push, task, user}: Options): TracedPush {
  if (push && task === undefined && user === undefined) return {pushId: push};
  if (push === undefined && task && user) return {taskId: task, userId: user};
  throw new UsageError('--push: name one push, by --push ID, or by --task ID and --user ID together');
}

const SHOWN = 4;

/** A short token would be shown whole. */
function masked(token: string): string {
  return token.length > 2 * SHOWN ? `…${token.slice(-SHOWN)}` : token && '…';
}

function jsonOf(timezone: string) {
  const time = ({said, at}: TraceTime) => ({at: at === null ? null : isoIn(at, timezone), said});
  return ({pushedAt, stages, ...rest}: Trace) => ({
    ...rest,
    pushedAt: time(pushedAt),
    stages: stages.map(({at, ...stage}) => ({...stage, ...time(at)})),
  });
}

function textOf(traces: readonly Trace[], timezone: string): string {
  if (traces.length === 0)
    return 'The vendor knows nothing of this push: it remembers seven days, and one app has its own ids.\n';
  const devices = traces.map(
    (each, index) => `${headOf(each, index + 1, timezone)}\n${stagesOf(each.stages, timezone)}`,
  );
  return `${devices.join('\n')}\nTimes in ${timezone}; the vendor names no zone, and its own are taken for those of Shanghai.\n`;
}

function headOf({pushedAt, ...device}: Trace, number: number, timezone: string): string {
  const {platform, event, model, system, instanceId, certificateId, token, sdkVersion, pushVersion} = device;
  const parts = {
    '': `${event === null ? '' : `${event}, `}${platform}`,
    model,
    system,
    instance: instanceId,
    certificate: certificateId,
    token,
    SDK: sdkVersion,
    'push plug-in': pushVersion,
    notifications: device.notificationStatus === null ? '' : String(device.notificationStatus),
    pushed: timeText(pushedAt, timezone),
  };
  const told = Object.entries(parts).filter(([, value]) => value !== '');
  return printable(`Device ${number}: ${told.map(([name, value]) => `${name} ${value}`.trim()).join('; ')}`);
}

function stagesOf(stages: readonly TraceStage[], timezone: string): string {
  const rows = stages.map(({way, name, status, code, text, meaning, at}) => {
    const said = [text, ...(meaning?.known ? [meaning.meaning] : [])].filter(Boolean).join('; ');
    return [way, name, status, code, said, meaning?.advice ?? '', timeText(at, timezone)];
  });
  return table(['way', 'stage', 'status', 'code', 'what is said', 'what to do', 'time'], rows);
}

/** What is no time stays as the vendor said it. */
function timeText({said, at}: TraceTime, timezone: string): string {
  return at === null ? said : secondText(at, timezone);
}
