import type {PushFindingKind, Severity} from '../domain/finding.js';
import type {LossClass} from '../domain/loss.js';
import type {Rates} from '../domain/rates.js';
import {type ComparedAge, daysBefore, type Hours, lastDay, lastWeek, recent, weekBefore} from './spans.js';

/** What every definition says: what it finds, how bad that is, and which windows it judges, as they were at which age. */
interface Judged {
  readonly kind: PushFindingKind;
  readonly severity: Severity;
  /** `hours`: the newest two against the same of the days before. `day`: against the week before it. `week`: against nothing. */
  readonly over: 'hours' | 'day' | 'week';
  readonly age: ComparedAge;
}

/** A rate is less than so much of the usual one. */
export interface Drop extends Judged {
  readonly test: 'drop';
  readonly rate: keyof Rates;
  readonly factor: number;
  /** On both sides: of what the rate is a share of, or of the share itself at the usual rate. */
  readonly least: {readonly volume: number} | {readonly expected: number};
}

/** The rate is below this, however usual. */
export interface Floor extends Judged {
  readonly test: 'floor';
  readonly rate: keyof Rates;
  readonly least: number;
  readonly minVolume: number;
}

/** Nothing is sent where something always is. */
export interface Silence extends Judged {
  readonly test: 'silence';
  /** Windows of the app that must have been collected, or a collector that stands still would make every platform silent. */
  readonly collected: number;
  readonly days: number;
  readonly usual: number;
}

/** So much is sent, and not one receipt. */
export interface NoReceipts extends Judged {
  readonly test: 'no-receipts';
  readonly minVolume: number;
}

/** Losses of a class are so much of all targets, or of what is missing. */
export interface LossShare extends Judged {
  readonly test: 'loss-share';
  readonly class: LossClass;
  readonly of: 'targets' | 'gap';
  readonly minLost: number;
  readonly share: number;
}

/** Losses of any one class are so many times the usual share of the targets, and so much more of them. */
export interface LossGrowth extends Judged {
  readonly test: 'loss-growth';
  readonly factor: number;
  readonly points: number;
  readonly minLost: number;
}

/** Of an app: its rate is by so much not the usual one, and nearly all of that is the mix of its platforms. */
export interface Mix extends Judged {
  readonly rate: keyof Rates;
  readonly points: number;
  /** Of the change, the part that is the mix. */
  readonly share: number;
  /** On both sides. */
  readonly minVolume: number;
}

/** Of a platform of an app. */
export type Definition = Drop | Floor | Silence | NoReceipts | LossShare | LossGrowth;

/** Which windows a definition judges, and which are the usual ones. */
export function sidesOf({over}: Pick<Judged, 'over'>): Sides {
  return sides[over];
}

interface Sides {
  readonly now: Hours;
  readonly usual: readonly Hours[];
}

/** Made once: they are asked for at every hour of every platform. */
const sides: Readonly<Record<Judged['over'], Sides>> = {
  hours: {now: recent, usual: daysBefore(recent)},
  day: {now: lastDay, usual: [weekBefore]},
  week: {now: lastWeek, usual: []},
};
