import {code} from './code.js';

/** How an answer can fail on its way. */
export type TransportFault = 'http-502' | 'truncated' | 'slow' | 'reset' | 'html-200' | 'empty';

/** Rates from 0 to 1 of what goes wrong with authenticated calls; at most one of them happens to a call. */
export interface Faults {
  /** 90102. */
  readonly internal: number;
  /** 60007, though the caller kept the pace. */
  readonly tooOften: number;
  /** 502 with HTML. */
  readonly badGateway: number;
  /** Cut in the middle of the JSON, and the connection closed. */
  readonly truncated: number;
  /** A byte every 200 ms. */
  readonly slow: number;
  /** The connection is reset instead of an answer. */
  readonly reset: number;
  /** 200 with HTML. */
  readonly html200: number;
  /** 200 with nothing in it. */
  readonly empty: number;
  /** Any other code. */
  readonly code: {readonly code: number; readonly rate: number};
}

const RESULTS = {
  internal: code.internal,
  tooOften: code.tooOften,
  badGateway: 'http-502',
  truncated: 'truncated',
  slow: 'slow',
  reset: 'reset',
  html200: 'html-200',
  empty: 'empty',
} as const;
const NAMES = Object.keys(RESULTS) as (keyof typeof RESULTS)[];

/** The code or transport fault that a chance in [0, 1) stands for; undefined when the call is spared. */
export function faultAt(faults: Partial<Faults>, chance: number): number | TransportFault | undefined {
  let left = chance;
  for (const name of NAMES) {
    left -= faults[name] ?? 0;
    if (left < 0) return RESULTS[name];
  }
  return faults.code && left < faults.code.rate ? faults.code.code : undefined;
}
