import {duration} from './duration.js';
import {defaulted} from './setting.js';
import {integer} from './values.js';

/** The keys of `timpush`. */
export const timpushSettings = {
  paceMs: defaulted({
    doc: 'Shortest time between two call starts for one app and command; the API allows one call a second',
    default: 1250,
    env: 'TIMPUSH_PACE_MS',
    read: integer(0, 3_600_000),
  }),
  timeoutMs: defaulted({
    doc: 'Longest time one call may take, from its start to the end of its answer',
    default: 10_000,
    env: 'TIMPUSH_TIMEOUT_MS',
    read: integer(1, 600_000),
  }),
  retries: defaulted({
    doc: 'How often a failed call is tried again before the window waits for the next tick',
    default: 5,
    env: 'TIMPUSH_RETRIES',
    read: integer(0, 100),
  }),
  maxInFlight: defaulted({
    doc: 'How many calls of one app and report may wait for their answers at once',
    default: 4,
    env: 'TIMPUSH_MAX_IN_FLIGHT',
    read: integer(1, 100),
  }),
  userSigTtl: defaulted({
    doc: 'How long a UserSig is good for; it is renewed well before',
    default: '1d',
    env: 'TIMPUSH_USER_SIG_TTL',
    read: duration,
  }),
};
