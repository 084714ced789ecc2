import type {FindingReason} from '../domain/finding.js';
import type {ExplainLoss, LossStage} from '../domain/loss.js';
import {type CountReport, countReports, TOTAL, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {HOUR} from './hourly-sums.js';
import type {Incident} from './incidents.js';

export interface ReasonDeps {
  readonly store: Pick<Store, 'sums' | 'points'>;
  readonly explainLoss: ExplainLoss;
}

/** So many reasons are told … */
const MOST = 3;
/** … of so many incidents at once. */
const AT_ONCE = 50;

/** The largest reasons of each incident, of its own hours and platforms. Empty where none is told. */
export async function reasonsOf(
  incidents: readonly Incident[],
  report: CountReport,
  deps: ReasonDeps,
  gone?: AbortSignal,
): Promise<FindingReason[][]> {
  const found: FindingReason[][] = [];
  for (let i = 0; i < incidents.length; i += AT_ONCE) {
    const asked = incidents.slice(i, i + AT_ONCE).map((incident) => lossQuery(incident, report));
    const answers = await deps.store.sums(asked, gone);
    found.push(...(await Promise.all(answers.map((rows, index) => largest(rows, asked[index]!, deps)))));
  }
  return found;
}

function lossQuery({channels, start, end}: Incident, report: CountReport): SumQuery {
  return {
    measurement: countReports[report].loss('1h'),
    span: {start: start * HOUR, end: end * HOUR},
    tags: {[tag.app]: channels[0]!.app, [tag.platform]: channels.map(({platform}) => platform)},
    fields: ['count'],
    by: [tag.platform, tag.stage, tag.code],
  };
}

async function largest(rows: readonly SumRow[], asked: SumQuery, deps: ReasonDeps): Promise<FindingReason[]> {
  const losses = rows.filter(({tags, fields}) => tags[tag.platform] !== TOTAL && fields.count! > 0);
  const all = losses.reduce((sum, {fields}) => sum + fields.count!, 0);
  const most = losses.sort((a, b) => b.fields.count! - a.fields.count!).slice(0, MOST);
  return Promise.all(
    most.map(async ({tags, fields: {count}}) => {
      const [platform, stage, code] = [tags[tag.platform]!, tags[tag.stage] as LossStage, tags[tag.code]!];
      const known = deps.explainLoss(stage, platform, code);
      const meaning = known.known ? known : deps.explainLoss(stage, platform, code, await textOf(tags, asked, deps));
      return {...meaning, platform, stage, code, count: count!, share: count! / all};
    }),
  );
}

/** The vendor's own words, the latest. */
async function textOf(
  tags: SumRow['tags'],
  {measurement, span, tags: where}: SumQuery,
  {store}: ReasonDeps,
): Promise<string> {
  const points = await store.points({measurement, span, tags: {...where, ...tags}, fields: ['text']});
  return String(points.sort((a, b) => b.time - a.time)[0]?.fields.text ?? '');
}
