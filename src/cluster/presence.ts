import type {ClusterView, MachineView} from '../domain/cluster-view.js';
import {settlesWithin} from '../domain/deadline.js';
import type {CollectorError} from '../domain/errors.js';
import type {Clock, Log} from '../domain/ports.js';
import type {Machines} from './machines.js';
import {surveyCluster} from './survey.js';
import type {TurnQueue} from './turn-queue.js';

export interface PresenceDeps {
  /** Of this machine. */
  readonly name: string;
  readonly machines: Machines;
  readonly turns: TurnQueue;
  /** What this machine does at the moment. */
  readonly doing: () => Omit<MachineView, 'name' | 'isThis' | 'startedAt' | 'forgotten'>;
  /** After every look; `isAnew`: the first one, or Redis did not answer the last time, or it has forgotten everything. */
  readonly onLook: (waiting: number, isAnew: boolean) => Promise<void>;
  /** Redis has not answered for a while. */
  readonly onSilence: () => void;
  readonly explain: (error: unknown) => CollectorError;
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_EVERY_MS = 2000;
/** Redis may be away; the others will see that we are gone. */
const FAREWELL_MS = 500;
/** Longer than a command may take. */
const SILENCE_MS = 10_000;
/** Redis may be away for so long before somebody has to know. */
const AWAY_MS = 30_000;

/** Says every few seconds that this machine is there, and looks at the others. */
export class Presence {
  readonly #startedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #answeredMs: number;
  #hasAnswered = false;
  #forgotten = 0;
  #why: string | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;
  #view: Omit<ClusterView, 'failure'> = {machines: [], waiting: 0, oldestWaiting: 0, held: [], takeOvers: []};

  constructor(private readonly deps: PresenceDeps) {
    this.#startedAt = Math.floor(deps.clock.now() / 1000);
    this.#answeredMs = deps.clock.elapsed();
  }

  /** The first look comes when Redis is there. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** Undefined: Redis answers, or has not been away for long. */
  get failure(): string | undefined {
    const isAway = this.deps.clock.elapsed() - this.#answeredMs > AWAY_MS;
    return isAway ? `${this.#why ?? 'Redis does not answer'}; nobody is asked until it does` : undefined;
  }

  view(): ClusterView {
    return {failure: this.#why ?? '', ...this.#view};
  }

  /** Never rejects. One at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopped = true;
    const {machines, name, clock} = this.deps;
    await settlesWithin(clock, FAREWELL_MS, machines.leave(name));
  }

  async #look(): Promise<void> {
    try {
      const hasForgotten = (await this.deps.machines.isFirst()) && this.#hasAnswered;
      if (hasForgotten) this.#forget();
      const waiting = await this.#see();
      const isFirst = !this.#hasAnswered;
      const wasAway = this.#why !== undefined;
      this.#hasAnswered = true;
      if (wasAway) this.deps.log.info({}, 'Redis is back');
      this.#answeredMs = this.deps.clock.elapsed();
      this.#why = undefined;
      await this.deps.onLook(waiting, isFirst || wasAway || hasForgotten);
    } catch (error) {
      if (this.#stopped) return;
      if (this.deps.clock.elapsed() - this.#answeredMs > SILENCE_MS) this.deps.onSilence();
      const {message} = this.deps.explain(error);
      if (this.#why === undefined)
        this.deps.log.warn({reason: message}, 'Redis is away: nobody is asked until it is back');
      this.#why = message;
    }
  }

  #forget(): void {
    this.#forgotten += 1;
    this.deps.log.warn({}, 'Redis has forgotten everything: it was emptied, or keeps nothing over a restart');
  }

  /** Resolves to how many lanes wait. */
  async #see(): Promise<number> {
    const {name, machines, doing} = this.deps;
    await machines.tell({name, startedAt: this.#startedAt, forgotten: this.#forgotten, ...doing()});
    this.#view = await surveyCluster(name, this.deps);
    return this.#view.waiting;
  }
}
