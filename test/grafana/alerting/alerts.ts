import type {Rule} from '../../../grafana/source/rules/rule.js';
import type {Verdict, Verdicts} from './evaluation.js';
import type {Labels} from './math.js';
import {render} from './template.js';

/** One firing of an alert. */
export interface Episode {
  readonly uid: string;
  readonly labels: Labels;
  readonly firedAt: number;
  /** What people read when it fired, by the name of the annotation. */
  readonly texts: Readonly<Record<string, string>>;
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
      const keys = seen.map((verdict) => this.#see(rule, verdict, now));
      for (const [key, instance] of this.#instances) {
        if (key.startsWith(`${rule.uid} `) && !keys.includes(key)) this.#miss(key, instance, now);
      }
    }
  }

  /** Evaluations that fail: rules that alert then do so for every series that they have had, with -1 for each number. */
  fail(rules: readonly Rule[], now: number): void {
    for (const rule of rules.filter(({execErrState}) => execErrState === 'Alerting')) {
      const seen = [...this.#instances].flatMap(([key, {labels}]) => (key.startsWith(`${rule.uid} `) ? [labels] : []));
      const values = () => new Map(rule.data.map(({refId}) => [refId, {labels: {}, value: -1}]));
      for (const labels of seen.length > 0 ? seen : [{}]) this.#see(rule, {labels, value: 1, values}, now);
    }
  }

  /** The instances that wait for the end of `for`, or fire. */
  active(): string[] {
    return [...this.#instances].filter(([, {heldSince}]) => heldSince !== undefined).map(([key]) => key);
  }

  /** Whether an instance waits for the end of `for`, so that its text may be told next. */
  isPending(rule: Rule): boolean {
    return [...this.#instances].some(
      ([key, {heldSince, episode}]) => key.startsWith(`${rule.uid} `) && heldSince !== undefined && !episode,
    );
  }

  #see(rule: Rule, {labels, value, values = () => new Map()}: Verdict, now: number): string {
    const holds = value > 0;
    const key = `${rule.uid} ${Object.values(labels).join(' ')}`;
    const fresh = {labels, heldSince: undefined, lastHeld: now, missed: 0, episode: undefined};
    const instance: Instance = this.#instances.get(key) ?? fresh;
    this.#instances.set(key, instance);
    instance.missed = 0;
    instance.heldSince = holds ? (instance.heldSince ?? now) : undefined;
    if (holds) instance.lastHeld = now;
    if (holds && !instance.episode && now - instance.heldSince! >= seconds(rule.for)) {
      const texts = Object.entries(rule.annotations).map(([name, text]) => [
        name,
        render(String(text), labels, values()),
      ]);
      instance.episode = {uid: rule.uid, labels, firedAt: now, texts: Object.fromEntries(texts)};
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
