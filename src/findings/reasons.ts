import type {FindingReason, PushFindingKind} from '../domain/finding.js';
import {type ExplainLoss, type LossStage, lossStages} from '../domain/loss.js';
import {type CountReport, countReports, tag} from '../domain/measurements.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {HOUR} from './hourly-sums.js';
import {type Incident, kindOf} from './incidents.js';

export interface ReasonDeps {
  readonly store: Pick<Store, 'sums' | 'points' | 'outliers'>;
  readonly explainLoss: ExplainLoss;
}

/** So many reasons are told … */
const MOST = 3;
/** … of so many incidents at once. */
const AT_ONCE = 50;

/** The largest reasons of each incident, of its own hours and platforms. None where none is told. */
export async function reasonsOf(
  incidents: readonly Incident[],
  report: CountReport,
  deps: ReasonDeps,
  gone?: AbortSignal,
): Promise<Map<Incident, FindingReason[]>> {
  const found = new Map<Incident, FindingReason[]>();
  const losing = incidents.filter((incident) => stagesOf(kindOf(incident)).length > 0);
  for (let i = 0; i < losing.length; i += AT_ONCE) {
    const some = losing.slice(i, i + AT_ONCE);
    const asked = some.map((incident) => lossQuery(incident, report));
    for (const [j, rows] of (await deps.store.sums(asked, gone)).entries())
      found.set(some[j]!, await largest(rows, asked[j]!, deps));
  }
  return found;
}

/** Between which stages pushes are lost of which somebody wants to know why; clicks and receipts are no losses. */
function stagesOf(kind: PushFindingKind): readonly LossStage[] {
  if (kind === 'click' || kind === 'receipts') return [];
  if (kind === 'send' || kind === 'silence') return ['ready'];
  return kind === 'delivery' || kind === 'low-delivery' ? ['sent'] : lossStages;
}

function lossQuery(incident: Incident, report: CountReport): SumQuery {
  const {channels, start, end} = incident;
  return {
    measurement: countReports[report].loss('1h'),
    span: {start: start * HOUR, end: end * HOUR},
    tags: {
      [tag.app]: channels[0]!.app,
      [tag.platform]: channels.map(({platform}) => platform),
      [tag.stage]: stagesOf(kindOf(incident)),
    },
    fields: ['count'],
    by: [tag.platform, tag.stage, tag.code],
  };
}

async function largest(rows: readonly SumRow[], asked: SumQuery, deps: ReasonDeps): Promise<FindingReason[]> {
  const losses = rows.filter(({fields}) => fields.count! > 0);
  const all = losses.reduce((sum, {fields}) => sum + fields.count!, 0);
  const most = losses.sort((a, b) => b.fields.count! - a.fields.count!).slice(0, MOST);
  const texts = await textsOf(most, asked, deps);
  return most.map(({tags, fields: {count}}) => {
    const [platform, stage, code] = [tags[tag.platform]!, tags[tag.stage] as LossStage, tags[tag.code]!];
    const meaning = deps.explainLoss(stage, platform, code, texts.get(keyOf(tags)));
    return {...meaning, platform, stage, code, count: count!, share: count! / all};
  });
}

/** The vendor's own words, the latest: some codes mean several things. */
async function textsOf(rows: readonly SumRow[], asked: SumQuery, {store}: ReasonDeps): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const {measurement, span, tags} = asked;
  const codes = {...tags, [tag.code]: rows.map((row) => row.tags[tag.code]!)};
  const points = await store.points({measurement, span, tags: codes, fields: ['text']});
  points.sort((a, b) => a.time - b.time);
  return new Map(points.map(({tags: of, fields}) => [keyOf(of), String(fields.text)]));
}

function keyOf(tags: SumRow['tags']): string {
  return [tag.platform, tag.stage, tag.code].map((name) => tags[name]).join(' ');
}
