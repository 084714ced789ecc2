import {Command} from 'commander';
import type {Bind} from './action.js';
import {checkCommand} from './check.js';
import {collectCommand} from './collect.js';
import {configCommand} from './config.js';
import {demoCommand} from './demo.js';
import {digestCommand} from './digest.js';
import {exportCommand} from './export.js';
import {failureOf} from './failure.js';
import {forgetCommand} from './forget.js';
import {importCommand} from './import.js';
import {initCommand} from './init.js';
import {planCommand} from './plan.js';
import {probeCommand} from './probe.js';
import {queryCommand} from './query.js';
import {reportCommand} from './report.js';
import {type ConfigOption, configuration} from './session.js';
import {simulateCommand} from './simulate.js';
import {startCommand} from './start.js';
import {statusCommand} from './status.js';
import type {Output, Terminal} from './terminal.js';
import {traceCommand} from './trace.js';
import {verifyCommand} from './verify.js';
import {version} from './version.js';
import {whyCommand} from './why.js';

const commands = [
  initCommand,
  startCommand,
  collectCommand,
  planCommand,
  checkCommand,
  configCommand,
  statusCommand,
  whyCommand,
  reportCommand,
  digestCommand,
  queryCommand,
  exportCommand,
  importCommand,
  forgetCommand,
  traceCommand,
  verifyCommand,
  probeCommand,
  simulateCommand,
  demoCommand,
];

const GOOD = 0;

/** One use of the command line. */
export interface CommandLine {
  /** Resolves to the exit code: 0 done, 1 not done, 2 bad usage or configuration. Never rejects. */
  run(): Promise<number>;
  /** Tells of an error that came from somewhere else, for machines on `machines`; the exit code. */
  fail(error: unknown, machines?: Output): number;
}

export function commandLine(args: readonly string[], terminal: Terminal): CommandLine {
  let asked: ConfigOption = {};
  const fail = (error: unknown, machines = terminal.stdout) => {
    const {exitCode, text, json} = failureOf(error, () => isDebug(asked, terminal));
    // Who asked for JSON finds one document on stdout, whatever happens.
    if (text !== '' && args.includes('--json')) machines.write(json);
    else terminal.stderr.write(text);
    return exitCode;
  };
  return {
    async run() {
      let exitCode = GOOD;
      const bind: Bind = (action) => async (options) => {
        asked = options as ConfigOption;
        exitCode = await action(options, terminal);
      };
      try {
        await programOf(bind, terminal).parseAsync(args, {from: 'user'});
        return exitCode;
      } catch (error) {
        return fail(error);
      }
    },
    fail,
  };
}

export function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  return commandLine(args, terminal).run();
}

function programOf(bind: Bind, {stdout, stderr}: Terminal): Command {
  const program = new Command('timpush-collector')
    .description('Collects Tencent Cloud Chat push statistics (TIMPush) into InfluxDB or DuckDB.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // Errors are thrown as well, and told like all others.
      outputError: () => {},
    });
  for (const create of commands) program.addCommand(inheriting(create(bind), program));
  return program;
}

/** Settings do not reach commands that were made before. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const part of command.commands) inheriting(part, command);
  return command;
}

/** Reads the configuration again, if it can be read: this is for what nobody foresaw. */
function isDebug(asked: ConfigOption, terminal: Terminal): boolean {
  try {
    return configuration(asked, terminal).log.level === 'debug';
  } catch {
    return terminal.env.TIMPUSH_LOG_LEVEL === 'debug';
  }
}
