import type {Values} from './evaluation.js';
import type {Labels} from './math.js';

// biome-ignore lint/suspicious/noExplicitAny: the values of a template have no types
type Any = any;

interface Scope {
  readonly dot: Any;
  readonly variables: Map<string, Any>;
  readonly templates: Map<string, readonly Part[]>;
}

/** A text, an action, or a block: what follows an `if` or `with` up to its `else` and `end`. */
type Part = string | {readonly action: string} | Block;

interface Block {
  readonly head: 'if' | 'with';
  readonly condition: string;
  readonly body: readonly Part[];
  readonly otherwise: readonly Part[];
}

/** Fills in a text of an alert as the templates of Go and Grafana do it, so far as the rules use them. */
export function render(template: string, labels: Labels, values: Values): string {
  const named = {};
  for (const [name, one] of values) {
    // Which of several numbers Grafana takes is chance.
    const get = () => {
      if (!one) throw new Error(`The text names one of several numbers of ${name}.`);
      return {Labels: one.labels, Value: one.value};
    };
    Object.defineProperty(named, name, {get});
  }
  const reader = new Reader(template);
  const parts = reader.parts();
  return shown(parts, {
    dot: undefined,
    variables: new Map([
      ['labels', labels],
      ['values', named],
    ]),
    templates: reader.templates,
  });
}

class Reader {
  readonly templates = new Map<string, readonly Part[]>();
  readonly #tokens: string[];

  constructor(template: string) {
    this.#tokens = template.split(/(\{\{.*?\}\})/s).filter(Boolean);
  }

  /** Up to an `else` or `end`, which stays. */
  parts(): Part[] {
    const parts: Part[] = [];
    while (this.#tokens.length > 0 && !/^\{\{ (else|end)/.test(this.#tokens[0]!)) {
      const part = this.#part(this.#tokens.shift()!);
      if (part !== undefined) parts.push(part);
    }
    return parts;
  }

  #part(token: string): Part | undefined {
    if (!token.startsWith('{{')) return token;
    const action = token.slice(2, -2).trim();
    const [head, ...rest] = action.split(' ');
    if (head === 'define') {
      this.templates.set(JSON.parse(rest.join(' ')), this.parts());
      this.#tokens.shift();
      return undefined;
    }
    return head === 'if' || head === 'with' ? this.#block(head, rest.join(' ')) : {action};
  }

  #block(head: Block['head'], condition: string): Block {
    const body = this.parts();
    const [, next, further] = /^\{\{ (else|end)(?: if (.*))? \}\}$/s.exec(this.#tokens.shift()!)!;
    if (next === 'end') return {head, condition, body, otherwise: []};
    if (further !== undefined) return {head, condition, body, otherwise: [this.#block('if', further)]};
    const otherwise = this.parts();
    this.#tokens.shift();
    return {head, condition, body, otherwise};
  }
}

function shown(parts: readonly Part[], scope: Scope): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : 'action' in part ? act(part.action, scope) : branch(part, scope)))
    .join('');
}

function branch({head, condition, body, otherwise}: Block, scope: Scope): string {
  const value = evaluated(condition, scope);
  const holds = typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
  return shown(holds ? body : otherwise, head === 'with' && holds ? {...scope, dot: value} : scope);
}

function act(action: string, scope: Scope): string {
  const [, name, value] = /^\$(\w+) := (.*)$/s.exec(action) ?? [];
  if (name) {
    scope.variables.set(name, evaluated(value!, scope));
    return '';
  }
  const [, template, dot] = /^template ("\w+") (.*)$/.exec(action) ?? [];
  if (!template) return String(evaluated(action, scope) ?? '[no value]');
  return shown(scope.templates.get(JSON.parse(template))!, {
    ...scope,
    variables: new Map(),
    dot: evaluated(dot!, scope),
  });
}

const functions: Readonly<Record<string, (...given: Any[]) => Any>> = {
  printf: (format: string, ...given) =>
    given.reduce(
      (text, one) => text.replace(/%(s|\.0f)/, (_: string, how: string) => (how === 's' ? one : one.toFixed(0))),
      format,
    ),
  eq: (one, ...others) => others.includes(one),
  or: (...given) => given.some(Boolean),
  humanizePercentage: (share: number) => `${Number((share * 100).toPrecision(4))}%`,
  humanizeDuration: (seconds: number) => `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}h`,
  reReplaceAll: (pattern: string, by: string, text: string) => text.replace(new RegExp(pattern), by),
  externalURL: () => 'http://grafana/',
};

/** A value, or a function of values: texts, variables, fields of what a block is about, brackets. */
function evaluated(expression: string, scope: Scope): Any {
  const tokens = expression.match(/"[^"]*"|[()]|[^\s()]+/g)!;
  const call = (): Any => {
    const given: Any[] = [];
    const name = Object.hasOwn(functions, tokens[0]!) ? tokens.shift()! : undefined;
    while (tokens.length > 0 && tokens[0] !== ')') given.push(operand());
    return name ? functions[name]!(...given) : given[0];
  };
  const operand = (): Any => {
    const token = tokens.shift()!;
    if (token === '(') {
      const value = call();
      tokens.shift();
      return value;
    }
    if (token.startsWith('"')) return JSON.parse(token);
    if (Object.hasOwn(functions, token)) return functions[token]!();
    const [first, ...fields] = token.split('.');
    const start = first === '' ? scope.dot : scope.variables.get(first!.slice(1));
    return fields.filter(Boolean).reduce((value, field) => value?.[field], start);
  };
  return call();
}
