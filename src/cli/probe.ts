import {Command} from 'commander';
import {type Fact, NOT_KNOWN, probe} from '../audit/probe.js';
import {known} from '../collector.js';
import {duration} from '../config/duration.js';
import {numbered} from '../domain/numbered.js';
import {printable} from '../domain/printable.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {appsNamed} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption, withClients} from './session.js';
import {UsageError} from './usage-error.js';

type Options = ConfigOption & {readonly app?: string; readonly watch: string; readonly json?: boolean};

export function probeCommand(bind: Bind): Command {
  return new Command('probe')
    .description('measures what the vendor does not document, by some 45 calls to one app; stores nothing')
    .option(...configOption)
    .option(...jsonOption)
    .option('--app <name>', 'ask for this app, best one with many pushes (default: the first)')
    .option('--watch <duration>', 'how long counts are watched, to see at which age they still move', '10m')
    .action(bind(run));
}

const run: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const watch = watchOf(options.watch);
  const {chat, broadcast} = known.reports;
  const {app, facts} = await withClients(config, async ({apps, source}) => {
    const [app] = options.app === undefined ? apps : appsNamed(apps, [options.app]);
    if (terminal.stderr.isTTY)
      terminal.stderr.write(`Asking for ${app!.name}; this takes ${options.watch} or a little more\n`);
    const deps = {app: app!, source: source(app!), clock: systemClock(), chat: chat!, broadcast: broadcast!};
    return {app: app!, facts: await probe({watch}, deps)};
  });
  const calls = facts.reduce((sum, fact) => sum + fact.calls, 0);
  const json = {app: app.name, calls, facts};
  terminal.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : textOf(facts, app.name, calls));
  return facts.some(({result}) => result === NOT_KNOWN) ? 1 : 0;
};

function watchOf(text: string): number {
  try {
    return duration(text).seconds;
  } catch {
    throw new UsageError(`--watch: “${text}” is not a duration; try 10m`);
  }
}

function textOf(facts: readonly Fact[], app: string, calls: number): string {
  const told = facts.map(({name, question, result, answer, calls: own}) => {
    const unknown = result === NOT_KNOWN ? 'not known: ' : '';
    return `${name}: ${question} (${numbered(own, 'call')})\n  ${unknown}${printable(answer)}\n`;
  });
  return `${told.join('')}${numbered(calls, 'call')} for ${app}\n`;
}
