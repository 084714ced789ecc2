import type {App} from './app.js';
import type {FindingReason, FindingView} from './finding.js';
import {measurement, tag} from './measurements.js';
import type {Point} from './point.js';
import {printable} from './printable.js';
import {wholePercent} from './rates.js';
import type {EpochSeconds} from './window.js';

/** In place of a platform: the whole app. */
export const ALL_PLATFORMS = 'all';
/** In place of a class of losses: it is about none. */
export const NO_CLASS = 'none';
/** In place of a number: it is about none. */
const NO_NUMBER = -1;
/** Findings of pushes are judged by the hour. */
const JUDGED_STEP = '1h';
const MILLION = 1_000_000;

/** A finding as it is stored; `since` is that of its point from the first one on, so that it replaces itself. */
export function findingPoint(
  finding: FindingView,
  app: Pick<App, 'name' | 'sdkAppId'>,
  since = secondsOf(finding.since),
): Point {
  const {kind, platform, report, step, class: lossClass, until, pushes, volume, reasons, note} = finding;
  return {
    measurement: measurement.finding,
    tags: {
      [tag.app]: app.name,
      [tag.sdkAppId]: String(app.sdkAppId),
      [tag.platform]: platform ?? ALL_PLATFORMS,
      [tag.report]: report,
      [tag.step]: step ?? JUDGED_STEP,
      [tag.kind]: kind,
      [tag.class]: lossClass ?? NO_CLASS,
    },
    fields: {
      until: until === null ? 0 : secondsOf(until),
      pushes: pushes ?? NO_NUMBER,
      volume: volume ?? NO_NUMBER,
      now_ppm: partsOf(finding.now),
      usual_ppm: partsOf(finding.usual),
      id: finding.id,
      severity: finding.severity,
      sentence: printable(finding.sentence),
      reasons: reasons.map((reason) => printable(reasonText(reason))).join('\n'),
      advice: printable(reasons[0]?.advice ?? note),
    },
    time: since,
  };
}

/** A stored finding that goes on no more, and of whose end nothing else is known. */
export function overAt(point: Point, until: EpochSeconds, lastWord = 'Over.'): Point {
  return {...point, fields: {...point.fields, until, sentence: `${point.fields.sentence} ${lastWord}`}};
}

function secondsOf(iso: string): EpochSeconds {
  return Math.floor(Date.parse(iso) / 1000);
}

function partsOf(rate: number | null): number {
  return rate === null ? NO_NUMBER : Math.round(rate * MILLION);
}

/** The vendor's words may be in it. */
export function reasonText({share, platform, code, meaning, advice}: FindingReason): string {
  return `${wholePercent(share)} of the losses: ${meaning} (${platform}, code ${code}); what to do: ${advice}`;
}
