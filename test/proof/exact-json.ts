/** What JSON text says, numbers as the text they were written as. Of a repeated key the last value counts, as everywhere. */
export type ExactJson = string | boolean | null | NumberText | ExactJson[] | ReadonlyMap<string, ExactJson>;

export class NumberText {
  constructor(readonly text: string) {}

  /** The integer that the text denotes exactly; undefined when it denotes none, or one beyond 2^53. */
  get integer(): number | undefined {
    const [, sign, whole, fraction = '', exponent = '0'] = PARTS.exec(this.text)!;
    const digits = (whole + fraction).replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    if (significant === '') return 0;
    const shift = Number(exponent) - fraction.length + digits.length - significant.length;
    if (shift < 0 || significant.length + shift > 16) return undefined;
    const value = BigInt(significant) * 10n ** BigInt(shift);
    return value <= Number.MAX_SAFE_INTEGER ? Number(sign + String(value)) : undefined;
  }
}

const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const TOKEN =
  /[ \t\n\r]*(?:([[\]{}:,])|("[^"\\]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;
const WORDS: Readonly<Record<string, boolean | null>> = {true: true, false: false, null: null};

/** A second reader, made from the grammar of RFC 8259 alone. Undefined: the text is not JSON. */
export function readExactly(text: string): ExactJson | undefined {
  try {
    const reader = new Reader(text);
    const value = reader.value(reader.next());
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    return /^[ \t\n\r]*$/.test(this.text.slice(this.#at));
  }

  next(): string {
    TOKEN.lastIndex = this.#at;
    const token = TOKEN.exec(this.text);
    if (!token) throw new SyntaxError('no token');
    this.#at = TOKEN.lastIndex;
    return token[0].trimStart();
  }

  value(token: string): ExactJson {
    if (token === '{') return this.#object();
    if (token === '[') return this.#array();
    if (token.startsWith('"')) return JSON.parse(token) as string;
    if (token in WORDS) return WORDS[token]!;
    if (!PARTS.test(token)) throw new SyntaxError('no value');
    return new NumberText(token);
  }

  #array(): ExactJson[] {
    const items: ExactJson[] = [];
    let token = this.next();
    if (token === ']') return items;
    for (;;) {
      items.push(this.value(token));
      if (!this.#goesOn(']')) return items;
      token = this.next();
    }
  }

  #object(): ReadonlyMap<string, ExactJson> {
    const entries = new Map<string, ExactJson>();
    let token = this.next();
    if (token === '}') return entries;
    for (;;) {
      if (!token.startsWith('"') || this.next() !== ':') throw new SyntaxError('no key');
      entries.set(JSON.parse(token) as string, this.value(this.next()));
      if (!this.#goesOn('}')) return entries;
      token = this.next();
    }
  }

  #goesOn(end: string): boolean {
    const token = this.next();
    if (token !== ',' && token !== end) throw new SyntaxError('no comma');
    return token === ',';
  }
}
