export type Labels = Readonly<Record<string, string>>;

/** One number of a result, under the labels of its series; a literal has none. */
export interface Labelled {
  readonly labels: Labels;
  readonly value: number;
}

/** The operators of Grafana's math, loosest first. */
const OPERATORS = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/']];

/** Evaluates Grafana's math over sets of labelled numbers. */
export function evaluateMath(expression: string, variables: ReadonlyMap<string, readonly Labelled[]>): Labelled[] {
  const tokens = expression.match(/\$[A-Za-z]+|\d+(\.\d+)?|\|\||&&|[=!<>]=|[<>()+*/-]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(/\s/g, '')) throw new Error(`Not math: ${expression}`);
  let position = 0;

  function operation(level: number): Labelled[] {
    const operators = OPERATORS[level];
    if (!operators) return operand();
    let left = operation(level + 1);
    while (operators.includes(tokens[position]!)) left = join(left, tokens[position++]!, operation(level + 1));
    return left;
  }

  function operand(): Labelled[] {
    const token = tokens[position++]!;
    if (token !== '(') return token.startsWith('$') ? variable(token.slice(1)) : [{labels: {}, value: Number(token)}];
    const inner = operation(0);
    if (tokens[position++] !== ')') throw new Error(`No closing bracket: ${expression}`);
    return inner;
  }

  function variable(name: string): Labelled[] {
    const found = variables.get(name);
    if (!found) throw new Error(`No such name: ${name}`);
    return [...found];
  }

  const result = operation(0);
  if (position !== tokens.length) throw new Error(`Too much: ${expression}`);
  return result;
}

/**
 * Numbers join where the labels of one are all among those of the other, and what finds no partner is dropped. A single number on
 * either side joins whatever its labels say, and loses them: that is how Grafana does it.
 */
function join(left: readonly Labelled[], operator: string, right: readonly Labelled[]): Labelled[] {
  const near = indexed(right, namesOfAll([...left, ...right]));
  const pairs = left.flatMap((a) => near(a).flatMap((b) => (compatible(a.labels, b.labels) ? [{a, b}] : [])));
  const joined = pairs.map(({a, b}) => ({
    labels: size(a.labels) >= size(b.labels) ? a.labels : b.labels,
    value: calculate(a.value, operator, b.value),
  }));
  if (joined.length > 0 || left.length !== 1 || right.length !== 1) return joined;
  return [{labels: {}, value: calculate(left[0]!.value, operator, right[0]!.value)}];
}

/** Labels that every number has: only where they are equal do two numbers join. */
function namesOfAll([first, ...others]: readonly Labelled[]): string[] {
  return Object.keys(first?.labels ?? {}).filter((name) => others.every(({labels}) => name in labels));
}

/** Finds those with the same values of these labels; to look at all of them would take most of the time of a test. */
function indexed(numbers: readonly Labelled[], names: readonly string[]): (like: Labelled) => readonly Labelled[] {
  const keyOf = ({labels}: Labelled) => names.map((name) => labels[name]).join('\n');
  const byKey = new Map<string, Labelled[]>();
  for (const one of numbers) {
    const same = byKey.get(keyOf(one));
    if (same) same.push(one);
    else byKey.set(keyOf(one), [one]);
  }
  return (like) => byKey.get(keyOf(like)) ?? [];
}

function compatible(a: Labels, b: Labels): boolean {
  const contains = (all: Labels, some: Labels) => Object.entries(some).every(([name, value]) => all[name] === value);
  return size(a) === size(b) ? contains(a, b) : contains(a, b) || contains(b, a);
}

function size(labels: Labels): number {
  return Object.keys(labels).length;
}

const CALCULATE: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '||': (a, b) => a !== 0 || b !== 0,
  '&&': (a, b) => a !== 0 && b !== 0,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function calculate(a: number, operator: string, b: number): number {
  return Number(CALCULATE[operator]!(a, b));
}
