import {Command, CommanderError} from 'commander';
import {ConfigError} from '../config/config-error.js';
import {CollectorError} from '../domain/errors.js';
import {QueryError} from '../views/query.js';
import type {Bind} from './action.js';
import {checkCommand} from './check.js';
import {collectCommand} from './collect.js';
import {demoCommand} from './demo.js';
import {planCommand} from './plan.js';
import {probeCommand} from './probe.js';
import {reportCommand} from './report.js';
import {simulateCommand} from './simulate.js';
import {startCommand} from './start.js';
import {statusCommand} from './status.js';
import type {Terminal} from './terminal.js';
import {traceCommand} from './trace.js';
import {UsageError} from './usage-error.js';
import {verifyCommand} from './verify.js';

const commands = [
  startCommand,
  collectCommand,
  planCommand,
  checkCommand,
  statusCommand,
  reportCommand,
  traceCommand,
  verifyCommand,
  probeCommand,
  simulateCommand,
  demoCommand,
];

const GOOD = 0;
const FAILED = 1;
const BAD_USAGE = 2;

/** Resolves to the exit code: 0 done, 1 not done, 2 bad usage or configuration. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = GOOD;
  const program = new Command('timpush-collector')
    .description('Collects Tencent Cloud Chat push statistics (TIMPush) into InfluxDB or DuckDB.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
  const bind: Bind = (action) => async (options) => {
    exitCode = await action(options, terminal);
  };
  for (const create of commands) program.addCommand(create(bind).copyInheritedSettings(program));
  try {
    await program.parseAsync(args, {from: 'user'});
    return exitCode;
  } catch (error) {
    return explain(error, terminal);
  }
}

/** An expected error prints a sentence, an unexpected one its stack. */
function explain(error: unknown, {stderr}: Terminal): number {
  // Commander has said it already, or has shown the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? GOOD : BAD_USAGE;
  if (error instanceof ConfigError || error instanceof UsageError || error instanceof QueryError) {
    stderr.write(`${error.message}\n`);
    return BAD_USAGE;
  }
  const text =
    error instanceof CollectorError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  stderr.write(`${text}\n`);
  return FAILED;
}
