import type {Age} from '../domain/coverage.js';
import {type CountReport, countFields, countReports, measurement, tag} from '../domain/measurements.js';
import type {PointQuery, SumQuery} from '../domain/ports.js';
import type {Seconds, Span} from '../domain/window.js';

/** Steps are whole hours, and local days begin at quarters of an hour at the finest; within an hour no two windows of one app begin. */
const EVERY: Seconds = 3600;

/** What is asked about: counts of a report, by windows of a step. */
export interface AskedCounts {
  readonly report: CountReport;
  readonly step: string;
  /** Of this app, or of these together. */
  readonly app: string | readonly string[] | undefined;
  readonly platform: string | undefined;
  /** Counts as they were at this refresh age; null: as they are. */
  readonly age: Age | null;
}

/** Over time, by platform. */
export function platformQuery(asked: AskedCounts, span: Span, fields: readonly string[]): SumQuery {
  const name = countReports[asked.report].platform(asked.step);
  return {measurement: name, tags: filtersOf(asked), span, fields, by: [tag.platform], every: EVERY};
}

/** What is compared with the time before. */
export function comparedQuery(asked: AskedCounts, span: Span): SumQuery {
  const {total, platform} = countReports[asked.report];
  const name = asked.platform === undefined ? total(asked.step) : platform(asked.step);
  return {...atAge(name, filtersOf(asked), asked.age), span, fields: countFields, by: [], every: EVERY};
}

/** Which apps have their total of a window, whatever their platforms. */
export function presentQuery(asked: AskedCounts, span: Span): SumQuery {
  const filters = filtersOf({app: asked.app, platform: undefined});
  const name = countReports[asked.report].total(asked.step);
  return {...atAge(name, filters, asked.age), span, fields: ['total'], by: [], every: EVERY};
}

/** The points of a measurement, or their copies at a refresh age. */
export function atAge(
  name: string,
  tags: PointQuery['tags'],
  age: Age | null,
): Pick<PointQuery, 'measurement' | 'tags'> {
  if (age) return {measurement: measurement.aged(name), tags: {...tags, [tag.age]: age.name}};
  return {measurement: name, ...(tags && {tags})};
}

function filtersOf({app, platform}: Pick<AskedCounts, 'app' | 'platform'>): NonNullable<PointQuery['tags']> {
  return {...(app !== undefined && {[tag.app]: app}), ...(platform !== undefined && {[tag.platform]: platform})};
}
