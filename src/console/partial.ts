import type {PushView} from '../domain/push-view.js';

/** Some apps do not have the window: its sum is not that of all. Windows after the newest are not there yet. */
export function isPartial({present, expectedApps}: Pick<PushView, 'present' | 'expectedApps'>, index: number): boolean {
  return present[index]! < expectedApps && present.some((apps, later) => later >= index && apps > 0);
}
