import type {Rates, Sums} from '../domain/rates.js';
import {type Order, orders} from './apps-order.js';

/** What the page shows. All of it stands in the address, so that a view can be sent to somebody else. */
export interface ViewState {
  readonly view: 'push' | 'apps' | 'collecting';
  /** Empty: all. */
  readonly app: string;
  readonly platform: string;
  /** Empty: chat. */
  readonly report: string;
  /** Empty: the finest that reaches far enough. */
  readonly step: string;
  /** A duration back from now; ignored when `from` is given. */
  readonly last: string;
  /** Local to the page's zone, such as `2026-11-23T00:00`, or an instant, `2026-11-23T16:00Z`; empty: by `last`. */
  readonly from: string;
  readonly to: string;
  /** How long before the span lies what it is compared with; empty: its own length. */
  readonly against: string;
  readonly count: CountName;
  readonly rate: keyof Rates;
  /** A column of the table, after a `-` the other way round; empty: the count. */
  readonly sort: string;
  /** Of the board of apps: which of them, by a part of their names, and in which order. */
  readonly only: '' | 'unhealthy';
  readonly find: string;
  readonly order: Order;
}

export type CountName = keyof Pick<Sums, 'sent' | 'delivered' | 'clicked'>;

/** Three days: the vendor keeps losses for seven, so that they can be compared with the three before. */
export const spans = ['24h', '3d', '7d', '30d'] as const;
export const countNames: readonly CountName[] = ['sent', 'delivered', 'clicked'];
export const rateNames: readonly (keyof Rates)[] = ['delivery', 'click', 'send'];

const initial: ViewState = {
  view: 'push',
  app: '',
  platform: '',
  report: '',
  step: '',
  last: '7d',
  from: '',
  to: '',
  against: '',
  count: 'sent',
  rate: 'delivery',
  sort: '',
  only: '',
  find: '',
  order: 'worst',
};

/** Reads the query of an address; what nobody knows is as if it were not there. */
export function readState(search: string): ViewState {
  const given = new URLSearchParams(search);
  const text = (name: keyof ViewState) => given.get(name) ?? initial[name];
  const oneOf = <T extends string>(name: keyof ViewState, known: readonly T[]) =>
    known.find((each) => each === given.get(name)) ?? (initial[name] as T);
  return {
    view: oneOf('view', ['push', 'apps', 'collecting'] as const),
    app: text('app'),
    platform: text('platform'),
    report: text('report'),
    step: text('step'),
    last: text('last'),
    from: text('from'),
    to: text('to'),
    against: text('against'),
    count: oneOf('count', countNames),
    rate: oneOf('rate', rateNames),
    sort: text('sort'),
    only: oneOf('only', ['unhealthy'] as const),
    find: text('find'),
    order: oneOf('order', orders),
  };
}

/** The query of an address; what is as at first is left out. */
export function addressOf(state: ViewState): string {
  const entries = Object.entries(state).filter(([name, value]) => value !== initial[name as keyof ViewState]);
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : '?';
}

/** What the server is asked with. */
export function filtersOf(state: ViewState): Record<string, string> {
  const {app, platform, report, step, against, count, rate} = state;
  return given({app, platform, report, step, ...spanOf(state), against, count, rate});
}

/** The same of the figures. */
export function figureFiltersOf(state: ViewState): Record<string, string> {
  return filtersOf({...state, report: figureReport(state)});
}

/** Whose counts are shown where a report is picked that tells what was lost of them. */
export function figureReport({report}: ViewState): string {
  return report.replace(/-loss$/, '');
}

/** What the server is asked with for findings of pushes and of collecting. */
export function findingFiltersOf(state: ViewState): Record<string, string> {
  const {app, platform} = state;
  return given({app, platform, report: figureReport(state), ...spanOf(state)});
}

function spanOf({last, from, to}: ViewState): Record<string, string> {
  return from === '' ? {last} : {from, to};
}

function given(filters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}
