import type {FindingView} from '../domain/finding.js';
import {Outage} from '../domain/outage.js';
import type {Clock, Log} from '../domain/ports.js';
import {type Alert, alertOf, type FindingSource} from './alert.js';
import {pictureAfter} from './picture.js';
import type {Receiver} from './receivers.js';

export interface AlertMeter {
  /** What holds now. */
  findings(holding: readonly FindingView[]): void;
  /** Something was to be told, and was or was not. */
  told(receiver: string, ok: boolean): void;
}

export interface MonitorDeps {
  readonly source: FindingSource;
  readonly receivers: readonly Receiver[];
  /** The page's address; undefined: alerts name none. */
  readonly publicUrl: string | undefined;
  readonly meter: AlertMeter;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Looks for what somebody should know, and tells it. */
export class Monitor {
  /** Undefined: nothing was found out yet. */
  #picture: readonly Alert[] | undefined;
  readonly #looking: Outage;
  readonly #telling: ReadonlyMap<Receiver, Outage>;

  constructor(private readonly deps: MonitorDeps) {
    const {receivers, log} = deps;
    this.#looking = new Outage(log, {}, {begins: 'findings are not known now', ends: 'findings are known again'});
    const sentences = {begins: 'alerts do not arrive', ends: 'alerts arrive again'};
    this.#telling = new Map(receivers.map((each) => [each, new Outage(log, {receiver: each.name}, sentences)]));
  }

  /** Never rejects. Where nothing can be found out, what was known goes on; who cannot be told is told at the next look. */
  async look(stop: AbortSignal): Promise<void> {
    const {source, receivers, meter, clock} = this.deps;
    try {
      const holding = await source.current(stop);
      const before = this.#picture ?? this.#alertsOf(receivers.length > 0 ? await source.lately(stop) : []);
      this.#picture = pictureAfter(before, this.#alertsOf(holding), Math.floor(clock.now() / 1000));
      meter.findings(holding);
      this.#looking.worked();
    } catch (error) {
      if (stop.aborted) return;
      this.#looking.failed(error);
    }
    const picture = this.#picture;
    if (!picture) return;
    await Promise.all(receivers.map((receiver) => this.#tell(receiver, picture, stop)));
  }

  #alertsOf(findings: readonly FindingView[]): Alert[] {
    return findings.map((finding) => alertOf(finding, this.deps.publicUrl));
  }

  async #tell(receiver: Receiver, picture: readonly Alert[], stop: AbortSignal): Promise<void> {
    const outage = this.#telling.get(receiver)!;
    try {
      if ((await receiver.tell(picture, stop)) === 0) return;
      this.deps.meter.told(receiver.name, true);
      outage.worked();
    } catch (error) {
      if (stop.aborted) return;
      this.deps.meter.told(receiver.name, false);
      outage.failed(error);
    }
  }
}
