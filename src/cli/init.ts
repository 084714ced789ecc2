import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {Command, Option} from 'commander';
import {known} from '../collector.js';
import {ConfigError} from '../config/config-error.js';
import type {Action, Bind} from './action.js';
import {check} from './check.js';
import {type Answers, answersOf, type Held, type InitOptions} from './init-answers.js';
import {configText, type NewFile, PROGRAM, refuseExisting, secretFiles, unitText, writeFiles} from './init-files.js';
import {plan} from './plan.js';
import {NoAnswer, prompts} from './prompts.js';
import {inTemporaryFolder} from './temporary-folder.js';
import {Interrupted, type Terminal, unlessAborted} from './terminal.js';
import {UsageError} from './usage-error.js';

export function initCommand(bind: Bind): Command {
  return new Command('init')
    .description(
      'make a configuration: asks what no option says, tries it by real calls, shows the plan, writes the files',
    )
    .option('-c, --config <file>', 'configuration to write', 'config/collector.yaml')
    .option('--sdk-app-id <id>', 'SDKAppID, as the console shows it')
    .addOption(new Option('--region <region>', 'region in which the app was created').choices(known.regions))
    .addOption(new Option('--base-url <url>', 'address of the API in place of a region').conflicts('region'))
    .option('--allow-plain-http', 'ask a --base-url on another machine by http')
    .option('--identifier <account>', 'administrator of the app (default: administrator)')
    .option('--name <name>', 'name of the app in the database (default: app-<id>)')
    .option('--key-file <file>', "file that holds the app's secret key")
    .option('--key-env <name>', 'variable that holds it')
    .option('--key-stdin', 'read it from stdin, and write it into a file beside the configuration')
    .option('--timezone <zone>', 'zone in which days are cut (default: Asia/Shanghai)')
    .option('--store <store>', 'duckdb (one local file; the default) or influxdb')
    .option('--influxdb-url <url>', 'address of InfluxDB 2')
    .option('--influxdb-org <org>', 'its organisation')
    .option('--influxdb-bucket <bucket>', 'its bucket')
    .option('--influxdb-token-file <file>', 'file that holds its token (default: $TIMPUSH_INFLUXDB_TOKEN)')
    .option('--systemd <file>', 'write a unit for systemd, too')
    .option('--force', 'overwrite what is there')
    .action(bind(init));
}

const init: Action<InitOptions & {readonly config: string}> = async (options, terminal) => {
  const config = path.resolve(options.config);
  const unit = (file: string | undefined) => (file === undefined ? [] : [path.resolve(file)]);
  if (!options.force) await refuseExisting([config, ...unit(options.systemd)]);
  try {
    const answers = await answersOf(options, known.regions, await prompts(terminal), terminal);
    const files = await filesOf(answers, config);
    if (!options.force) await refuseExisting(files.map((file) => file.path));
    if (!(await isGood(answers, config, terminal))) {
      terminal.stderr.write('Nothing was written.\n');
      return 1;
    }
    await writeFiles(files);
    for (const file of files) terminal.stdout.write(`Wrote ${file.path}\n`);
    terminal.stdout.write(nextText(answers, config));
    return 0;
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof Interrupted)) throw error;
    terminal.stderr.write('Nothing was written.\n');
    return 130;
  }
};

function nextText({systemd}: Answers, config: string): string {
  if (systemd === undefined) return `Next: timpush-collector start --config ${config}\n`;
  const unit = path.resolve(systemd);
  const install = path.dirname(unit) === UNITS ? '' : `install -m 644 ${unit} ${UNITS}/ && `;
  return `Next, as root: ${install}systemctl daemon-reload && systemctl enable --now ${path.basename(unit)}\n${hiddenText(config)}`;
}

const UNITS = '/etc/systemd/system';

/** The unit closes these folders to the service. */
function hiddenText(config: string): string {
  const hidden = [process.execPath, PROGRAM, config].filter((file) =>
    /^\/(home|root|run\/user|tmp|var\/tmp)\//.test(file),
  );
  return hidden.map((file) => `The service will not see ${file}: put it elsewhere, such as /opt or /etc\n`).join('');
}

/** The secrets first: a configuration never names a file that is not there. */
async function filesOf(answers: Answers, config: string): Promise<NewFile[]> {
  const folder = path.join(path.dirname(config), 'secrets');
  const {systemd} = answers;
  const secrets = secretFiles(answers, folder);
  const fileOf = (name: string, held: Held) => ('file' in held ? path.resolve(held.file) : path.join(folder, name));
  if (systemd === undefined) {
    const text = configText(answers, (name, held) => ('variable' in held ? held : {file: fileOf(name, held)}));
    return [...secrets, {path: config, text, mode: 0o644}];
  }
  if (!systemd.endsWith('.service')) throw new UsageError('--systemd: the name of a unit ends with .service');
  const credentials: Record<string, string> = {};
  const text = configText(answers, (name, held) => {
    if ('variable' in held)
      throw new UsageError(
        `--systemd: the service does not have the variable ${held.variable}; give a file in its place`,
      );
    credentials[name] = fileOf(name, held);
    return {file: `/run/credentials/${path.basename(systemd)}/${name}`};
  });
  const unit = {
    path: path.resolve(systemd),
    text: await unitText(path.basename(systemd, '.service'), config, credentials),
    mode: 0o644,
  };
  return [...secrets, {path: config, text, mode: 0o644}, unit];
}

/** Tries what would be written, and shows what the first pass costs. Throws Interrupted. */
async function isGood(answers: Answers, config: string, terminal: Terminal): Promise<boolean> {
  try {
    return await inTemporaryFolder('init', terminal, (folder, gone) =>
      unlessAborted(gone, isGoodIn(folder, answers, terminal)),
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      config,
      error.problems.map(({path: at, reason, example}) => ({path: at, reason, example})),
    );
  }
}

/** Secrets that are in no file yet are in variables. */
async function isGoodIn(folder: string, answers: Answers, terminal: Terminal): Promise<boolean> {
  const env = {...terminal.env};
  const text = configText(answers, (name, held) => {
    if (!('text' in held)) return held;
    const variable = `INIT_SECRET_${name === 'influx_token' ? 'TOKEN' : 'KEY'}`;
    env[variable] = held.text;
    return {variable};
  });
  // systemd gives the service a folder of its own; a database in this one is another.
  if (answers.systemd !== undefined) env.TIMPUSH_DUCKDB_PATH = path.join(folder, 'tried.duckdb');
  const tried = path.join(folder, 'collector.yaml');
  await writeFile(tried, text);
  const as = {...terminal, env};
  const options = {config: tried, isNew: true};
  return (await check(options, as)) === 0 && (await plan(options, as)) === 0;
}
