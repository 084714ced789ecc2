import type {ExplainedChange} from '../domain/explained-change.js';
import {instantText, isoIn} from '../domain/local-time.js';
import {lossGaps, withoutReasons} from '../domain/loss-coverage.js';
import {printable} from '../domain/printable.js';
import type {WhyView} from '../domain/why-view.js';
import {findingText} from './finding-text.js';
import {changeText, percent, pointsText, table} from './table.js';
import {timesText} from './times-text.js';
import {adviceLines, channelText} from './why-lost.js';
import {wrapped} from './wrapped.js';

/** What happened, and why, for people. */
export function whyText(view: WhyView, columns?: number): string {
  const sections = [
    found(view, columns),
    ...(view.counts ? [changed(view, columns), timesText(view, columns), lost(view, columns)] : []),
    next(view, columns),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function found(view: WhyView, columns?: number): string {
  const {app, platform, from, to, timezone, findings, windows} = view;
  const about = [app ?? 'all apps', ...(platform === null ? [] : [platform])].join(', ');
  const span = `${instantText(from, timezone)} to ${instantText(to, timezone)} (${timezone})`;
  const seen = windows.expected === null ? '' : `: ${windows.collected} of ${windows.expected} windows`;
  const head = wrapped(printable(`${about}, ${span}${seen}`), columns);
  if (findings.length > 0) return `${head}\n\n${findingText(findings, columns)}`;
  return `${head}\n\n${wrapped(printable(view.summary), columns)}\n${wrapped(LOOKED_AT, columns)}\n`;
}

const LOOKED_AT =
  'Looked at, hour by hour and for each platform: delivery, send and click rates, silence, receipts, refused credentials, quotas, classes of losses and the mix of platforms, against the days before; and collecting, where the span reaches up to now.';

const names = {send: 'Send rate', delivery: 'Delivery rate', click: 'Click rate'} as const;

function changed(view: WhyView, columns?: number): string {
  const {rate, rates, changes, report} = view;
  const main = changes.find((change) => change.rate === rate);
  const others = (['send', 'delivery', 'click'] as const).filter((each) => each !== rate);
  const beside = others.map((each) => {
    const change = changes.find((one) => one.rate === each);
    const points = change ? ` (${pointsText(change.now, change.before)} points)` : '';
    return `${names[each].toLowerCase()} ${percent(change?.now ?? rates[each])}${points}`;
  });
  const lines = [
    main
      ? `${names[rate]} of ${report}: ${percent(main.now)}, before ${percent(main.before)}: ${pointsText(main.now, main.before)} points`
      : `${names[rate]} of ${report}: ${percent(rates[rate])}`,
    `Beside it: ${beside.join(', ')}`,
    ...sidesLines(view),
  ];
  const text = lines.map((line) => `${wrapped(printable(line), columns, '  ')}\n`).join('');
  return main ? `${text}\n${partTable(main, view, columns)}` : text;
}

/** Which windows are compared, and why some are not. */
function sidesLines({compared, tooEarly, notCompared}: WhyView): string[] {
  if (!compared && tooEarly) return ['Not compared: no window is old enough'];
  if (!compared) return ['Not compared: of the time before, not all is there at the same age'];
  const {windows, of, step, age, finalAfter} = compared;
  const aged =
    age !== null ? `as they were ${age} after their end` : `final${finalAfter ? ` after ${finalAfter}` : ''}`;
  const left = notCompared.length > 3 ? `${notCompared.length} apps` : notCompared.join(', ');
  return [
    `Against the equally long time before: ${windows} of ${of} windows of ${step}, ${aged}`,
    ...(left === '' ? [] : [`Not compared, for windows are missing: ${left}`]),
  ];
}

/** So many are told by name. */
const MOVED_MOST = 12;

/** Who moved the rate of all, and by how much. */
function partTable({parts, mix, change}: ExplainedChange, {platform}: WhyView, columns?: number): string {
  const what = platform === null ? 'platform' : 'app';
  const others = parts.slice(MOVED_MOST);
  const rows = parts
    .slice(0, MOVED_MOST)
    .map(({name, now, before, shareNow, moved}) => [
      ...[name, percent(now), percent(before), percent(shareNow)],
      now === null || before === null ? '–' : pointsText(moved, 0),
    ]);
  const rest = (name: string, points: number) => [name, '', '', '', pointsText(points, 0)];
  return table(
    [what, 'rate', 'before', 'share', 'moved by'],
    [
      ...rows,
      ...(others.length > 0
        ? [
            rest(
              `${others.length} others`,
              others.reduce((sum, {moved}) => sum + moved, 0),
            ),
          ]
        : []),
      ...[rest('mix', mix), rest('all', change)],
    ],
    columns,
  );
}

const LARGEST = 5;

/** The largest losses, with what to do. */
function lost(view: WhyView, columns?: number): string {
  const line = (text: string) => `${wrapped(printable(text), columns, '  ')}\n`;
  const {whyLost} = view;
  if (!whyLost || whyLost.rows.length === 0) return line(`Lost: ${withoutReasons(view)}`);
  const apps = new Set(whyLost.rows.map(({app}) => app));
  const rows = whyLost.rows.toSorted((a, b) => b.count - a.count).slice(0, LARGEST);
  const drawn = rows.map((row) => [
    ...(apps.size > 1 ? [row.app] : []),
    ...[channelText(row), row.code, row.count],
    row.before === null ? null : changeText(row.count, row.before),
    `${row.meaning}${row.probable ? ' (probable)' : ''}`,
  ]);
  const heading = [...(apps.size > 1 ? ['app'] : []), 'platform', 'code', 'lost', 'change', 'reason'];
  const gaps = lossGaps(whyLost);
  const title = gaps === '' ? 'Lost most:' : `Lost most, as far as is known (${gaps}):`;
  return `${line(title)}${table(heading, drawn, columns)}\n${adviceLines(rows, columns)}`;
}

/** Where to look closer, when it was about more than one app or platform. */
function next({findings, app, platform, timezone}: WhyView, columns?: number): string {
  const lead = findings.find(({step}) => step === null);
  if (!lead || (lead.app === app && (lead.platform === null || lead.platform === platform))) return '';
  const date = (iso: string) => isoIn(Date.parse(iso) / 1000, timezone);
  const from = date(lead.since);
  const to = lead.until === null ? [] : ['--to', date(lead.until)];
  const command = [
    'timpush-collector why',
    '--app',
    lead.app,
    ...(lead.platform ? ['--platform', lead.platform] : []),
    '--from',
    from,
    ...to,
  ];
  return `${wrapped(printable(`Closer: ${command.join(' ')}`), columns, '  ')}\n`;
}
