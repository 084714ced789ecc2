import {Command} from 'commander';
import type {Bind} from './action.js';
import {failureOf} from './failure.js';
import {version} from './package.js';
import type {ConfigOption} from './session.js';
import type {Output, Terminal} from './terminal.js';

type Create = (bind: Bind) => Command;

/** Each is loaded when it is asked for: all that all of them need takes longer to load than most of them to answer. */
const commands: Readonly<Record<string, () => Promise<Create>>> = {
  init: async () => (await import('./init.js')).initCommand,
  start: async () => (await import('./start.js')).startCommand,
  collect: async () => (await import('./collect.js')).collectCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  check: async () => (await import('./check.js')).checkCommand,
  config: async () => (await import('./config.js')).configCommand,
  status: async () => (await import('./status.js')).statusCommand,
  why: async () => (await import('./why.js')).whyCommand,
  report: async () => (await import('./report.js')).reportCommand,
  digest: async () => (await import('./digest.js')).digestCommand,
  query: async () => (await import('./query.js')).queryCommand,
  export: async () => (await import('./export.js')).exportCommand,
  import: async () => (await import('./import.js')).importCommand,
  forget: async () => (await import('./forget.js')).forgetCommand,
  trace: async () => (await import('./trace.js')).traceCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  probe: async () => (await import('./probe.js')).probeCommand,
  simulate: async () => (await import('./simulate.js')).simulateCommand,
  demo: async () => (await import('./demo.js')).demoCommand,
};

const GOOD = 0;

/** One use of the command line. */
export interface CommandLine {
  /** Resolves to the exit code: 0 done, 1 not done, 2 bad usage or configuration. Never rejects. */
  run(): Promise<number>;
  /** Tells of an error that came from somewhere else, for machines on `machines`; the exit code. */
  fail(error: unknown, machines?: Output): Promise<number>;
}

export function commandLine(args: readonly string[], terminal: Terminal): CommandLine {
  let given: ConfigOption = {};
  const fail = async (error: unknown, machines = terminal.stdout) => {
    const {exitCode, text, json} = await failureOf(error, () => isDebug(given, terminal));
    // Who asked for JSON finds one document on stdout, whatever happens.
    if (text !== '' && args.includes('--json')) machines.write(json);
    else terminal.stderr.write(text);
    return exitCode;
  };
  return {
    async run() {
      let exitCode = GOOD;
      const bind: Bind = (action) => async (options) => {
        given = options as ConfigOption;
        exitCode = await action(options, terminal);
      };
      try {
        const program = programOf(await asked(args), bind, terminal);
        await program.parseAsync(args, {from: 'user'});
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

/** The command that is named, or all where none is: help lists them, and a name that is wrong may be nearly right. */
async function asked([name = '']: readonly string[]): Promise<readonly Create[]> {
  const named = Object.hasOwn(commands, name) ? [name] : Object.keys(commands);
  const loaded: Create[] = [];
  for (const each of named) loaded.push(await commands[each]!());
  return loaded;
}

function programOf(creates: readonly Create[], bind: Bind, {stdout, stderr}: Terminal): Command {
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
  for (const create of creates) program.addCommand(inheriting(create(bind), program));
  return program;
}

/** Settings do not reach commands that were made before. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const part of command.commands) inheriting(part, command);
  return command;
}

/** Reads the configuration again, if it can be read: this is for what nobody foresaw. */
async function isDebug(given: ConfigOption, terminal: Terminal): Promise<boolean> {
  try {
    const {configuration} = await import('./session.js');
    return configuration(given, terminal).log.level === 'debug';
  } catch {
    return terminal.env.TIMPUSH_LOG_LEVEL === 'debug';
  }
}
