import type {FindingReason, FindingView} from '../domain/finding.js';
import {printable} from '../domain/printable.js';
import {wrapped} from './wrapped.js';

/** Each finding as its sentence, and below it what to do about its reasons. */
export function findingText(findings: readonly FindingView[], columns?: number): string {
  const lines = findings.flatMap(({severity, sentence, reasons}) => [
    wrapped(printable(`${severity}: ${sentence}`), columns, '  '),
    ...adviceOf(reasons).map((line) => wrapped(printable(`- ${line}`), columns, '  ')),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** What is less than that is what is lost on any day. */
const TELLING = 0.1;

/** What to do, once for all reasons that ask for the same. */
export function adviceOf(reasons: readonly FindingReason[]): string[] {
  const found = new Map<string, string[]>();
  for (const {advice, platform, code, share} of reasons.filter((reason) => reason.share >= TELLING))
    found.set(advice, [...(found.get(advice) ?? []), `${platform} ${code} (${shareText(share)})`]);
  return [...found].map(([advice, codes]) => `${codes.join(', ')}: ${advice}`);
}

export function shareText(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 1 ? '<1' : Math.round(value)} %`;
}
