import {lossStages} from '../../domain/loss.js';
import {OTHER_CODES, TOTAL, tag} from '../../domain/measurements.js';
import {keyOfTags, type Point} from '../../domain/point.js';
import type {Context, Transformed} from '../../domain/report.js';
import {withAged} from '../aged.js';
import {excerptOf, lookUp} from '../loss-codes.js';
import {withZeros} from '../zeros.js';
import {tagsOf} from './channel.js';
import {exactSum} from './counts.js';
import type {LossRow} from './loss-rows.js';

/** What tells losses of one stage and channel apart. */
interface Loss {
  readonly class: string;
  readonly code: string;
  readonly text: string;
  readonly count: number;
}

/** A code becomes a series, so that an answer must not make as many as it likes. */
const MOST_CODES = 50;
/** What every store can hold as a tag; a backslash at its end would swallow what follows. */
const WRITABLE = /^[ -~]{0,63}[ -[\]-~]$/;

/** Points of losses, of one measurement. Of an age they are kept in sum for each class: codes would be too many series. */
export function lossPoints(rows: readonly LossRow[], measurement: string, context: Context): Transformed {
  const channels = new Map(rows.map(({channel}) => [channel.key, channel]));
  const points = lossStages.flatMap((stage) =>
    [...channels].flatMap(([key, channel]) => {
      const own = rows.filter((row) => row.stage === stage && row.channel.key === key);
      return fewest(own.map(lossOf)).map(({class: of, code, text, count}): Point => {
        const tags = {...tagsOf(context.app, channel), [tag.stage]: stage, [tag.class]: of, [tag.code]: code};
        return {measurement, tags, fields: {count, text}, time: context.window.start};
      });
    }),
  );
  const whole = withZeros(points, context);
  const platforms = new Set([...channels.values()].map(({platform}) => platform).filter((name) => name !== TOTAL));
  return {points: withAged(whole, context, byClass(whole)), platforms: [...platforms]};
}

function lossOf({stage, channel, code: said, text: written, count}: LossRow): Loss {
  const code = WRITABLE.test(said) ? said : OTHER_CODES;
  const text = code === OTHER_CODES ? '' : excerptOf(written);
  return {class: lookUp(stage, channel.platform, code, text).class, code, text, count};
}

/** The largest losses by code, added up, and all others in one. */
function fewest(losses: readonly Loss[]): Loss[] {
  const sums = addedUp(losses).sort((a, b) => b.count - a.count || (keyOfLoss(a) < keyOfLoss(b) ? -1 : 1));
  const named = sums.filter(({code}) => code !== OTHER_CODES);
  const others = [...named.slice(MOST_CODES), ...sums.filter(({code}) => code === OTHER_CODES)];
  const rest = others.map(({count}): Loss => ({class: 'unknown', code: OTHER_CODES, text: '', count}));
  return [...named.slice(0, MOST_CODES), ...addedUp(rest)];
}

function addedUp(losses: readonly Loss[]): Loss[] {
  const sums = new Map<string, Loss>();
  for (const loss of losses) {
    const known = sums.get(keyOfLoss(loss));
    sums.set(keyOfLoss(loss), known ? {...known, count: sum(known.count, loss.count)} : loss);
  }
  return [...sums.values()];
}

function keyOfLoss({class: of, code}: Loss): string {
  return `${code} ${of}`;
}

function byClass(points: readonly Point[]): Point[] {
  const sums = new Map<string, Point>();
  for (const {tags, fields, ...point} of points) {
    const {[tag.code]: _, ...own} = tags;
    const key = keyOfTags(own);
    const count = sum(Number(sums.get(key)?.fields.count ?? 0), Number(fields.count));
    sums.set(key, {...point, tags: own, fields: {count}});
  }
  return [...sums.values()];
}

function sum(a: number, b: number): number {
  return exactSum(a, b, () => 'ErrCount');
}
