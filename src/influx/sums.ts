import type {SumQuery, SumRow} from '../domain/ports.js';
import {selectPoints, selectSums} from './influxql.js';
import {addedUp, type Series, toSumRows} from './series.js';

/** The points of a longer span are too many to fetch. */
const LONGEST_S = 7 * 86_400;

/**
 * A sum over time costs InfluxDB 2 µs for every value, but a whole point that it only hands over 5 µs, however many values it has. So
 * where there are several sums over time of the same points, those are read once and added up here.
 */
const WORTH_READING = 3;

type Ask = (statement: string) => Promise<Series[]>;

/** The answer to each question. */
export function sumsOf(queries: readonly SumQuery[], ask: Ask): Promise<SumRow[][]> {
  const readings = new Map<string, Promise<Series[]>>();
  const answer = async (query: SumQuery) => {
    const points = pointsOf(query);
    const alike = queries.filter((other) => pointsOf(other) === points);
    if (!worthReading(alike)) return (await ask(selectSums(query))).flatMap((series) => toSumRows(series, query));
    const reading = readings.get(points) ?? ask(selectPoints(withFieldsOf(alike)));
    readings.set(points, reading);
    return addedUp(await reading, query);
  };
  return Promise.all(queries.map(answer));
}

/** Which points are added up; told in a text, to compare. */
function pointsOf({measurement, span, tags = {}, without = {}, texts = {}}: SumQuery): string {
  return JSON.stringify([measurement, span, tags, without, texts]);
}

function worthReading(alike: readonly SumQuery[]): boolean {
  const {start, end} = alike[0]!.span;
  const overTime = alike.filter(({every}) => every !== undefined);
  return end - start <= LONGEST_S && overTime.flatMap(({fields}) => fields).length >= WORTH_READING;
}

function withFieldsOf(alike: readonly SumQuery[]): SumQuery {
  return {...alike[0]!, fields: [...new Set(alike.flatMap(({fields}) => fields))]};
}
