import {tag} from '../../../src/domain/measurements.js';
import {type Bucket, type Dimension, perStep} from '../queries/clauses.js';
import * as queries from '../queries/push-queries.js';
import {platformOverrides} from './colours.js';
import {type CountFigure, lateness, type RateFigure} from './figures.js';
import {platformAlias} from './names.js';
import type {Panel} from './panel.js';
import {timeseries} from './series-panels.js';

export interface TrendChoice {
  readonly id: number;
  readonly by: Dimension;
  /** Default: the name, and by what it is split. */
  readonly title?: string;
  readonly bucket?: Bucket;
  readonly timeShift?: string;
  /** What there is to say beside the definition. */
  readonly note?: string;
}

/** A count over time, stacked. */
export function countTrend(
  {field, name, definition}: CountFigure,
  {by, bucket = perStep, ...choice}: TrendChoice,
): Panel {
  return trend({by, ...choice}, name, definition, 'locale', queries.countOverTime(field, by, bucket));
}

/** A rate over time, a line for each. */
export function rateTrend({rate, definition}: RateFigure, {by, bucket = perStep, ...choice}: TrendChoice): Panel {
  return trend({by, ...choice}, rate.name, definition, 'percentunit', queries.rateOverTime(rate, by, bucket));
}

function trend(
  {id, by, title, timeShift, note}: TrendChoice,
  name: string,
  definition: string,
  unit: 'locale' | 'percentunit',
  query: string,
): Panel {
  return timeseries({
    id,
    title: title ?? `${name} by ${by}`,
    description: [definition, note, lateness].filter(Boolean).join(' '),
    unit,
    queries: [{query, alias: by === tag.platform ? platformAlias : `$tag_${by}`}],
    overrides: by === tag.platform ? platformOverrides : [],
    ...(timeShift ? {timeShift} : {}),
  });
}
