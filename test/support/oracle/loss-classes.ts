import {readFileSync} from 'node:fs';

interface Row {
  readonly code: string;
  readonly reasons: readonly string[];
  readonly class: string;
}

/** The tables of the document, by the platform and the stage of their headings. */
const tables = readFileSync('docs/loss-codes.md', 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [, platform = 'any', stage] = /^(?:`(\w+)`|Any platform), stage `(\w+)`/.exec(section)!;
    const rows = [...section.matchAll(/^\| (`[^|]*?) +\| `(\w+)` /gm)].map(([, cell, of]): Row => {
      const [code, ...reasons] = [...cell!.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
      return {code: code!, reasons, class: of!};
    });
    return {platform, stage, rows};
  });

/** The class of a code, as `docs/loss-codes.md` tells it to a reader. */
export function classOf(stage: string, platform: string, code: string, text: string): string {
  const isTencents = stage === 'ready' && code.startsWith('-');
  const told = tables
    .filter((table) => table.stage === (isTencents ? 'ready' : 'sent'))
    .filter((table) => [table.platform, 'total'].includes(platform) || isTencents)
    .flatMap(({rows}) => {
      const own = rows.filter((row) => row.code === code);
      return (
        own.find(({reasons}) => reasons.some((reason) => hasWord(text, reason))) ??
        own.find(({reasons}) => reasons.length === 0) ??
        []
      );
    });
  const classes = new Set(told.map((row) => row.class));
  return classes.size === 1 ? [...classes][0]! : 'unknown';
}

/** As a word of its own, in whatever case. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'iu').test(text);
}
