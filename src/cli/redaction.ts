import type {Secret} from '../config/secret.js';

/** Takes secrets out of a text: by value, wherever they may have crept in, and also those that were rotated in meanwhile. */
export function redactor(secrets: readonly Secret[]): (text: string) => string {
  let forms: readonly string[] = [];
  let known = 0;
  return (text) => {
    const values = secrets.flatMap((secret) => [...secret.known]);
    if (values.length !== known) forms = formsOf(values);
    known = values.length;
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
