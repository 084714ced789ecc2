import type {Incident} from './incident.js';
import {type Stage, usualReasons, type WeighedReason} from './usual-reasons.js';

/** What the reasons of a slot depend on; `rate` is the part of the pushes that passes the stage in the end. */
export interface Passage {
  readonly stage: Stage;
  readonly platform: number;
  readonly rate: number;
}

/** Why pushes get lost while these incidents last. They come first: what refuses every push does not look at its token. */
export function reasonsAt(incidents: readonly Incident[], {stage, platform, rate}: Passage): WeighedReason[] {
  const planted: WeighedReason[] = [];
  let left = 1;
  for (const {reason, sent = 1, delivery = 1} of incidents) {
    const factor = stage === 'ready' ? sent : delivery;
    if (!reason) continue;
    planted.push({...reason, weight: left * (1 - factor)});
    left *= factor;
  }
  const usual = usualReasons(stage, platform).map((each) => ({...each, weight: each.weight * (left - rate)}));
  return [...planted, ...usual].filter(({weight}) => weight > 0);
}
