import type {PushFindingKind, Severity} from '../domain/finding.js';
import {severities} from '../domain/finding.js';
import type {Channel} from './columns.js';
import type {Definition} from './definition.js';
import type {Episode} from './episodes.js';
import {lengthOf, overlap, type Stretch} from './stretches.js';

/** What goes wrong with some platforms of an app at one time, whatever shows it. */
export interface Incident extends Stretch {
  /** More than one: it is of the whole app. */
  readonly channels: readonly Channel[];
  /** What says most stands first. */
  readonly signs: readonly Episode[];
}

/** What says most about an incident: first what names its cause, then what is lost of it, the sharper the sooner. */
const order: readonly PushFindingKind[] = [
  'credentials',
  'silence',
  'delivery',
  'send',
  'receipts',
  'low-delivery',
  'quota',
  'loss-class',
  'click',
  'mix',
];

/** Episodes of one channel that overlap have one cause: a collapse lowers the day's rate, too, and is said once. */
export function incidentsOf(channel: Channel, episodes: readonly Episode[]): Incident[] {
  const found: Incident[] = [];
  for (const episode of episodes.toSorted((a, b) => rank(a) - rank(b) || lengthOf(a) - lengthOf(b))) {
    const same = found.findIndex((incident) => belongs(episode, incident));
    if (same < 0) found.push({channels: [channel], signs: [episode], start: episode.start, end: episode.end});
    else found[same] = {...found[same]!, ...boundsWith(found[same]!, episode), signs: [...found[same]!.signs, episode]};
  }
  return found;
}

/** Incidents of one app: those of its platforms that are the same at the same time are one, when hardly a push is spared. */
export function ofWholeApp(
  incidents: readonly Incident[],
  volumeOf: (channels: readonly Channel[] | undefined, hours: Stretch) => number,
): Incident[] {
  const found: Incident[] = [];
  let rest = [...incidents].sort((a, b) => a.start - b.start);
  while (rest.length > 0) {
    const [first] = rest as [Incident, ...Incident[]];
    const same = rest.filter((other) => kindOf(other) === kindOf(first));
    const alike = same.filter((other) => isAlike(first, other));
    const channels = alike.flatMap((each) => each.channels);
    const isWhole = alike.length > 1 && volumeOf(channels, first) >= NEARLY_ALL * volumeOf(undefined, first);
    const merged = {
      ...hull(alike),
      channels,
      signs: alike.flatMap(({signs}) => signs).sort((a, b) => rank(a) - rank(b)),
    };
    found.push(isWhole ? merged : first);
    // What has too few pushes to show it all the time is part of it, too.
    const part = isWhole ? same.filter((other) => overlap(other, merged) * 2 >= lengthOf(other)) : [first];
    rest = rest.filter((each) => !part.includes(each));
  }
  return found;
}

const NEARLY_ALL = 0.8;

export function kindOf({signs}: Pick<Incident, 'signs'>): PushFindingKind {
  return signs[0]!.definition.kind;
}

/** Of its gravest sign. */
export function severityOf({signs}: Pick<Incident, 'signs'>): Severity {
  return severities[Math.min(...signs.map(({definition}) => severities.indexOf(definition.severity)))]!;
}

/** States that may be as old as the app must not swallow what happens meanwhile. */
const isState = ({test}: Definition) => test === 'floor' || test === 'no-receipts';

/** The sharpest sign has the bounds; one of the same kind may move them. */
function boundsWith(incident: Incident, episode: Episode): Stretch {
  const {start, end} = incident;
  return kindOf(incident) === episode.definition.kind ? hull([incident, episode]) : {start, end};
}

function belongs(episode: Episode, incident: Incident): boolean {
  const lengths = [lengthOf(episode), lengthOf(incident)];
  const isLasting = isState(episode.definition) || isState(incident.signs[0]!.definition);
  return overlap(episode, incident) * 2 >= (isLasting ? Math.max(...lengths) : Math.min(...lengths));
}

function isAlike(a: Stretch, b: Stretch): boolean {
  return overlap(a, b) * 2 >= Math.max(lengthOf(a), lengthOf(b));
}

function hull(stretches: readonly Stretch[]): Stretch {
  return {start: Math.min(...stretches.map(({start}) => start)), end: Math.max(...stretches.map(({end}) => end))};
}

function rank({definition}: Episode): number {
  return order.indexOf(definition.kind);
}
