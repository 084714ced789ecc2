import type {EventType, PushProfile} from './app.js';
import {broadcastStreams} from './broadcast.js';
import {chatStreams} from './counts.js';
import type {Span} from './slot-parts.js';
import type {Conditions} from './stream.js';
import {type Loss, lossesOf} from './stream-losses.js';

/** Losses of one platform; those of a broadcast say by which event. */
export interface PlatformLoss extends Loss {
  readonly platform: number;
  readonly event?: EventType;
}

/** What the API tells of the losses of a window; a code without any is absent. */
export interface WindowLosses {
  readonly total: readonly Loss[];
  readonly platforms: readonly PlatformLoss[];
}

/** Losses of chat pushes, seen at `asOf`; they explain what `countsOf` loses from stage to stage. */
export function chatLossesOf(profile: PushProfile, span: Span, asOf: number, conditions: Conditions): WindowLosses {
  const rows = chatStreams(profile, span, asOf, conditions).flatMap((stream) => {
    const {platform} = stream.source;
    return lossesOf(stream, profile.explained).map((loss) => ({...loss, platform}));
  });
  return windowLosses(rows, profile);
}

/** As `chatLossesOf`, for all broadcasts together, or for those of one task. */
export function broadcastLossesOf(
  profile: PushProfile,
  span: Span,
  asOf: number,
  conditions: Conditions,
  taskId?: string,
): WindowLosses {
  const rows = broadcastStreams(profile, span, asOf, conditions, taskId).flatMap((stream) => {
    const {platform, event} = stream.source;
    return lossesOf(stream, profile.explained).map((loss) => ({...loss, platform, event}));
  });
  return windowLosses(rows, profile);
}

function windowLosses(rows: readonly PlatformLoss[], {lossesOnlyInTotals}: PushProfile): WindowLosses {
  const all = rows.map(({stage, code, text, count}): Loss => ({stage, code, text, count}));
  const listed = rows.filter(({platform}) => !lossesOnlyInTotals.includes(platform));
  return {
    total: addUp(all, ({stage, code}) => `${stage} ${code}`),
    platforms: addUp(listed, ({stage, event, platform, code}) => `${stage} ${event} ${platform} ${code}`),
  };
}

/** One row for each identity, with the first text. */
function addUp<T extends Loss>(losses: readonly T[], identity: (loss: T) => string): T[] {
  const sums = new Map<string, T & {count: number}>();
  for (const loss of losses) {
    const key = identity(loss);
    const sum = sums.get(key);
    if (sum) sum.count += loss.count;
    else sums.set(key, {...loss});
  }
  return [...sums.values()];
}
