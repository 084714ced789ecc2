import {createHash} from 'node:crypto';
import {stringify} from 'yaml';

/**
 * As much of Go's templates and of Helm's functions as the chart uses, so that its templates can be rendered where there is no Helm.
 * Whatever is not known here is an error, so that the chart stays within it.
 */
export function renderer(sources: readonly string[]): (source: string, root: object) => string {
  const defined = new Map<string, Node[]>();
  for (const source of sources) parse(tokensOf(source), defined);
  return (source, root) => render(parse(tokensOf(source), defined), {dot: root, root, defined});
}

type Node =
  | {readonly text: string}
  | {readonly put: string}
  | {readonly kind: string; readonly of: string; readonly body: Node[]; readonly otherwise: Node[]};

interface Scope {
  readonly dot: unknown;
  readonly root: unknown;
  readonly defined: ReadonlyMap<string, Node[]>;
}

type Token = {readonly text: string} | {readonly action: string};

/** A dash beside the braces takes the blanks away on that side. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trims = false;
  for (const match of source.matchAll(/\{\{(-?)\s*((?:"[^"]*"|[^"}])*?)\s*(-?)\}\}/g)) {
    const text = source.slice(at, match.index);
    const left = trims ? text.trimStart() : text;
    tokens.push({text: match[1] ? left.trimEnd() : left}, {action: match[2]!});
    trims = match[3] !== '';
    at = match.index + match[0].length;
  }
  const rest = source.slice(at);
  if (rest.includes('{{')) throw new Error(`not understood: ${rest.slice(0, 80)}`);
  return [...tokens, {text: trims ? rest.trimStart() : rest}];
}

function parse(tokens: Token[], defined: Map<string, Node[]>): Node[] {
  const {nodes, ended} = block(tokens, defined);
  if (ended !== undefined || tokens.length > 0) throw new Error(`nothing is open: ${ended}`);
  return nodes;
}

/** Nodes up to the `end` or `else` of the block, or to the last token. */
function block(tokens: Token[], defined: Map<string, Node[]>): {nodes: Node[]; ended: string | undefined} {
  const nodes: Node[] = [];
  for (let token = tokens.shift(); token; token = tokens.shift()) {
    if ('text' in token) {
      nodes.push(token);
      continue;
    }
    const [, kind, of] = /^(\w+)?\s*([\s\S]*)$/.exec(token.action)!;
    if (kind === 'end' || kind === 'else') return {nodes, ended: token.action};
    if (kind === undefined || !['if', 'with', 'range', 'define'].includes(kind)) {
      nodes.push({put: token.action});
      continue;
    }
    const body = block(tokens, defined);
    const otherwise = body.ended === 'else' ? block(tokens, defined) : {nodes: [], ended: body.ended};
    if (otherwise.ended !== 'end') throw new Error(`${token.action} has no end, but ${otherwise.ended}`);
    if (kind === 'define') defined.set(JSON.parse(of!), body.nodes);
    else nodes.push({kind, of: of!, body: body.nodes, otherwise: otherwise.nodes});
  }
  return {nodes, ended: undefined};
}

function render(nodes: readonly Node[], scope: Scope): string {
  return nodes.map((node) => renderNode(node, scope)).join('');
}

function renderNode(node: Node, scope: Scope): string {
  if ('text' in node) return node.text;
  if ('put' in node) return text(evaluate(node.put, scope));
  const value = evaluate(node.of, scope);
  if (!isTrue(value)) return render(node.otherwise, scope);
  if (node.kind === 'range') return (value as unknown[]).map((dot) => render(node.body, {...scope, dot})).join('');
  return render(node.body, node.kind === 'with' ? {...scope, dot: value} : scope);
}

function text(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'object') throw new Error(`no text: ${value}`);
  return String(value);
}

/** Nothing, and whatever is empty, is false. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

/** A pipeline: each command gets the value of the one before as its last argument. */
function evaluate(pipeline: string, scope: Scope): unknown {
  const words = [...pipeline.matchAll(/"[^"]*"|[()|]|[^\s()|]+/g)].map(([word]) => word);
  const value = pipe(words, scope);
  if (words.length > 0) throw new Error(`too much: ${pipeline}`);
  return value;
}

function pipe(words: string[], scope: Scope): unknown {
  let value = command(words, scope, []);
  while (words[0] === '|') {
    words.shift();
    value = command(words, scope, [value]);
  }
  return value;
}

function command(words: string[], scope: Scope, last: unknown[]): unknown {
  const name = words[0]!;
  const isFunction = Object.hasOwn(functions, name) || name === 'include' || name === '.Files.Get';
  const head = isFunction ? words.shift()! : operand(words, scope);
  const args: unknown[] = [];
  while (words.length > 0 && words[0] !== ')' && words[0] !== '|') args.push(operand(words, scope));
  if (!isFunction) {
    if (args.length + last.length > 0) throw new Error(`no function: ${name}`);
    return head;
  }
  if (name === '.Files.Get') return (scope.root as {Files: (file: string) => string}).Files(args[0] as string);
  if (name !== 'include') return functions[name]!(...args, ...last);
  const body = scope.defined.get(args[0] as string);
  if (!body) throw new Error(`not defined: ${args[0]}`);
  return render(body, {...scope, dot: args[1]});
}

function operand(words: string[], scope: Scope): unknown {
  const word = words.shift()!;
  if (word === '(') {
    const value = pipe(words, scope);
    if (words.shift() !== ')') throw new Error('a bracket is open');
    return value;
  }
  if (word.startsWith('"') || /^\d+$/.test(word)) return JSON.parse(word);
  if (!/^\.[\w.]*$/.test(word)) throw new Error(`not known: ${word}`);
  const path = word.split('.').filter(Boolean);
  return path.reduce((value, key) => (value as Record<string, unknown>)[key], scope.dot);
}

const indented = (by: number, lines: string) => lines.replace(/^/gm, ' '.repeat(by));

// biome-ignore lint/suspicious/noExplicitAny: a template knows no types
const functions: Readonly<Record<string, (...args: any[]) => unknown>> = {
  and: (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1),
  not: (value) => !isTrue(value),
  eq: (one, other) => one === other,
  gt: (one, other) => one > other,
  int: Number,
  contains: (part: string, whole: string) => whole.includes(part),
  default: (otherwise, value) => (isTrue(value) ? value : otherwise),
  fail: (reason: string) => {
    throw new Error(reason);
  },
  nindent: (by: number, lines: string) => `\n${indented(by, lines)}`,
  printf: (format: string, ...values: string[]) => format.replace(/%s/g, () => values.shift()!),
  quote: (value) => JSON.stringify(String(value)),
  sha256sum: (value: string) => createHash('sha256').update(value).digest('hex'),
  toYaml: (value) => stringify(value, {sortMapEntries: true, lineWidth: 0}).trimEnd(),
  trimSuffix: (suffix: string, value: string) => (value.endsWith(suffix) ? value.slice(0, -suffix.length) : value),
  trunc: (length: number, value: string) => value.slice(0, length),
};
