import type {ExplainedRow, LostRow, WhyLost} from '../domain/why-lost.js';
import {percent, table} from './table.js';

/** Why pushes of the span were lost: the largest reasons of each app, with what to do. Empty: no job collects that. */
export function whyLostText(found: WhyLost | null): string {
  if (!found) return '';
  const {rows, explained, partial} = found;
  if (rows.length === 0) return '\nWhy pushes were lost: the vendor names no reason\n';
  const heading = [
    'app',
    'platform',
    'stage',
    'class',
    'code',
    'lost',
    'change',
    'explained',
    'reason, and what to do',
  ];
  const drawn = rows.map((row, index) => [
    rows[index - 1]?.app === row.app ? '' : row.app,
    channelText(row),
    row.stage,
    row.class,
    row.code,
    row.count,
    changeText(row),
    percent(shareOf(row, explained)),
    `${row.meaning}${row.probable ? ' (probable)' : ''}. ${row.advice}`,
  ]);
  const note =
    partial.length > 0
      ? `Not collected for the whole span, so that the share they explain is not known: ${partial.join(', ')}\n`
      : '';
  return `\nWhy pushes were lost: the largest reasons\n${table(heading, drawn)}${note}`;
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

/** Against the time before. */
function changeText({count, before}: LostRow): string {
  if (before === null) return '–';
  if (before === 0) return 'new';
  const change = (count / before - 1) * 100;
  return `${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(0)} %`;
}

/** Of the gap of the row's app, platform and stage, by all of its losses together. */
function shareOf({app, platform, event, stage}: LostRow, explained: readonly ExplainedRow[]): number | null {
  const own = platform === 'total' ? {platform: null, event: undefined} : {platform, event};
  const found = explained.find(
    (row) => row.app === app && row.platform === own.platform && row.event === own.event && row.stage === stage,
  );
  return found?.share ?? null;
}
