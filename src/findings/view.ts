import {createHash} from 'node:crypto';
import {type Finding, type FindingKind, type FindingView, severities} from '../domain/finding.js';
import {isoUtc} from '../domain/local-time.js';
import {sentence} from './sentence.js';

/** As it is answered, the worst first, and of those the newest. */
export function findingViews(findings: readonly Finding[], timezone: string): FindingView[] {
  return byGravity(findings).map((finding) => ({
    ...finding,
    id: idOf(finding),
    since: isoUtc(finding.since),
    until: finding.until === null ? null : isoUtc(finding.until),
    sentence: sentence(finding, timezone),
  }));
}

export function byGravity(findings: readonly Finding[]): Finding[] {
  const rank = ({severity}: Finding) => severities.indexOf(severity);
  return findings.toSorted((a, b) => rank(a) - rank(b) || b.since - a.since || a.app.localeCompare(b.app));
}

/** What may go on for longer than anybody looks back. */
const lasting: readonly FindingKind[] = ['low-delivery', 'receipts', 'credentials', 'quota'];

/** The same for the same finding while it goes on, and for each look at it afterwards. Where the beginning is not sure, the end tells. */
export function idOf({kind, app, platform, report, step, since, until}: Finding): string {
  const isLasting = step !== null || lasting.includes(kind);
  const key = JSON.stringify([kind, app, platform, report, step, isLasting ? until : since]);
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}
