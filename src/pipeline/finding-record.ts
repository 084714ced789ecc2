import type {App} from '../domain/app.js';
import type {FindingView} from '../domain/finding.js';
import {findingPoint, overAt} from '../domain/finding-point.js';
import {grouped} from '../domain/grouped.js';
import {measurement, tag} from '../domain/measurements.js';
import {keyOfTags, type Point} from '../domain/point.js';
import type {Clock, Store, Writer} from '../domain/ports.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';

const HOUR: Seconds = 3600;
const DAY: Seconds = 24 * HOUR;

export interface FindingRecordDeps {
  readonly store: Pick<Store, 'points' | 'retention'>;
  readonly writer: Writer;
  readonly apps: readonly App[];
  /** What ended with pushes lately. */
  readonly ended: (gone: AbortSignal) => Promise<readonly FindingView[]>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Keeps the findings of some apps in the store: one point each, which is written again when something about it changes. */
export class FindingRecord {
  /** What goes on as it is stored, by its identity; undefined: not read yet. */
  #open: Map<string, Point> | undefined;
  /** What went on with apps that are none of ours: of another collector, or no longer configured. */
  #others: readonly Point[] = [];
  #othersAskedAt: EpochSeconds = 0;

  constructor(private readonly deps: FindingRecordDeps) {}

  /** `holding` is everything that goes on now: what went on before and is not among it is over. Throws what reading and writing throw. */
  async take(holding: readonly FindingView[], gone: AbortSignal): Promise<void> {
    this.#open ??= await this.#stored();
    const open = this.#open;
    for (const point of await this.#abandoned()) open.set(keyOf(point), point);
    const going = this.#going(holding, open);
    const changed = [...going].filter(([key, point]) => !isSame(open.get(key), point)).map(([, point]) => point);
    const over = [...open].filter(([key]) => !going.has(key)).map(([, point]) => point);
    const points = [...changed, ...(over.length > 0 ? await this.#ended(over, gone) : [])];
    // An app whose points are refused holds up no other.
    const ofApps = grouped(points, ({tags}) => tags[tag.app]).values();
    const written = await Promise.allSettled([...ofApps].map((each) => this.#write(each, open)));
    for (const result of written) if (result.status === 'rejected') throw result.reason;
  }

  /** Of what an earlier process, or another one with these apps, has left. */
  async #stored(): Promise<Map<string, Point>> {
    const span = {start: 0, end: this.#now() + 1};
    const points = await this.deps.store.points({measurement: measurement.finding, span});
    const goesOn = points.filter(({fields}) => fields.until === 0);
    const own = goesOn.filter(({tags}) => this.#appOf(tags[tag.app]));
    this.#others = goesOn.filter((point) => !own.includes(point));
    return new Map(own.map((point) => [keyOf(point), point]));
  }

  /** Of the others, those whose app nobody has collected for a day. */
  async #abandoned(): Promise<Point[]> {
    const now = this.#now();
    if (this.#others.length === 0 || now < this.#othersAskedAt + HOUR) return [];
    this.#othersAskedAt = now;
    const names = [...new Set(this.#others.map(({tags}) => tags[tag.app]!))];
    const asked = {measurement: measurement.run, span: {start: now - DAY, end: now + 1}, tags: {[tag.app]: names}};
    const collected = new Set((await this.deps.store.points(asked)).map(({tags}) => tags[tag.app]));
    const isAbandoned = ({tags, time}: Point) => time <= now - DAY && !collected.has(tags[tag.app]);
    const found = this.#others.filter(isAbandoned);
    this.#others = this.#others.filter((point) => !isAbandoned(point));
    return found;
  }

  /** A finding whose beginning has moved keeps the time that it was first written with. */
  #going(holding: readonly FindingView[], open: ReadonlyMap<string, Point>): Map<string, Point> {
    const byId = new Map([...open.values()].map((point) => [point.fields.id, point]));
    const points = holding.flatMap((finding) => {
      const app = this.#appOf(finding.app);
      return app ? [findingPoint(finding, app, byId.get(finding.id)?.time)] : [];
    });
    return new Map(points.map((point) => [keyOf(point), point]));
  }

  async #ended(over: readonly Point[], gone: AbortSignal): Promise<Point[]> {
    const ended = await this.deps.ended(gone);
    return over.map((point) => {
      const app = this.#appOf(point.tags[tag.app]);
      if (!app) return overAt(point, this.#now(), 'Over: the app is no longer configured.');
      const told = ended.filter((finding) => finding.app === app.name);
      const ends = told.map((finding) => findingPoint(finding, app, point.time));
      const own = ends.find((end) => keyOf(end) === keyOf(point) && Number(end.fields.until) > point.time);
      return own ?? overAt(point, this.#now());
    });
  }

  async #write(points: readonly Point[], open: Map<string, Point>): Promise<void> {
    const retention = await this.deps.store.retention();
    const kept = points.filter(({time}) => retention === undefined || time > this.#now() - retention);
    if (kept.length > 0) await this.deps.writer.write(kept, {soon: true});
    for (const point of points) {
      if (point.fields.until === 0) open.set(keyOf(point), point);
      else open.delete(keyOf(point));
    }
  }

  #appOf(name: string | undefined): App | undefined {
    return this.deps.apps.find((app) => app.name === name);
  }

  #now(): EpochSeconds {
    return Math.floor(this.deps.clock.now() / 1000);
  }
}

function keyOf({tags, time}: Point): string {
  return `${keyOfTags(tags)} ${time}`;
}

function isSame(a: Point | undefined, b: Point): boolean {
  return Object.entries(b.fields).every(([name, value]) => a?.fields[name] === value);
}
