import {type LostRow, shareOf, type WhyLost} from '../domain/why-lost.js';
import {changeText, percent, table} from './table.js';

const GROWS = 'Losses become known with time, so that the newest read low against the time before.';

/** Why pushes of the span were lost, and what to do. Empty: no job collects that. */
export function whyLostText(found: WhyLost | null, columns?: number): string {
  if (!found) return '';
  const {rows, explained, partial} = found;
  if (rows.length === 0) return '\nWhy pushes were lost: the vendor names no reason\n';
  const heading = ['app', 'platform', 'stage', 'class', 'code', 'lost', 'change', 'explained', 'reason'];
  const drawn = rows.map((row, index) => [
    rows[index - 1]?.app === row.app ? '' : row.app,
    channelText(row),
    row.stage,
    row.class,
    row.code,
    row.count,
    row.before === null ? '–' : changeText(row.count, row.before),
    percent(shareOf(row, explained)),
    `${row.meaning}${row.probable ? ' (probable)' : ''}`,
  ]);
  const notes = partial.length > 0 ? [`not collected for the whole span: ${partial.join(', ')}`] : [];
  const title = ['Why pushes were lost: the largest reasons, and those that grew most', ...notes].join('; ');
  return `\n${title}\n${table(heading, drawn, columns)}${GROWS}\n\n${adviceLines(rows, columns)}`;
}

/** `huawei`, or of broadcasts `huawei offline`. */
export function channelText({
  platform,
  event,
}: {
  readonly platform: string | null;
  readonly event?: string | undefined;
}): string {
  const name = platform ?? 'total';
  return event === undefined || event === name ? name : `${name} ${event}`;
}

/** Each advice once, with the codes that it is for. */
export function adviceLines(lost: readonly LostRow[], columns: number | undefined): string {
  const codesOf = new Map<string, Set<string>>();
  for (const {platform, code, advice} of lost) {
    codesOf.set(advice, (codesOf.get(advice) ?? new Set()).add(`${platform} ${code}`));
  }
  const rows = [...codesOf].map(([advice, codes]) => [[...codes].join(', '), advice]);
  return table(['for', 'what to do'], rows, columns);
}
