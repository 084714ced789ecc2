import {lossGaps, withoutReasons} from '../domain/loss-coverage.js';
import {printable} from '../domain/printable.js';
import {type LossView, type LostRow, shareOf} from '../domain/why-lost.js';
import {changeText, percent, table} from './table.js';
import {wrapped} from './wrapped.js';

const GROWS = 'Losses become known with time, so that the newest read low against the time before.';

/** Why pushes of the span were lost, and what to do. */
export function whyLostText(found: Pick<LossView, 'report' | 'step' | 'whyLost'>, columns?: number): string {
  const line = (text: string) => `\n${wrapped(printable(`Why pushes were lost: ${text}`), columns)}\n`;
  const {whyLost} = found;
  if (!whyLost || whyLost.rows.length === 0) return line(withoutReasons(found));
  const {rows, explained} = whyLost;
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
  const title = ['the largest reasons, and those that grew most', lossGaps(whyLost)].filter(Boolean).join('; ');
  return `${line(title)}${table(heading, drawn, columns)}${wrapped(GROWS, columns)}\n\n${adviceLines(rows, columns)}`;
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
