import {expect, test} from '@jest/globals';
import {CommanderError} from 'commander';
import {failureOf} from '../../src/cli/failure.js';
import {UsageError} from '../../src/cli/usage-error.js';
import {ConfigError} from '../../src/config/config-error.js';
import {StoreDeniedError} from '../../src/domain/errors.js';
import {QueryError} from '../../src/domain/query-error.js';

const quiet = async () => false;
const told = async (error: unknown, isDebug = quiet) => {
  const {exitCode, text, json} = await failureOf(error, isDebug);
  return {exitCode, text, error: JSON.parse(json).error};
};

test.each([
  ['an option', new UsageError('--from: it is none'), 'UsageError', 2],
  ['a question', new QueryError('last: it is none'), 'QueryError', 2],
  ['the command line', new CommanderError(1, 'commander.x', "error: unknown option '--x'"), 'UsageError', 2],
  ['the store', new StoreDeniedError('held by PID 7', {pid: 7}), 'StoreDeniedError', 1],
])('an error of %s is a sentence, with its name and exit code for machines', async (_, error, name, exitCode) => {
  expect(await told(error)).toMatchObject({
    exitCode,
    text: `${error.message}\n`,
    error: {name, message: error.message, exitCode},
  });
});

test('a machine finds the parts of a message', async () => {
  const problems = [{path: 'store', reason: '"x" is not a store', example: 'store: duckdb'}];
  expect((await told(new ConfigError('a.yaml', problems))).error).toMatchObject({file: 'a.yaml', problems});
  expect((await told(new StoreDeniedError('held', {pid: 7}))).error).toMatchObject({details: {pid: 7}});
});

test.each([
  ['a fault of ours', new TypeError('x is not a function'), 'TypeError: x is not a function'],
  ['an error of the system', Object.assign(new Error('EACCES: denied'), {code: 'EACCES'}), 'Error: EACCES: denied'],
  ['something thrown that is no error', 'oops', 'Error: oops'],
  ['nothing', undefined, 'Error: undefined'],
])('%s is a sentence, too; where it comes from is shown to those who look for it', async (_, error, sentence) => {
  const {exitCode, text, error: json} = await told(error);
  expect([exitCode, text]).toEqual([1, `${sentence}; TIMPUSH_LOG_LEVEL=debug shows where that comes from\n`]);
  expect(json).not.toHaveProperty('stack');
  const debug = await told(error, async () => true);
  expect(debug.text).toMatch(/^[^\n]+\nError|TypeError[\s\S]*\n {4}at /);
  expect(debug.error.stack).toMatch(/\n {4}at /);
});

test('what is foreseen never shows a stack, and nobody is asked whether to', async () => {
  const asked = async () => {
    throw new Error('asked');
  };
  expect((await told(new StoreDeniedError('held'), asked)).text).toBe('held\n');
});

test('help is no failure, and is not told again', async () => {
  expect(await failureOf(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), quiet)).toMatchObject({
    exitCode: 0,
    text: '',
  });
  expect(await failureOf(new CommanderError(1, 'commander.help', '(outputHelp)'), quiet)).toMatchObject({
    exitCode: 2,
    text: '',
  });
});

test('nothing in a message is obeyed by a terminal, and its lines stay lines', async () => {
  expect((await told(new UsageError('a\u001b[2J\u202e\n  b\r\nc'))).text).toBe('a [2J \n  b \nc\n');
});
