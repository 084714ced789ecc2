import {type FindingView, rateShowing} from '../domain/finding.js';
import {reasonText} from '../domain/finding-point.js';
import {problemKinds} from '../domain/health.js';
import {printable} from '../domain/printable.js';
import type {EpochSeconds} from '../domain/window.js';

/** What there is to be told. */
export interface FindingSource {
  /** What holds now. */
  current(gone: AbortSignal): Promise<readonly FindingView[]>;
  /** What ended in the last two days; asked after a start, for what others were told before it, and when something holds no more. */
  lately(gone: AbortSignal): Promise<readonly FindingView[]>;
}

/** A finding as those are told of it who tell people. */
export interface Alert {
  readonly id: string;
  /** Who one is, for Alertmanager: all labels together. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: EpochSeconds;
  /** Null: it goes on. */
  readonly endsAt: EpochSeconds | null;
  /** The page that shows it; absent: nobody knows the page's address. */
  readonly generatorURL?: string;
}

/** `publicUrl` is the page's address. */
export function alertOf(finding: FindingView, publicUrl?: string): Alert {
  const description = descriptionOf(finding);
  return {
    id: finding.id,
    labels: labelsOf(finding),
    annotations: {summary: printable(finding.sentence), ...(description && {description})},
    startsAt: instant(finding.since),
    endsAt: finding.until === null ? null : instant(finding.until),
    ...(publicUrl !== undefined && {generatorURL: `${publicUrl}/?${pageQuery(finding)}`}),
  };
}

function instant(iso: string): EpochSeconds {
  return Date.parse(iso) / 1000;
}

/** Alerts of one name and labels are one alert that goes on, or comes back. */
export function labelsKey({labels}: Alert): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** Names and values stay: routes and silences of people depend on them. `service` is that of Grafana's rules. */
function labelsOf({
  kind,
  app,
  platform,
  report,
  step,
  severity,
  class: lossClass,
}: FindingView): Record<string, string> {
  const all = {alertname: nameOf(kind), service: 'push', app, platform, report, step, class: lossClass, severity};
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** `low-delivery` is `TimpushLowDelivery`. */
function nameOf(kind: string): string {
  return `Timpush${kind.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}

/** Why, what to do, and how sure: a line each. */
function descriptionOf({reasons, note, volume, age}: FindingView): string {
  const aged = age === null ? '' : `, ${age} after the end of their windows`;
  const sure = volume === null ? '' : `Counted ${volume.toLocaleString('en')} pushes${aged}.`;
  return [...reasons.map(reasonText), note, sure].filter(Boolean).map(printable).join('\n');
}

function pageQuery(finding: FindingView): URLSearchParams {
  const {kind, app, platform, report} = finding;
  const isCollecting = (problemKinds as readonly string[]).includes(kind);
  const rate = rateShowing(finding);
  return new URLSearchParams({
    ...(isCollecting && {view: 'collecting'}),
    app,
    ...(platform !== null && {platform}),
    report,
    // What the page shows anyway.
    ...(!isCollecting && rate !== 'delivery' && {rate}),
  });
}
