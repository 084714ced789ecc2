import type {FindingReason, FindingView} from '../domain/finding.js';
import {printable} from '../domain/printable.js';
import {wholePercent} from '../domain/rates.js';
import {wrapped} from './wrapped.js';

/** Each finding as its sentence, and below it what to do about its reasons. */
export function findingText(findings: readonly FindingView[], columns?: number): string {
  const {shown, more} = worstOf(findings);
  const lines = shown.flatMap(({severity, sentence, reasons}) => [
    wrapped(printable(`${severity}: ${sentence}`), columns, '  '),
    ...adviceOf(reasons).map((line) => wrapped(printable(`- ${line}`), columns, '  ')),
  ]);
  return [...lines, ...(more ? [more] : [])].map((line) => `${line}\n`).join('');
}

/** Nobody reads more. */
const MOST = 20;

/** Those that are told, the worst first as they come, and a line for the others. */
export function worstOf(findings: readonly FindingView[]): {
  readonly shown: readonly FindingView[];
  readonly more: string;
} {
  const left = findings.length - MOST;
  return {shown: findings.slice(0, MOST), more: left > 0 ? `and ${left} more findings` : ''};
}

/** What is less than that is what is lost on any day. */
const TELLING = 0.1;

/** What to do, once for all reasons that ask for the same. */
export function adviceOf(reasons: readonly FindingReason[]): string[] {
  const found = new Map<string, string[]>();
  for (const {advice, platform, code, share} of reasons.filter((reason) => reason.share >= TELLING))
    found.set(advice, [...(found.get(advice) ?? []), `${platform} ${code} (${wholePercent(share)})`]);
  return [...found].map(([advice, codes]) => `${codes.join(', ')}: ${advice}`);
}
