import type {Finding} from '../domain/finding.js';
import type {CountReport} from '../domain/measurements.js';
import {turn} from '../domain/turn.js';
import {vendorRules} from '../domain/vendor-rules.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import {type Channel, columnsAt, newestHour} from './columns.js';
import {episodesOf} from './episodes.js';
import {type History, readHistory} from './history.js';
import {HOUR, hoursOf} from './hourly-sums.js';
import {type Incident, incidentsOf, kindOf, ofWholeApp, severityOf} from './incidents.js';
import {measure} from './measure.js';
import {mixFinding, mixStretches} from './mix-findings.js';
import {type ReasonDeps, reasonsOf} from './reasons.js';
import {aroundWeekBefore} from './spans.js';
import {lengthOf, overlap, type Stretch} from './stretches.js';
import {suspects} from './suspects.js';

export interface PushFindingsQuery {
  readonly report: CountReport;
  readonly apps: readonly string[];
  /** Absent: all. */
  readonly platform?: string | undefined;
  readonly span: Span;
  readonly now: EpochSeconds;
}

/** Histories of so many apps are in memory at once. */
const AT_ONCE = 20;
/** In hours. */
const DAY = 24;
const WEEK = 7 * DAY;

/** What happened to pushes in a span, in each app and platform, hour by hour. */
export async function pushFindings(query: PushFindingsQuery, deps: ReasonDeps, gone?: AbortSignal): Promise<Finding[]> {
  const found: Finding[] = [];
  const apart = await worthReading(query, deps, gone);
  for (let i = 0; i < apart.length; i += AT_ONCE) {
    const apps = apart.slice(i, i + AT_ONCE);
    found.push(...(await findingsOf({...query, apps}, deps, gone)));
  }
  return found;
}

/** Of many apps only those that anything stands out of: hours of a thousand apps are millions of rows. */
async function worthReading(
  query: PushFindingsQuery,
  {store}: ReasonDeps,
  gone?: AbortSignal,
): Promise<readonly string[]> {
  const {report, apps} = query;
  if (apps.length <= AT_ONCE) return apps;
  const {judged, span} = reachOf(query);
  const found = await suspects({report, span, since: judged.start * HOUR}, store, gone);
  return found ? apps.filter((app) => found.has(app)) : apps;
}

/** What is judged and what is read for it. */
function reachOf({span, now}: PushFindingsQuery): {
  readonly asked: Stretch;
  readonly judged: Stretch;
  readonly span: Span;
} {
  const asked = hoursOf(span);
  // A day more on both sides, or what goes beyond the span would seem to begin or end with it.
  const judged = {start: asked.start - DAY, end: Math.min(asked.end + DAY, Math.floor(now / HOUR))};
  return {asked, judged, span: {start: (judged.start - aroundWeekBefore.from) * HOUR, end: judged.end * HOUR}};
}

async function findingsOf(query: PushFindingsQuery, deps: ReasonDeps, gone?: AbortSignal): Promise<Finding[]> {
  const {report, apps, now} = query;
  const {asked, judged, span} = reachOf(query);
  const history = await readHistory({report, apps, span}, deps.store, gone);
  const incidents: Incident[] = [];
  for (const channel of history.platforms.values()) {
    await turn(gone);
    incidents.push(...incidentsOf(channel, episodesOf(history, channel, judged, now)));
  }
  const shown = apps
    .flatMap((app) => ofWholeApp(incidents.filter(isOf(app)), volumes(history, app, now)))
    .filter((incident) => overlap(incident, asked) > 0 && has(incident, query.platform));
  const reasons = await reasonsOf(shown, report, deps, gone);
  const told = shown.map((incident) => ({...findingOf(incident, history, now), reasons: reasons.get(incident) ?? []}));
  return query.platform === undefined ? [...told, ...mixFindings(query, history, incidents)] : told;
}

/** Of whole apps. */
function mixFindings(query: PushFindingsQuery, history: History, incidents: readonly Incident[]): Finding[] {
  const {asked, judged} = reachOf(query);
  return query.apps.flatMap((name) => {
    const [first, ...others] = [...history.platforms.values()].filter((channel) => channel.app === name);
    if (!first) return [];
    const app = {history, channels: [first, ...others], now: query.now} as const;
    const stretches = mixStretches(app, judged, incidents.filter(isOf(name)));
    return stretches.filter((stretch) => overlap(stretch, asked) > 0).map((stretch) => mixFinding(app, stretch));
  });
}

function findingOf(incident: Incident, history: History, now: EpochSeconds): Omit<Finding, 'reasons'> {
  const {channels, signs, start, end} = incident;
  const {app, platform} = channels[0]!;
  const {rate: _, ...measured} = measure(incident, history, now);
  const since = start * HOUR;
  return {
    kind: kindOf(incident),
    severity: severityOf(incident),
    app,
    platform: channels.length === 1 ? platform : null,
    report: history.report,
    step: null,
    since,
    until: end >= newestHour(signs[0]!.definition.age, now) ? null : end * HOUR,
    ...measured,
    note: [...receiptsNote(incident), ...ruleNotes(incident)].join('; '),
  };
}

function receiptsNote(incident: Incident): string[] {
  const isTold = incident.signs.some(({definition}) => definition.test === 'no-receipts');
  return isTold && kindOf(incident) !== 'receipts'
    ? ['not one receipt came in a day: perhaps receipts are missing, and not pushes']
    : [];
}

/** New rules of a phone maker that came into force when it began. */
function ruleNotes({channels, start, end}: Incident): string[] {
  return vendorRules
    .filter(({platform}) => channels.some((channel) => channel.platform === platform))
    .filter(({since}) => since > (start - 2 * DAY) * HOUR && since < end * HOUR)
    .map(({date}) => `new rules of the phone maker hold since ${date}`);
}

function isOf(app: string): (incident: Incident) => boolean {
  return ({channels}) => channels[0]!.app === app;
}

function has({channels}: Incident, platform: string | undefined): boolean {
  return platform === undefined || channels.some((channel) => channel.platform === platform);
}

/** What is usually sent in some hours, by some platforms of an app, or by all. */
function volumes(history: History, app: string, now: EpochSeconds) {
  const all = [...history.platforms.values()].filter((channel) => channel.app === app);
  return (channels: readonly Channel[] | undefined, hours: Stretch): number => {
    const before = {from: lengthOf(hours) + WEEK, to: 0};
    const column = columnsAt('10m', hours.end, now).at(-1)!;
    const sent = (channel: Channel) => history.facts(channel, column, hours.end).count('sent', before);
    return (channels ?? all).reduce((sum, channel) => sum + sent(channel), 0);
  };
}
