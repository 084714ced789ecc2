import type {ClockLead} from '../../../src/domain/clock-lead.js';
import type {Fetched, FetchOptions, Source, Turn} from '../../../src/domain/ports.js';
import type {Report} from '../../../src/domain/report.js';
import type {EpochSeconds, Window} from '../../../src/domain/window.js';

/** The body for the n-th window that is asked for (from 0); what it throws is thrown. */
type Script = (n: number, window: Window, options: FetchOptions) => unknown;

/** A turn that comes at once. */
export const freeTurn: Turn = {waitedMs: 0, sent() {}, end() {}};

/** A source that answers from a script, one call a window, and remembers what it was asked. */
export class ScriptedSource implements Source {
  readonly asked: Window[] = [];
  mostInFlight = 0;
  lead: ClockLead = 0;
  #inFlight = 0;

  constructor(
    private readonly fetchedAt: EpochSeconds,
    private readonly script: Script = () => 1,
  ) {}

  clockLead(): ClockLead {
    return this.lead;
  }

  async turn(): Promise<Turn> {
    return freeTurn;
  }

  async ask(): Promise<Fetched> {
    throw new Error('the script is about windows');
  }

  async fetch(_report: Report, window: Window, options: FetchOptions): Promise<Fetched> {
    const n = this.asked.push(window) - 1;
    options.onCall?.(1);
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    try {
      return {body: await this.script(n, window, options), fetchedAt: this.fetchedAt};
    } finally {
      this.#inFlight -= 1;
    }
  }
}
