import type {App} from '../domain/app.js';
import {StoreUnavailableError} from '../domain/errors.js';
import {type KnownApp, type KnownNames, knownNames, refuseKnown} from '../domain/ledger.js';
import {tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Clock, Log, Recorder, Store, WriteOptions} from '../domain/ports.js';
import type {Span} from '../domain/window.js';
import {Acknowledged, type Lane, laneOf} from './acknowledged.js';

export interface StoreGuardDeps {
  readonly store: Pick<Store, 'latest' | 'probe'>;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  readonly log: Log;
}

/** Another process may begin with other names; a run looks again when the last look is older. */
const GOOD_FOR_MS = 60_000;

/**
 * What every point passes before it is stored. The store has to give back what is written to it, and has to know no app under another
 * name or SDKAppID: a second series would be counted twice. A store that was away is looked at again, because it may have come back as
 * another one.
 */
export class StoreGuard {
  #probed: Promise<void> | undefined;
  #known: {readonly names: Promise<KnownNames>; readonly atMs: number} | undefined;
  /** Those that were looked up since the store was last away, as `name SDKAppID`. */
  #admitted = new Set<string>();
  readonly #acknowledged = new Acknowledged();

  constructor(private readonly deps: StoreGuardDeps) {}

  /** Throws a CollectorError that says what to do: an app by another name, or a store that does not give back what it is given. */
  async admit({name, sdkAppId}: Pick<App, 'name' | 'sdkAppId'>): Promise<void> {
    if (this.#known && this.deps.clock.elapsed() - this.#known.atMs > GOOD_FOR_MS) this.#forgetNames();
    await this.#admit({app: name, sdkAppId});
  }

  /** As `admit`, by a new look at the store: what was found before may be older than their names. */
  async admitAll(apps: readonly Pick<App, 'name' | 'sdkAppId'>[]): Promise<void> {
    this.#forget();
    for (const app of apps) await this.admit(app);
  }

  /** Throws a CollectorError when the ledger, read for this span, has lost what it acknowledged to this process, and not for the first time. */
  async confirm(lane: Lane, span: Span, entries: Parameters<Acknowledged['confirm']>[2]): Promise<void> {
    const lost = this.#acknowledged.confirm(lane, span, entries);
    if (!lost) return;
    this.#forget();
    await this.#probe();
    if (lost.again) throw lost.error;
    // What is written comes back: so it was removed, on purpose or with the whole database, and is collected again.
    this.deps.log.warn({...lane, reason: lost.error.message}, 'the ledger has lost windows: collected again');
  }

  recorder(inner: Recorder): Recorder {
    return {
      room: () => inner.room(),
      write: (points, options) => this.#pass(points, () => inner.write(points, options)),
      record: (points, entry, options?: WriteOptions) =>
        this.#pass([...points, entry], async () => {
          await inner.record(points, entry, options);
          this.#acknowledged.note(laneOf(entry), entry.time);
        }),
    };
  }

  /** Reading, too, shows that a store is away. */
  reader(inner: Pick<Store, 'points' | 'retention'>): Pick<Store, 'points' | 'retention'> {
    return {points: (query) => this.#watch(inner.points(query)), retention: () => this.#watch(inner.retention())};
  }

  async #pass(points: readonly Point[], write: () => Promise<void>): Promise<void> {
    for (const app of this.#strangers(points)) await this.#admit(app);
    await this.#watch(write());
  }

  #strangers(points: readonly Point[]): KnownApp[] {
    const strangers = new Map<string, KnownApp>();
    for (const {tags} of points) {
      const {[tag.app]: app, [tag.sdkAppId]: sdkAppId} = tags;
      if (app === undefined || sdkAppId === undefined || this.#admitted.has(`${app} ${sdkAppId}`)) continue;
      strangers.set(`${app} ${sdkAppId}`, {app, sdkAppId: Number(sdkAppId)});
    }
    return [...strangers.values()];
  }

  async #admit({app, sdkAppId}: KnownApp): Promise<void> {
    const admitted = this.#admitted;
    this.#known ??= {names: this.#look(knownNames(this.deps.store)), atMs: this.deps.clock.elapsed()};
    refuseKnown({name: app, sdkAppId}, await this.#known.names);
    await this.#probe();
    admitted.add(`${app} ${sdkAppId}`);
  }

  #probe(): Promise<void> {
    this.#probed ??= this.#look(this.deps.store.probe(Math.floor(this.deps.clock.now() / 1000)));
    return this.#probed;
  }

  /** What failed is tried again by the next who asks. */
  #look<T>(work: Promise<T>): Promise<T> {
    return this.#watch(work, () => true);
  }

  async #watch<T>(
    work: Promise<T>,
    forgets = (error: unknown): boolean => error instanceof StoreUnavailableError,
  ): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (forgets(error)) this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#probed = undefined;
    this.#forgetNames();
  }

  #forgetNames(): void {
    this.#known = undefined;
    // Not emptied: who is being looked up meanwhile is not admitted by what was found before.
    this.#admitted = new Set();
  }
}
