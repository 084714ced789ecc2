import {measurement, tag} from './measurements.js';
import type {Store} from './store.js';
import type {EpochSeconds} from './window.js';

/** Writes a point and looks for it: false when it is not found again. */
export async function comesBack(store: Pick<Store, 'write' | 'points'>, time: EpochSeconds): Promise<boolean> {
  const tags = {[tag.app]: 'timpush-collector'};
  await store.write([{measurement: measurement.check, tags, fields: {checked_at: time}, time}]);
  const [found] = await store.points({measurement: measurement.check, tags, span: {start: time, end: time + 1}});
  return found?.fields.checked_at === time;
}
