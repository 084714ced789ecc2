import type {Job} from '../domain/job.js';
import type {ExplainLoss, LossStage} from '../domain/loss.js';
import {type CountReport, countReports, TOTAL, tag} from '../domain/measurements.js';
import type {Store, SumRow} from '../domain/ports.js';
import {type EpochSeconds, nominalLength, type Seconds} from '../domain/window.js';

/** A code that the dictionary does not have: worth reporting, so that it gets an entry. */
export interface UnknownCode {
  readonly app: string;
  /** The report of losses, and the step of its job with the shortest windows. */
  readonly report: string;
  readonly step: string;
  readonly stage: LossStage;
  readonly platform: string;
  readonly code: string;
  readonly count: number;
  /** The vendor's, the latest. */
  readonly text: string;
}

export interface UnknownCodesDeps {
  readonly jobs: readonly Job[];
  readonly store: Pick<Store, 'sums' | 'points'>;
  readonly explainLoss: ExplainLoss;
}

const LATELY: Seconds = 7 * 86_400;

/** Those of the last seven days, the largest first. */
export async function unknownCodes(
  deps: UnknownCodesDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<UnknownCode[]> {
  const found = (Object.keys(countReports) as CountReport[]).map(async (report) => {
    const own = deps.jobs.filter((job) => job.report.name === countReports[report].lossReport);
    const [finest] = own.sort((a, b) => nominalLength(a.step) - nominalLength(b.step));
    return finest ? codesOf(report, finest, deps, now, gone) : [];
  });
  return (await Promise.all(found)).flat().sort((a, b) => b.count - a.count);
}

async function codesOf(
  report: CountReport,
  job: Job,
  {store, explainLoss}: UnknownCodesDeps,
  now: EpochSeconds,
  gone: AbortSignal | undefined,
): Promise<UnknownCode[]> {
  const points = {
    measurement: countReports[report].loss(job.step.name),
    span: {start: now - LATELY, end: now},
    tags: {[tag.class]: 'unknown'},
  };
  const by = [tag.app, tag.platform, tag.stage, tag.code];
  const [rows] = await store.sums([{...points, fields: ['count'], by}], gone);
  const codes = worthReporting(rows!, explainLoss);
  if (codes.length === 0) return [];
  const named = {...points.tags, [tag.code]: [...new Set(codes.map(({tags}) => tags[tag.code]!))]};
  const texts = await store.points({...points, tags: named, fields: ['text']});
  const keyOf = ({tags}: Pick<SumRow, 'tags'>) => JSON.stringify(by.map((name) => tags[name]));
  const latest = new Map(texts.sort((a, b) => a.time - b.time).map((point) => [keyOf(point), point.fields.text]));
  return codes.map(({tags, fields}) => ({
    app: tags[tag.app]!,
    report: job.report.name,
    step: job.step.name,
    stage: tags[tag.stage] as LossStage,
    platform: tags[tag.platform]!,
    code: tags[tag.code]!,
    count: fields.count!,
    text: String(latest.get(keyOf({tags})) ?? ''),
  }));
}

/** A code of a platform stands in the totals, too, where it is not told again. */
function worthReporting(rows: readonly SumRow[], explainLoss: ExplainLoss): SumRow[] {
  const unknown = rows.filter(({tags, fields}) => {
    const stage = tags[tag.stage] as LossStage;
    return fields.count! > 0 && !explainLoss(stage, tags[tag.platform]!, tags[tag.code]!).known;
  });
  const inApp = ({tags}: SumRow) => JSON.stringify([tags[tag.app], tags[tag.stage], tags[tag.code]]);
  const isTotal = ({tags}: SumRow) => tags[tag.platform] === TOTAL;
  const split = new Set(unknown.filter((row) => !isTotal(row)).map(inApp));
  return unknown.filter((row) => !isTotal(row) || !split.has(inApp(row)));
}
