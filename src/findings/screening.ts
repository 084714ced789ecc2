import {grouped} from '../domain/grouped.js';
import type {LossClass} from '../domain/loss.js';
import {type CountReport, TOTAL, tag} from '../domain/measurements.js';
import type {Store, SumRow} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import type {EpochSeconds} from '../domain/window.js';
import type {Channel} from './columns.js';
import type {Definition} from './definition.js';
import {definitions, mix} from './definitions.js';
import {type Facts, judge} from './judge.js';
import {appsMovedByMix} from './mix.js';
import {type Kind, numberOf, type Question, questions} from './questions.js';
import type {ComparedAge, Hours} from './spans.js';

/** A definition that holds for a platform of an app. */
export interface Sign {
  readonly definition: Definition;
  readonly app: string;
  readonly platform: string;
  readonly class: LossClass | null;
}

/** So many platforms of apps are judged before others have their turn. */
const AT_ONCE = 500;

/**
 * What holds at an instant of counts of a report, judged of aged points as Grafana's rules judge them. Only sums are read, so that a
 * thousand apps are some ten thousand rows a question.
 */
export async function signsAt(
  now: EpochSeconds,
  report: CountReport,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<Sign[]> {
  return signsIn(await screened(now, report, store, gone), gone);
}

/** Apps of which anything holds at an instant. */
export async function appsInQuestion(...asked: Parameters<typeof signsAt>): Promise<string[]> {
  const found = await screened(...asked);
  const signs = await signsIn(found, asked[3]);
  const mixed = appsMovedByMix(found.channels.values(), (channel) => found.facts(mix.age, channel));
  return [...new Set([...signs.map(({app}) => app), ...mixed])];
}

async function screened(...[now, report, store, gone]: Parameters<typeof signsAt>): Promise<Screened> {
  const found = new Screened();
  // Apart by kind and age: what is asked together is asked for the same fields.
  for (const asked of grouped(questions(report, now), ({kind, age}) => `${kind} ${age}`).values()) {
    const answers = await store.sums(
      asked.map(({query}) => query),
      gone,
    );
    for (const [i, rows] of answers.entries()) {
      await turn(gone);
      found.take(asked[i]!, rows);
    }
  }
  return found;
}

async function signsIn(found: Screened, gone: AbortSignal | undefined): Promise<Sign[]> {
  const signs: Sign[] = [];
  for (const [index, channel] of [...found.channels.values()].entries()) {
    if (index % AT_ONCE === 0) await turn(gone);
    for (const definition of Object.values(definitions)) {
      const verdict = judge(definition, found.facts(definition.age, channel)) ?? [];
      signs.push(...verdict.map((each) => ({definition, ...channel, class: each})));
    }
  }
  return signs;
}

/** The answers, to be looked up. */
class Screened {
  readonly channels = new Map<string, Channel>();
  readonly #answers = new Map<number, ReadonlyMap<string, SumRow>>();

  take(question: Question, rows: readonly SumRow[]): void {
    const answer = new Map<string, SumRow>();
    for (const row of rows) {
      const {[tag.app]: app, [tag.platform]: platform, [tag.class]: of} = row.tags;
      const channel = nameOf(app!, platform);
      answer.set(nameOf(channel, of), row);
      if (platform !== undefined && platform !== TOTAL && !this.channels.has(channel))
        this.channels.set(channel, {app: app!, platform});
    }
    this.#answers.set(numberOf(question), answer);
  }

  facts(age: ComparedAge, {app, platform}: Channel): Facts {
    const channel = nameOf(app, platform);
    const row = (kind: Kind, hours: Hours, name: string) => this.#answers.get(numberOf({kind, age, hours}))?.get(name);
    return {
      count: (field, hours) => row('counts', hours, channel)?.fields[field] ?? 0,
      lost: (hours, of) => row('losses', hours, nameOf(channel, of))?.fields.count ?? 0,
      collected: (hours) => row('collected', hours, app)?.points ?? 0,
      told: (hours) => row('told', hours, app)?.fields.count ?? 0,
    };
  }
}

/** No name has a line break. */
function nameOf(app: string, more: string | undefined): string {
  return more === undefined ? app : `${app}\n${more}`;
}
