import type {CollectorError} from '../domain/errors.js';
import type {Clock} from '../domain/ports.js';

/** How long an app, or a command of it, is left alone after an error that only the operator can mend: the next call would meet it, too. */
const COOLDOWN_MS = 60_000;

/** The time in which an app is left alone, and why. */
export class Cooldown {
  /** By the clock that never jumps: setting the other one neither prolongs nor ends it. */
  #untilMs = Number.NEGATIVE_INFINITY;
  #because: CollectorError | undefined;
  readonly #ofCommands = new Map<string, Cooldown>();

  constructor(private readonly clock: Pick<Clock, 'elapsed'>) {}

  /** Of one command, while the others go on. */
  of(command: string): Cooldown {
    const own = this.#ofCommands.get(command) ?? new Cooldown(this.clock);
    this.#ofCommands.set(command, own);
    return own;
  }

  /** A call that was in flight when a longer rest began does not shorten it. */
  begin(because: CollectorError, forMs = COOLDOWN_MS): void {
    const untilMs = this.clock.elapsed() + forMs;
    if (untilMs <= this.#untilMs) return;
    this.#untilMs = untilMs;
    this.#because = because;
  }

  /** The reason is gone. */
  end(): void {
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }

  /** The operator has changed something about the app: what he had to change may be mended, what the vendor wants is not. */
  endOfOperator(): void {
    const recovery = this.reason()?.recovery;
    if (recovery === 'stop' || recovery === 'reload-secret') this.end();
    for (const own of this.#ofCommands.values()) own.endOfOperator();
  }

  /** Undefined while calls may be made. */
  reason(): CollectorError | undefined {
    return this.clock.elapsed() < this.#untilMs ? this.#because : undefined;
  }

  refuse(command: string): void {
    const because = this.reason() ?? this.#ofCommands.get(command)?.reason();
    if (because) throw because;
  }
}
