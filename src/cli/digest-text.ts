import type {DigestRow, DigestView} from '../domain/digest-view.js';
import type {FindingView} from '../domain/finding.js';
import {printable} from '../domain/printable.js';
import {appHeading, collectingLines, figuresOf, reportTitle, shownApps, titleOf} from './digest-parts.js';
import {adviceOf, findingText, worstOf} from './finding-text.js';
import {table} from './table.js';
import {wrapped} from './wrapped.js';

/** For a terminal, and for mail as plain text. */
export function digestText(view: DigestView, columns?: number): string {
  const {summary, findings, reports, collecting, timezone} = view;
  const line = (text: string) => `${wrapped(printable(text), columns, '  ')}\n`;
  const sections = [
    line(titleOf(view)) + line(summary),
    findingText(findings, columns),
    ...reports.map((report) => {
      const {shown, more} = shownApps(report);
      const row = (name: string, of: DigestRow) => [name, of.counts.sent, ...figuresOf(of).slice(1)];
      const drawn = table(appHeading, [...shown.map((app) => row(app.app, app)), row('all', report.total)], columns);
      return `${line(reportTitle(report))}${drawn}${more && line(more)}`;
    }),
    line('Collecting') +
      collectingLines(collecting, timezone).map(line).join('') +
      (findingText(collecting.findings, columns) || line('No problems')),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** For chat: what most of them make of Markdown. */
export function digestMarkdown(view: DigestView): string {
  const {summary, findings, reports, collecting, timezone} = view;
  const finding = ({severity, sentence, reasons}: FindingView) =>
    [`- **${severity}**: ${escaped(sentence)}`, ...adviceOf(reasons).map((text) => `  - ${escaped(text)}`)].join('\n');
  const list = (all: readonly FindingView[]) => {
    const {shown, more} = worstOf(all);
    return [...shown.map(finding), ...(more ? [`- ${more}`] : [])].join('\n');
  };
  const sections = [
    `# ${escaped(titleOf(view))}`,
    `**${escaped(summary)}**`,
    list(findings),
    ...reports.flatMap((report) => {
      const {shown, more} = shownApps(report);
      const rows = [...shown.map((app) => [app.app, ...figuresOf(app)]), ['all', ...figuresOf(report.total)]];
      const [heading, rule] = [appHeading, appHeading.map((_, index) => (index === 0 ? '---' : '---:'))];
      const drawn = [heading, rule, ...rows.map((cells) => cells.map(escaped))].map(
        (cells) => `| ${cells.join(' | ')} |`,
      );
      return [`## ${escaped(reportTitle(report))}`, drawn.join('\n'), escaped(more)];
    }),
    '## Collecting',
    [
      ...collectingLines(collecting, timezone).map((text) => `- ${escaped(text)}`),
      list(collecting.findings) || '- No problems',
    ].join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The vendor's words, and names, are text and no marks. */
function escaped(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&');
}
