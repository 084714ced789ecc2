import type {Rule} from '../../../grafana/source/rules/rule.js';
import type {Verdicts} from './evaluation.js';
import type {Labels} from './math.js';

/** One firing of an alert. */
export interface Episode {
  readonly uid: string;
  readonly labels: Labels;
  readonly firedAt: number;
  resolvedAt?: number;
}

interface Instance {
  readonly labels: Labels;
  /** Since when the condition has held without a break. */
  heldSince: number | undefined;
  lastHeld: number;
  missed: number;
  episode: Episode | undefined;
}

/** Grafana's default: an instance whose series has vanished is over after so many evaluations. */
const MISSED_TO_RESOLVE = 2;

/** What Grafana makes of one evaluation after another: pending, firing, kept firing, resolved. */
export class Alerts {
  readonly episodes: Episode[] = [];
  readonly #instances = new Map<string, Instance>();

  take(verdicts: Verdicts, now: number): void {
    for (const [rule, numbers] of verdicts) {
      const noData = numbers.length === 0 && rule.noDataState === 'Alerting';
      const seen = noData ? [{labels: {}, value: 1}] : numbers;
      const keys = seen.map(({labels, value}) => this.#see(rule, labels, value > 0, now));
      for (const [key, instance] of this.#instances) {
        if (key.startsWith(`${rule.uid} `) && !keys.includes(key)) this.#miss(key, instance, now);
      }
    }
  }

  /** The instances that wait for the end of `for`, or fire. */
  active(): string[] {
    return [...this.#instances].filter(([, {heldSince}]) => heldSince !== undefined).map(([key]) => key);
  }

  #see(rule: Rule, labels: Labels, holds: boolean, now: number): string {
    const key = `${rule.uid} ${Object.values(labels).join(' ')}`;
    const fresh = {labels, heldSince: undefined, lastHeld: now, missed: 0, episode: undefined};
    const instance: Instance = this.#instances.get(key) ?? fresh;
    this.#instances.set(key, instance);
    instance.missed = 0;
    instance.heldSince = holds ? (instance.heldSince ?? now) : undefined;
    if (holds) instance.lastHeld = now;
    if (holds && !instance.episode && now - instance.heldSince! >= seconds(rule.for)) {
      instance.episode = {uid: rule.uid, labels, firedAt: now};
      this.episodes.push(instance.episode);
    }
    if (!holds && now - instance.lastHeld >= seconds(rule.keepFiringFor)) resolve(instance, now);
    return key;
  }

  #miss(key: string, instance: Instance, now: number): void {
    instance.missed += 1;
    if (instance.missed < MISSED_TO_RESOLVE) return;
    resolve(instance, now);
    this.#instances.delete(key);
  }
}

function resolve(instance: Instance, now: number): void {
  if (instance.episode) instance.episode.resolvedAt = now;
  instance.episode = undefined;
}

function seconds(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('h') ? 3600 : 60);
}
