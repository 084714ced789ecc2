import {CommanderError} from 'commander';
import {ConfigError} from '../config/config-error.js';
import {CollectorError} from '../domain/errors.js';
import {printable} from '../domain/printable.js';
import {QueryError} from '../domain/query-error.js';
import {SqlError} from '../domain/tables.js';
import {Interrupted} from './terminal.js';
import {UsageError} from './usage-error.js';

const GOOD = 0;
const FAILED = 1;
const BAD_USAGE = 2;

/** How a command is told to have failed. */
export interface Failure {
  readonly exitCode: number;
  /** For people, lines that end; empty where they have been told already. */
  readonly text: string;
  /** The same for machines: `{"error": {name, message, exitCode, …}}`. */
  readonly json: string;
}

interface Words {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

/** The one way in which errors leave the program, whatever threw them. A stack is for those who look for a fault of ours: `isDebug`. */
export async function failureOf(error: unknown, isDebug: () => Promise<boolean>): Promise<Failure> {
  // Commander has shown the version or the help that was asked for, or the help that stands for a command.
  const isShown = error instanceof CommanderError && (error.exitCode === 0 || error.message === '(outputHelp)');
  const exitCode = exitCodeOf(error);
  const told = {...(await wordsOf(error, isDebug)), exitCode, ...more(error)};
  const text = [told.message, ...(told.stack === undefined ? [] : [told.stack]), ''].join('\n');
  return {exitCode, text: isShown ? '' : text, json: `${JSON.stringify({error: told}, null, 2)}\n`};
}

async function wordsOf(error: unknown, isDebug: () => Promise<boolean>): Promise<Words> {
  const {name, message, stack} = error instanceof Error ? error : new Error(String(error));
  if (error instanceof CommanderError) return {name: 'UsageError', message: safe(message)};
  if (error instanceof CollectorError || error instanceof Interrupted || isBadUsage(error))
    return {name, message: safe(message)};
  if (await isDebug()) return {name, message: safe(`${name}: ${message}`), stack};
  return {name, message: safe(`${name}: ${message}; TIMPUSH_LOG_LEVEL=debug shows where that comes from`)};
}

function isBadUsage(error: unknown): boolean {
  return [CommanderError, ConfigError, UsageError, QueryError, SqlError].some((kind) => error instanceof kind);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return GOOD;
  return isBadUsage(error) ? BAD_USAGE : FAILED;
}

/** What a machine need not pick out of the message. */
function more(error: unknown): object {
  if (error instanceof ConfigError) return {file: error.file, problems: error.problems};
  return error instanceof CollectorError ? {details: error.details} : {};
}

/** Line by line, with nothing in it that a terminal would obey: messages repeat what was typed, and what others said. */
function safe(text: string): string {
  return text.trimEnd().split('\n').map(printable).join('\n');
}
