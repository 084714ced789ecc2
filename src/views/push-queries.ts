import type {Age} from '../domain/coverage.js';
import {countFields, measurement, tag} from '../domain/measurements.js';
import type {PointQuery, SumQuery} from '../domain/ports.js';
import type {Seconds, Span} from '../domain/window.js';

/** Steps are whole hours, and local days begin at quarters of an hour at the finest; within an hour no two windows of one app begin. */
const EVERY: Seconds = 3600;

type PushQuery = {readonly app?: string | undefined; readonly platform?: string | undefined};

export function platformQuery(query: PushQuery, step: string, span: Span, fields: readonly string[]): SumQuery {
  const points = {measurement: measurement.chatPlatform(step), tags: filtersOf(query), span};
  return {...points, fields, by: [tag.platform], every: EVERY};
}

export interface Compared {
  readonly query: PushQuery;
  readonly step: string;
  /** Counts as they were at this refresh age; null: as they are. */
  readonly age: Age | null;
}

/** What is compared with the time before. */
export function comparedQuery({query, step, age}: Compared, span: Span): SumQuery {
  const name = query.platform === undefined ? measurement.chatTotal(step) : measurement.chatPlatform(step);
  return {...atAge(name, filtersOf(query), age), span, fields: countFields, by: [], every: EVERY};
}

/** Which apps have their total of a window, whatever their platforms. */
export function presentQuery({query: {app}, step, age}: Compared, span: Span): SumQuery {
  const filters = filtersOf(app === undefined ? {} : {app});
  return {...atAge(measurement.chatTotal(step), filters, age), span, fields: ['total'], by: [], every: EVERY};
}

function atAge(name: string, tags: NonNullable<PointQuery['tags']>, age: Age | null) {
  return age ? {measurement: measurement.aged(name), tags: {...tags, [tag.age]: age.name}} : {measurement: name, tags};
}

function filtersOf({app, platform}: PushQuery): NonNullable<PointQuery['tags']> {
  return {...(app !== undefined && {[tag.app]: app}), ...(platform !== undefined && {[tag.platform]: platform})};
}
