import type {Clock} from '../domain/ports.js';
import type {BurstLimit} from './burst-limit.js';
import {Pace} from './pace.js';

/** The beats of one app. What the API counts are calls of an app and a command: whoever asks the same command waits for the same beat. */
export class Paces {
  readonly #byCommand: Record<string, Pace> = {};

  constructor(
    private readonly options: ConstructorParameters<typeof Pace>[0],
    private readonly deps: {readonly clock: Clock; readonly burstLimit: BurstLimit},
  ) {}

  of(command: string): Pace {
    this.#byCommand[command] ??= new Pace(this.options, this.deps.clock, this.deps.burstLimit);
    return this.#byCommand[command];
  }
}
