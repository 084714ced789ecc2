import type {BurstLimit} from '../domain/burst-limit.js';
import type {Pace as PacePort, Paces} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';
import {Pace} from './pace.js';

/**
 * The beats of this process. What the API counts are calls of an app and a command: whoever asks the same command waits for the same
 * beat.
 */
export function ownPaces(
  options: ConstructorParameters<typeof Pace>[0],
  {clock, burstLimit}: {readonly clock: Clock; readonly burstLimit: BurstLimit},
): Paces {
  const known = new Map<string, PacePort>();
  return ({sdkAppId}, {command}) => {
    const key = `${sdkAppId} ${command}`;
    const pace = known.get(key) ?? new Pace(options, clock, burstLimit);
    known.set(key, pace);
    return pace;
  };
}
