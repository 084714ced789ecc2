import type {FindingView} from '../domain/finding.js';
import {Outage} from '../domain/outage.js';
import type {Clock, Log} from '../domain/ports.js';
import {type Alert, alertOf, type FindingSource} from './alert.js';
import {hasEnded, pictureAfter} from './picture.js';
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
  /** Keeps what holds now, and that the rest is over. */
  readonly record: (holding: readonly FindingView[], gone: AbortSignal) => Promise<void>;
  /** Another text whenever there may be something new; while nothing holds, only that is worth a look. */
  readonly changes: () => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Looks for what somebody should know, and tells it. */
export class Monitor {
  /** Undefined: nothing was found out yet. */
  #picture: readonly Alert[] | undefined;
  #holding: readonly FindingView[] | undefined;
  /** The changes of the last look that worked. */
  #seen: string | undefined;
  readonly #looking: Outage;
  readonly #recording: Outage;
  readonly #telling: ReadonlyMap<Receiver, Outage>;

  constructor(private readonly deps: MonitorDeps) {
    const {receivers, log} = deps;
    this.#looking = new Outage(log, {}, {begins: 'findings are not known now', ends: 'findings are known again'});
    this.#recording = new Outage(
      log,
      {},
      {begins: 'findings are not recorded now', ends: 'findings are recorded again'},
    );
    const sentences = {begins: 'alerts do not arrive', ends: 'alerts arrive again'};
    this.#telling = new Map(receivers.map((each) => [each, new Outage(log, {receiver: each.name}, sentences)]));
  }

  /** What held at the last look that worked; undefined before the first. */
  holding(): readonly FindingView[] | undefined {
    return this.#holding;
  }

  /** Never rejects. Where nothing can be found out, what was known goes on; who cannot be told is told at the next look. */
  async look(stop: AbortSignal): Promise<void> {
    const holding = await this.#findOut(stop);
    const picture = this.#picture;
    const told = picture ? this.deps.receivers.map((receiver) => this.#tell(receiver, picture, stop)) : [];
    await Promise.all([...told, holding && this.#record(holding, stop)]);
  }

  /** Undefined: it cannot be found out now, or nothing has changed. */
  async #findOut(stop: AbortSignal): Promise<readonly FindingView[] | undefined> {
    const {source, receivers, meter, clock} = this.deps;
    const changes = this.deps.changes();
    if (this.#picture?.length === 0 && changes === this.#seen) return undefined;
    try {
      const holding = await source.current(stop);
      const found = this.#alertsOf(holding);
      const isNews = receivers.length > 0 && (!this.#picture || hasEnded(this.#picture, found));
      const ended = this.#alertsOf(isNews ? await source.lately(stop) : []);
      this.#picture = pictureAfter(this.#picture ?? ended, found, Math.floor(clock.now() / 1000), ended);
      this.#holding = holding;
      meter.findings(holding);
      this.#looking.worked();
      this.#seen = changes;
      return holding;
    } catch (error) {
      if (!stop.aborted) this.#looking.failed(error);
      return undefined;
    }
  }

  async #record(holding: readonly FindingView[], stop: AbortSignal): Promise<void> {
    try {
      await this.deps.record(holding, stop);
      this.#recording.worked();
    } catch (error) {
      this.#seen = undefined;
      if (!stop.aborted) this.#recording.failed(error);
    }
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
