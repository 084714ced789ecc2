import type {Secret} from '../config/secret.js';

/** Every secret that the program was ever given: what was read again and replaced may still be on its way, or come back in an answer. */
export class KnownSecrets {
  readonly #values = new Set<string>();

  constructor(private secrets: readonly Secret[]) {}

  /** From now on these are looked at; of those before, what is known stays. */
  replace(secrets: readonly Secret[]): void {
    this.values();
    this.secrets = secrets;
  }

  /** It only grows. */
  values(): ReadonlySet<string> {
    for (const secret of this.secrets) for (const value of secret.known) this.#values.add(value);
    return this.#values;
  }
}

/** Takes secrets out of a text: by value, wherever they may have crept in, and also those that were rotated in meanwhile. */
export function redactor(secrets: KnownSecrets): (text: string) => string {
  let forms: readonly string[] = [];
  let known = 0;
  return (text) => {
    const values = secrets.values();
    if (values.size !== known) forms = formsOf([...values]);
    known = values.size;
    return forms
      .reduce((rest, form) => rest.replaceAll(form, SECRET), text)
      .replace(/usersig=[^&\s"]+/g, `usersig=${SECRET}`)
      .replace(/:\/\/[^/\s"]*@/g, `://${SECRET}@`);
  };
}

const SECRET = '[secret]';

/** As they are, as JSON writes them and as an address does; the longest first, since one may be the beginning of another. */
function formsOf(values: readonly string[]): string[] {
  const forms = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
