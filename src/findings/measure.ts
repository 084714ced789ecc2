import type {Finding} from '../domain/finding.js';
import {type Rates, rateFields, type Sums} from '../domain/rates.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Column, columnsAt} from './columns.js';
import type {History} from './history.js';
import type {Incident} from './incidents.js';
import {countIn} from './judge.js';
import {earlier, type Hours, USUAL_DAYS} from './spans.js';
import {lengthOf} from './stretches.js';

export type Measured = Pick<Finding, 'now' | 'usual' | 'pushes' | 'volume' | 'age' | 'class'> & {
  /** Which rate `now` and `usual` are. */
  readonly rate: keyof Rates | null;
};

/** How bad an incident is, over all of its hours: its rate, and the usual one of the same hours on the days before it. */
export function measure(incident: Incident, history: History, now: EpochSeconds): Measured {
  const [lead] = incident.signs as [Incident['signs'][0]];
  const column = columnOf(incident, history, now);
  const sides = sidesIn(incident, history, column);
  const shared = {age: column === 'final' ? null : column, class: lead.class};
  const {definition} = lead;
  switch (definition.test) {
    case 'silence':
      return {
        ...shared,
        rate: null,
        now: null,
        usual: null,
        pushes: Math.round(sides.usual('sent') / sides.days),
        volume: 0,
      };
    case 'loss-growth': {
      const [rate, usual] = [sides.lost / sides.now('total'), sides.usualLost / sides.usual('total')];
      return {...shared, rate: null, now: rate, usual, ...less(usual - rate, sides.now('total'))};
    }
    case 'floor':
      return {...shared, ...fall(definition.rate, sides), rate: definition.rate, usual: null, pushes: null};
    case 'no-receipts':
      return {...shared, rate: null, now: 0, usual: null, pushes: null, volume: sides.now('receipt_sent')};
    default: {
      const rate = rateOf(incident);
      if (rate) return {...shared, rate, ...fall(rate, sides)};
      return {...shared, rate, now: null, usual: null, pushes: sides.lost, volume: sides.now('total')};
    }
  }
}

interface Sides {
  readonly now: (field: keyof Sums) => number;
  readonly usual: (field: keyof Sums) => number;
  /** Of the class of the incident. */
  readonly lost: number;
  readonly usualLost: number;
  /** Days before that are there. */
  readonly days: number;
}

function fall(rate: keyof Rates, {now, usual}: Sides): Pick<Measured, 'now' | 'usual' | 'pushes' | 'volume'> {
  const {part, whole} = rateFields[rate];
  const [is, was] = [ratio(now(part), now(whole)), ratio(usual(part), usual(whole))];
  return {now: is, usual: was, ...less((was ?? 0) - (is ?? 0), now(whole))};
}

function less(rate: number, volume: number): Pick<Measured, 'pushes' | 'volume'> {
  return {pushes: Math.round(Math.abs(rate) * volume), volume};
}

function rateOf({signs}: Incident): keyof Rates | null {
  return signs.flatMap(({definition}) => ('rate' in definition ? definition.rate : []))[0] ?? null;
}

/** Final counts, if all are: they are what the charts show. */
function columnOf(incident: Incident, history: History, now: EpochSeconds): Column {
  const columns = columnsAt('10m', incident.end, now).reverse();
  return columns.find((column) => sidesIn(incident, history, column).days > 0) ?? '10m';
}

/** Of the same hours of the days before, those that the incident itself reaches into left out. */
function sidesIn(incident: Incident, history: History, column: Column): Sides {
  const own: Hours = {from: lengthOf(incident), to: 0};
  const first = Math.ceil(own.from / 24);
  const before = Array.from({length: USUAL_DAYS}, (_, i) => earlier(own, first + i));
  const of = incident.signs[0]!.class;
  const facts = incident.channels.map((channel) => history.facts(channel, column, incident.end));
  const lost = (hours: Hours) => total(facts.map((each) => (of ? each.lost(hours, of) : 0)));
  return {
    now: (field) => total(facts.map((each) => each.count(field, own))),
    usual: (field) => total(facts.map((each) => countIn(each, field, before))),
    lost: lost(own),
    usualLost: total(before.map(lost)),
    days: before.filter((hours) => facts[0]!.collected(hours) > 0).length,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
