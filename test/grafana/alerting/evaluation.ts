import type {Rule, RuleNode} from '../../../grafana/source/rules/rule.js';
import {frozenAt} from './frozen-query.js';
import {evaluateMath, type Labelled} from './math.js';

export interface Series {
  readonly tags?: Record<string, string>;
  readonly values: (string | number | null)[][];
}

/** Answers several InfluxQL queries in one go. */
export type Ask = (queries: readonly string[]) => Promise<Series[][]>;

/** What a rule comes to at one instant; a number above zero is an alert, and none at all is no data. */
export type Verdicts = ReadonlyMap<Rule, readonly Labelled[]>;

type Model = {type?: string; expression?: string; reducer?: string; query?: string; conditions?: Condition[]};
type Condition = {evaluator: {type: string; params: number[]}};
/** Results of a rule's nodes: rows of the queries, numbers of the rest. */
type Rows = ReadonlyMap<string, readonly Series[]>;
type Numbers = Map<string, readonly Labelled[]>;

/** Evaluates the rules at an instant, as Grafana would: the queries on the database, the rest by its own rules. */
export async function evaluate(rules: readonly Rule[], now: number, ask: Ask): Promise<Verdicts> {
  const asked = rules.flatMap(({data}) => data.filter(({model}) => (model as Model).query !== undefined));
  const answers = await ask(asked.map(({model}) => frozenAt((model as Model).query!, now)));
  const rowsOf = new Map(asked.map((node, index) => [node, answers[index]!]));
  return new Map(rules.map((rule) => [rule, verdictOf(rule, rowsOf)]));
}

function verdictOf({data, condition}: Rule, rowsOf: ReadonlyMap<RuleNode, readonly Series[]>): readonly Labelled[] {
  const rows: Rows = new Map(data.map((node) => [node.refId, rowsOf.get(node) ?? []]));
  const numbers: Numbers = new Map();
  for (const node of data) if (!rowsOf.has(node)) numbers.set(node.refId, express(node.model as Model, rows, numbers));
  return numbers.get(condition)!;
}

function express(model: Model, rows: Rows, numbers: Numbers): readonly Labelled[] {
  const {type, expression = ''} = model;
  if (type === 'reduce') return rows.get(expression)!.flatMap(lastNumber);
  if (type === 'math') return evaluateMath(expression, numbers);
  const [limit] = model.conditions![0]!.evaluator.params;
  return numbers.get(expression)!.map(({labels, value}) => ({labels, value: Number(value > limit!)}));
}

/** `last`, with what is no number dropped. Several columns of a series would be indistinguishable. */
function lastNumber({tags = {}, values}: Series): Labelled[] {
  if (values.some((row) => row.length !== 2)) throw new Error('A query has more than one column.');
  const numbers = values.map(([, value]) => value).filter((value) => typeof value === 'number');
  return numbers.length > 0 ? [{labels: tags, value: numbers.at(-1)!}] : [];
}
