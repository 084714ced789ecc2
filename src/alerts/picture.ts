import type {EpochSeconds, Seconds} from '../domain/window.js';
import {type Alert, labelsKey} from './alert.js';

/** What ended is told until then: who is told of it may be away for a night, and a day's window is judged a day after it. */
const REMEMBERED: Seconds = 2 * 86_400;

/**
 * What holds and what ended lately, those first: `found`, and what was in the picture before and is found no more. Of that, `ended` knows
 * the end and the last word; what it does not know is over now.
 */
export function pictureAfter(
  before: readonly Alert[],
  found: readonly Alert[],
  now: EpochSeconds,
  ended: readonly Alert[] = [],
): Alert[] {
  const picture = new Map<string, Alert>();
  for (const alert of before) picture.set(keyOf(alert), alert.endsAt === null ? overIn(ended, alert, now) : alert);
  for (const alert of found) picture.set(keyOf(alert), alert);
  const alerts = [...picture.values()].filter(({endsAt}) => endsAt === null || endsAt > now - REMEMBERED);
  return [...alerts.filter(({endsAt}) => endsAt !== null), ...alerts.filter(({endsAt}) => endsAt === null)];
}

/** Whether something went on and is found no more. */
export function hasEnded(before: readonly Alert[], found: readonly Alert[]): boolean {
  const keys = new Set(found.map(keyOf));
  return before.some((alert) => alert.endsAt === null && !keys.has(keyOf(alert)));
}

/** Under the id that it was told by: of what may have begun at any time, only labels tell that it is the same. */
function overIn(ended: readonly Alert[], alert: Alert, now: EpochSeconds): Alert {
  const key = labelsKey(alert);
  const same = ended.filter((each) => labelsKey(each) === key && each.endsAt! > alert.startsAt);
  const [last] = same.sort((a, b) => b.endsAt! - a.endsAt!);
  return last ? {...last, id: alert.id} : {...alert, endsAt: now};
}

/** What somebody was told of a picture. A delivery that failed is told again with the next picture. */
export class Told {
  readonly #goesOn = new Map<string, boolean>();

  /** Alerts that began or ended since they were told, and new ones. What left the picture is forgotten. */
  news(picture: readonly Alert[]): Alert[] {
    const keys = new Set(picture.map(keyOf));
    for (const key of this.#goesOn.keys()) if (!keys.has(key)) this.#goesOn.delete(key);
    return picture.filter((alert) => this.#goesOn.get(keyOf(alert)) !== (alert.endsAt === null));
  }

  /** Whether it was told that it began. */
  hasBegun(alert: Alert): boolean {
    return this.#goesOn.has(keyOf(alert));
  }

  note(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.#goesOn.set(keyOf(alert), alert.endsAt === null);
  }
}

/** What is told by other labels (it has become critical, say) is another alert. */
function keyOf(alert: Alert): string {
  return `${alert.id} ${labelsKey(alert)}`;
}
