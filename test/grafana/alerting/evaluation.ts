import type {Rule, RuleNode} from '../../../grafana/source/rules/rule.js';
import {frozenAt} from './frozen-query.js';
import {evaluateMath, type Labelled, type Labels} from './math.js';

export interface Series {
  readonly tags?: Record<string, string>;
  readonly values: (string | number | null)[][];
}

/** Answers several InfluxQL queries in one go. */
export type Ask = (queries: readonly string[]) => Promise<Series[][]>;

/** What the templates of an alert know beside its labels: a number of each expression; undefined where there are several that differ. */
export type Values = ReadonlyMap<string, Labelled | undefined>;

/** What a rule comes to for one series at one instant; a number above zero is an alert. */
export interface Verdict extends Labelled {
  /** Of an alert. */
  readonly values?: () => Values;
}

/** None at all is no data. */
export type Verdicts = ReadonlyMap<Rule, readonly Verdict[]>;

type Model = {type?: string; expression?: string; reducer?: string; query?: string; conditions?: Condition[]};
type Condition = {evaluator: {type: string; params: number[]}};
/** Results of a rule's nodes: rows of the queries, numbers of the rest. */
type Rows = ReadonlyMap<RuleNode, readonly Series[]>;
type Numbers = Map<string, readonly Labelled[]>;

const modelOf = ({model}: RuleNode) => model as Model;
const isQuery = (node: RuleNode) => modelOf(node).query !== undefined;

/**
 * Evaluates the rules at an instant, as Grafana would: the queries on the database, the rest by its own rules. What only the texts of
 * alerts need is asked of rules that are about to tell one.
 */
export async function evaluate(
  rules: readonly Rule[],
  now: number,
  ask: Ask,
  isTelling: (rule: Rule) => boolean = () => true,
): Promise<Verdicts> {
  const rowsOf = async (nodes: readonly RuleNode[]): Promise<[RuleNode, readonly Series[]][]> => {
    const queries = nodes.filter(isQuery);
    const answers = queries.length > 0 ? await ask(queries.map((node) => frozenAt(modelOf(node).query!, now))) : [];
    return queries.map((node, index) => [node, answers[index]!]);
  };
  const needed = new Map(await rowsOf(rules.flatMap(neededNodes)));
  const found = rules.map((rule) => [rule, verdictsOf(rule, neededNodes(rule), needed)] as const);
  const firing = found.flatMap(([rule, verdicts]) =>
    verdicts.some(({value}) => value > 0) && isTelling(rule) ? [rule] : [],
  );
  const others = firing.flatMap(({data, ...rule}) =>
    data.filter((node) => !neededNodes({data, ...rule}).includes(node)),
  );
  const all = new Map([...needed, ...(await rowsOf(others))]);
  return new Map(
    found.map(([rule, verdicts]) => [rule, firing.includes(rule) ? verdictsOf(rule, rule.data, all) : verdicts]),
  );
}

/** The condition, and what it is made of. */
function neededNodes({data, condition}: Pick<Rule, 'data' | 'condition'>): RuleNode[] {
  const node = data.find(({refId}) => refId === condition)!;
  const {type, expression = ''} = modelOf(node);
  const used = type === 'math' ? [...expression.matchAll(/\$(\w+)/g)].map(([, name]) => name!) : [expression];
  const before = isQuery(node) ? [] : used.flatMap((name) => neededNodes({data, condition: name}));
  return data.filter((each) => each === node || before.includes(each));
}

/** Where one query of a rule finds nothing, whatever it is for, the rule has no data: some versions of Grafana judge so. */
function verdictsOf({condition}: Rule, nodes: readonly RuleNode[], rows: Rows): readonly Verdict[] {
  if (nodes.some((node) => isQuery(node) && rows.get(node)!.length === 0)) return [];
  const byName = new Map(nodes.map((node) => [node.refId, rows.get(node) ?? []]));
  const numbers: Numbers = new Map();
  for (const node of nodes) if (!isQuery(node)) numbers.set(node.refId, express(modelOf(node), byName, numbers));
  return numbers
    .get(condition)!
    .map((one) => (one.value > 0 ? {...one, values: () => valuesFor(one.labels, numbers)} : one));
}

function express(
  model: Model,
  rows: ReadonlyMap<string, readonly Series[]>,
  numbers: ReadonlyMap<string, readonly Labelled[]>,
): readonly Labelled[] {
  const {type, expression = ''} = model;
  // Of what is a number already, a reduction drops what is not finite.
  if (type === 'reduce' && numbers.has(expression))
    return numbers.get(expression)!.filter(({value}) => Number.isFinite(value));
  if (type === 'reduce') return lastNumbers(rows.get(expression)!);
  if (type === 'math') return evaluateMath(expression, numbers);
  const [limit] = model.conditions![0]!.evaluator.params;
  return numbers.get(expression)!.map(({labels, value}) => ({labels, value: Number(value > limit!)}));
}

/** `last`, with what is no number dropped. Several columns of a series, or two series of the same labels, would be indistinguishable. */
function lastNumbers(series: readonly Series[]): Labelled[] {
  const labels = series.map(({tags}) => JSON.stringify(Object.entries(tags ?? {}).sort()));
  if (new Set(labels).size < labels.length) throw new Error('Two series of a query have the same labels.');
  return series.flatMap(({tags = {}, values}) => {
    if (values.some((row) => row.length !== 2)) throw new Error('A query has more than one column.');
    const numbers = values.map(([, value]) => value).filter((value) => typeof value === 'number');
    return numbers.length > 0 ? [{labels: tags, value: numbers.at(-1)!}] : [];
  });
}

/** Of each expression the number with the alert's labels, or else the one whose labels contain them or are among them. */
function valuesFor(labels: Labels, numbers: ReadonlyMap<string, readonly Labelled[]>): Values {
  return new Map(
    [...numbers].flatMap(([name, all]): [string, Labelled | undefined][] => {
      const exact = all.filter((one) => same(one.labels, labels));
      const near = all.filter((one) => contains(one.labels, labels) || contains(labels, one.labels));
      const found = exact.length > 0 ? exact : near;
      const equal = found.every(({value}) => value === found[0]!.value);
      return found.length > 0 ? [[name, equal ? found[0] : undefined]] : [];
    }),
  );
}

function contains(all: Labels, some: Labels): boolean {
  return Object.entries(some).every(([name, value]) => all[name] === value);
}

const same = (a: Labels, b: Labels) => contains(a, b) && contains(b, a);
