import {lossClasses} from '../src/domain/loss.js';
import type {LossCode} from '../src/timpush/loss-codes/loss-code.js';
import {type LossTable, lossTables} from '../src/timpush/loss-codes.js';
import {code, codes, table} from './markdown.js';

/** The classes of losses. */
export function lossClassTable(): string {
  return table(
    ['class', 'cause'],
    Object.entries(lossClasses).map(([name, cause]) => [code(name), cause]),
  );
}

/** The dictionary of loss codes, a table for each platform. */
export function lossCodeTables(): string {
  return lossTables.map(tableOf).join('\n\n');
}

function tableOf({stage, platform, codes: entries}: LossTable): string {
  const heading = platform === 'any' ? 'Any platform' : code(platform);
  const rows = table(['code', 'class', 'meaning', 'what to do', 'source'], entries.map(rowOf));
  return `### ${heading}, stage ${code(stage)}\n\n${rows}`;
}

function rowOf(entry: LossCode, _: number, all: readonly LossCode[]): string[] {
  const meaning = entry.probable ? `${entry.meaning} _(probable)_` : entry.meaning;
  return [codeCell(entry, all), code(entry.class), meaning, entry.advice, sourceCell(entry.source)];
}

function codeCell(entry: LossCode, all: readonly LossCode[]): string {
  if (entry.reasons) return `${code(entry.code)} with ${codes(entry.reasons)}`;
  const hasReasons = all.some((other) => other.code === entry.code && other.reasons);
  return hasReasons ? `${code(entry.code)} otherwise` : code(entry.code);
}

function sourceCell(source: string): string {
  return URL.canParse(source) ? `[${new URL(source).hostname}](${source})` : source;
}
