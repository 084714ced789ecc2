import type {Meter} from './ports.js';

const nothing = () => {};

/** For those who do not count. */
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
