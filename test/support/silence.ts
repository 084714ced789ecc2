import type {Log, Meter} from '../../src/domain/ports.js';

const nothing = () => {};

export const silentLog: Log = {debug: nothing, info: nothing, warn: nothing, error: nothing};

export const idleMeter: Meter = {
  call: nothing,
  retry: nothing,
  paceWait: nothing,
  window: nothing,
  planned: nothing,
  run: nothing,
  batch: nothing,
  tickMissed: nothing,
};
