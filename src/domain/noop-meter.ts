import type {Meter} from './ports.js';

const nothing = () => {};

/** Counts nothing, for callers that need no numbers. */
export const noopMeter: Meter = {
  call: nothing,
  retry: nothing,
  paceWait: nothing,
  window: nothing,
  planned: nothing,
  run: nothing,
  batch: nothing,
  tickMissed: nothing,
};
