import {Command} from 'commander';
import {known} from '../collector.js';
import {placeText} from '../config/config-error.js';
import {type InForce, inForce, type Origin} from '../config/in-force.js';
import {configSchema} from '../config/schema.js';
import type {Action, Bind} from './action.js';
import {type ConfigOption, configOption, jsonOption} from './session.js';
import {table} from './table.js';
import {columnsOf} from './terminal.js';

export function configCommand(bind: Bind): Command {
  const command = new Command('config').description('what is in force and where it comes from; the schema of the file');
  command
    .command('print')
    .description('every value that is in force, and where it comes from; secrets are not shown')
    .option(...configOption)
    .option(...jsonOption)
    .action(bind(print));
  command.command('schema').description('the JSON Schema of the file, for editors').action(bind(schema));
  return command;
}

type Options = ConfigOption & {readonly json?: boolean};

const print: Action<Options> = async ({config: path, json}, {stdout, env}) => {
  const found = inForce({path, env}, known);
  const rows = found.map(({path, value, from}) => [path, valueText(value), originText(from)]);
  stdout.write(
    json ? `${JSON.stringify(found, null, 2)}\n` : table(['key', 'value', 'from'], rows, columnsOf(stdout, env)),
  );
  return 0;
};

function valueText(value: InForce['value']): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

function originText(from: Origin): string {
  if (from === 'default') return from;
  return 'variable' in from ? from.variable : placeText(from);
}

const schema: Action<object> = async (_, {stdout}) => {
  stdout.write(`${JSON.stringify(configSchema(known), null, 2)}\n`);
  return 0;
};
