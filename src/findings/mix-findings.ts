import type {ExplainedChange} from '../domain/explained-change.js';
import type {Finding} from '../domain/finding.js';
import {platformLabel} from '../domain/platform-labels.js';
import {wholePercent} from '../domain/rates.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Channel, type Column, columnsAt, newestHour} from './columns.js';
import {sidesOf} from './definition.js';
import {mix} from './definitions.js';
import {runs} from './episodes.js';
import type {History} from './history.js';
import {HOUR, type Hour} from './hourly-sums.js';
import {type Incident, kindOf} from './incidents.js';
import {changeIn, movedByMix, type PlatformFacts, volumeIn} from './mix.js';
import {daysBefore, earlier, type Hours, USUAL_DAYS} from './spans.js';
import {heaviest, lengthOf, overlap, type Stretch} from './stretches.js';

export interface AppHistory {
  readonly history: History;
  /** Of one app, and at least one. */
  readonly channels: readonly [Channel, ...Channel[]];
  readonly now: EpochSeconds;
}

const twoHours: Hours = {from: 2, to: 0};
const oneHour: Hours = {from: 1, to: 0};
/** With fewer pushes two hours do not show how far a rate has moved. */
const ENOUGH = 50;

/** Hours in which the mix of its platforms moved an app's rate. What goes wrong with a platform moves the mix, too, and is told for what it is. */
export function mixStretches(app: AppHistory, judged: Stretch, incidents: readonly Incident[]): Stretch[] {
  return (['fell', 'rose'] as const)
    .flatMap((direction) => stretchesOf(app, judged, direction === 'fell' ? -1 : 1))
    .filter((stretch) => !incidents.some((incident) => isToldBy(incident, stretch)));
}

function stretchesOf(app: AppHistory, hours: Stretch, sign: 1 | -1): Stretch[] {
  const ends: Hour[] = [];
  for (let end = hours.start + 1; end <= Math.min(hours.end, newestHour(mix.age, app.now)); end += 1) {
    const verdicts = columnsAt(mix.age, end, app.now).map((column) => movedByMix(platformsAt(app, column, end)));
    const moved = verdicts.find((verdict) => verdict !== undefined);
    if (moved && Math.sign(moved.mix) === sign) ends.push(end);
  }
  return runs(ends, sidesOf(mix).now.from).flatMap((judged) => {
    const reach = {start: judged.start - 1, end: Math.min(judged.end + 1, newestHour('10m', app.now))};
    return heaviest(scoreOf(app, judged, sign), reach);
  });
}

/** In pushes, half-way between no change and the greatest; each hour against the same hour of the days before. */
function scoreOf(app: AppHistory, judged: Stretch, sign: 1 | -1): (hour: Hour) => number {
  const movedBefore = (end: Hour, hours: Hours) => {
    const platforms = platformsAt(app, columnAt(app, [mix.age, ...columnsAt('10m', end, app.now)], end), end);
    const change = changeIn(platforms, [hours], daysBefore(hours));
    return {volume: volumeIn(platforms, [hours]), moved: sign * (change?.mix ?? 0)};
  };
  let most: number = mix.points;
  for (let end = judged.start + 2; end <= judged.end; end += 1) {
    const {volume, moved} = movedBefore(end, twoHours);
    if (volume >= ENOUGH) most = Math.max(most, moved);
  }
  return (hour) => {
    const {volume, moved} = movedBefore(hour + 1, oneHour);
    return (moved - most / 2) * volume;
  };
}

function isToldBy(incident: Incident, stretch: Stretch): boolean {
  const isCause = ['credentials', 'silence', 'delivery', 'send', 'quota'].includes(kindOf(incident));
  return isCause && overlap(incident, stretch) * 2 >= lengthOf(stretch);
}

/** Of all of its hours, against the same of the days before that it does not reach into; as much as is usual of other findings. */
export function mixFinding(app: AppHistory, stretch: Stretch): Finding {
  const {start, end} = stretch;
  const column = columnAt(app, columnsAt('10m', end, app.now).reverse(), end);
  const own: Hours = {from: lengthOf(stretch), to: 0};
  const first = Math.ceil(own.from / 24);
  const before = Array.from({length: USUAL_DAYS}, (_, day) => earlier(own, first + day));
  const platforms = platformsAt(app, column, end);
  const change = changeIn(platforms, [own], before);
  const volume = volumeIn(platforms, [own]);
  return {
    kind: mix.kind,
    severity: mix.severity,
    app: app.channels[0].app,
    platform: null,
    report: app.history.report,
    ...{step: null, class: null, reasons: []},
    since: start * HOUR,
    until: end >= newestHour(mix.age, app.now) ? null : end * HOUR,
    now: change?.now ?? null,
    usual: change?.before ?? null,
    pushes: Math.round(Math.abs(change?.mix ?? 0) * volume),
    volume,
    age: column === 'final' ? null : column,
    note: change ? noteOf(change) : '',
  };
}

/** Who has more of the pushes than ever. */
function noteOf({parts}: ExplainedChange): string {
  const grown = ({shareNow, shareBefore}: ExplainedChange['parts'][0]) => shareNow - shareBefore;
  const [most] = parts.toSorted((a, b) => grown(b) - grown(a));
  if (!most) return '';
  const {name, shareNow, shareBefore, before} = most;
  const shares = `${wholePercent(shareNow)} of the pushes, usually ${wholePercent(shareBefore)}, are those of ${platformLabel(name)}`;
  return before === null ? shares : `${shares}, of which ${wholePercent(before)} are usually delivered`;
}

function platformsAt({history, channels}: AppHistory, column: Column, end: Hour): PlatformFacts {
  return new Map(channels.map((channel) => [channel.platform, history.facts(channel, column, end)]));
}

/** The first in which the hour and days before are there. */
function columnAt({history, channels: [channel]}: AppHistory, columns: readonly Column[], end: Hour): Column {
  const isComparable = (column: Column) => {
    const {collected} = history.facts(channel, column, end);
    return collected(oneHour) > 0 && daysBefore(oneHour).some((day) => collected(day) > 0);
  };
  return columns.find(isComparable) ?? '10m';
}
