import type {EpochSeconds, Seconds} from '../domain/window.js';
import {type Alert, labelsKey} from './alert.js';
import {Told} from './picture.js';
import {type PostDeps, type PostOptions, post} from './post.js';

/** Somebody who tells people. */
export interface Receiver {
  /** As metrics and log call it. */
  readonly name: 'alertmanager' | 'webhook';
  /** Tells what it has to know of the picture; resolves to the number of requests. Throws a DeliveryError, or the signal's reason. */
  tell(picture: readonly Alert[], stop: AbortSignal): Promise<number>;
  /** Tells that there is nothing, which changes nothing there. Absent: it would believe it. Throws as `tell` does. */
  check?(stop: AbortSignal): Promise<void>;
}

export interface ReceiversOptions {
  readonly alertmanager: PostOptions | undefined;
  readonly webhook: PostOptions | undefined;
}

/** Those that are configured; closing them closes the dispatcher. No connection is made before there is something to tell. */
export function openReceivers(
  {alertmanager, webhook}: ReceiversOptions,
  deps: PostDeps,
): {readonly list: readonly Receiver[]; close(): Promise<void>} {
  const list: Receiver[] = [];
  if (alertmanager) list.push(new Alertmanager(alertmanager, deps));
  if (webhook) list.push(new Webhook(webhook, deps));
  return {list, close: () => deps.dispatcher.destroy()};
}

/** One request stays well below a megabyte. */
const ALERTS_AT_ONCE = 200;

/** Alertmanager takes an alert for over when nobody has repeated it for so long: five looks, or one restart of ours. */
const HOLDS: Seconds = 300;

class Alertmanager implements Receiver {
  readonly name = 'alertmanager';
  readonly #told = new Told();

  constructor(
    private readonly options: PostOptions,
    private readonly deps: PostDeps,
  ) {}

  /**
   * Tells again what goes on, each time, and once what is over; what was over before our time ended there by itself. It is told that
   * there is nothing, too: otherwise nobody would know in good time that it cannot be reached.
   */
  async tell(picture: readonly Alert[], stop: AbortSignal): Promise<number> {
    const going = picture.filter(({endsAt}) => endsAt === null);
    // For Alertmanager an alert that came back under the same labels is still the same one.
    const labels = new Set(going.map(labelsKey));
    const over = this.#told
      .news(picture)
      .filter((alert) => alert.endsAt !== null && this.#told.hasBegun(alert) && !labels.has(labelsKey(alert)));
    const now = Math.floor(this.deps.clock.now() / 1000);
    const due = [...over, ...going];
    const pieces = due.length > 0 ? inPieces(due) : [[]];
    for (const piece of pieces) {
      const alerts = piece.map((alert) => postable(alert, now));
      await this.#post(alerts, stop);
      this.#told.note(piece);
    }
    return pieces.length;
  }

  check(stop: AbortSignal): Promise<void> {
    return this.#post([], stop);
  }

  #post(alerts: readonly object[], stop: AbortSignal): Promise<void> {
    const target = {...this.options, name: 'Alertmanager', url: `${this.options.url}/api/v2/alerts`};
    return post(target, alerts, this.deps, stop);
  }
}

function postable({labels, annotations, startsAt, endsAt, generatorURL}: Alert, now: EpochSeconds) {
  const end = endsAt ?? now + HOLDS;
  // A clock that was set back must not let an alert end before it begins: it would be refused.
  return {labels, annotations, startsAt: iso(startsAt), endsAt: iso(Math.max(end, startsAt)), generatorURL};
}

class Webhook implements Receiver {
  readonly name = 'webhook';
  readonly #told = new Told();
  #wasTold = false;

  constructor(
    private readonly options: PostOptions,
    private readonly deps: PostDeps,
  ) {}

  /** Tells what began and what is over, once, and with it what holds. First that is told in any case, so that nobody takes for going on what ended before. */
  async tell(picture: readonly Alert[], stop: AbortSignal): Promise<number> {
    const holding = picture.filter(({endsAt}) => endsAt === null).map(({id}) => id);
    const pieces = inPieces(this.#told.news(picture));
    if (pieces.length === 0 && !this.#wasTold) pieces.push([]);
    for (const piece of pieces) {
      await post({...this.options, name: 'The webhook'}, {alerts: piece.map(told), holding}, this.deps, stop);
      this.#told.note(piece);
      this.#wasTold = true;
    }
    return pieces.length;
  }
}

function told({id, labels, annotations, startsAt, endsAt, generatorURL}: Alert) {
  const status = endsAt === null ? 'firing' : 'resolved';
  return {id, status, labels, annotations, startsAt: iso(startsAt), endsAt: endsAt && iso(endsAt), generatorURL};
}

function inPieces(alerts: readonly Alert[]): (readonly Alert[])[] {
  const count = Math.ceil(alerts.length / ALERTS_AT_ONCE);
  return Array.from({length: count}, (_, i) => alerts.slice(i * ALERTS_AT_ONCE, (i + 1) * ALERTS_AT_ONCE));
}

function iso(instant: EpochSeconds): string {
  return `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
}
