import {explainedShare, gapOf, lossStages} from '../domain/loss.js';
import {TOTAL, tag} from '../domain/measurements.js';
import type {SumRow} from '../domain/ports.js';
import type {ExplainedRow} from '../domain/why-lost.js';
import type {PushRow} from './push-report.js';

/** How much of each gap between the counts the losses explain; not known of apps whose losses are not all there. */
export function explainedBy(
  rows: readonly SumRow[],
  counts: readonly Omit<PushRow, 'rates' | 'windows'>[],
  partial: readonly string[],
): ExplainedRow[] {
  const sums = new Map<string, number>();
  const keyOf = (...parts: readonly unknown[]) => JSON.stringify(parts);
  for (const {tags, fields} of rows) {
    const key = keyOf(tags[tag.app], tags[tag.platform], tags[tag.event] ?? TOTAL, tags[tag.stage]);
    sums.set(key, (sums.get(key) ?? 0) + fields.count!);
  }
  return counts.flatMap(({app, platform, event, counts: own}) =>
    lossStages.map((stage) => {
      const losses = sums.get(keyOf(app, platform ?? TOTAL, event ?? TOTAL, stage)) ?? 0;
      const gap = gapOf(stage, own);
      const share = partial.includes(app) ? null : explainedShare(losses, gap);
      return {app, platform, ...(event !== undefined && {event}), stage, losses, gap, share};
    }),
  );
}
