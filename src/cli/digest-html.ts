import type {DigestReport, DigestView} from '../domain/digest-view.js';
import type {FindingView, Severity} from '../domain/finding.js';
import {printable} from '../domain/printable.js';
import {collectingLines, figuresOf, reportTitle, shownApps, titleOf} from './digest-parts.js';
import {adviceOf, worstOf} from './finding-text.js';

const ink = '#1d2430';
const quiet = '#5b6675';
const line = '#dfe4ea';
const colours: Readonly<Record<Severity, string>> = {critical: '#b3261e', warning: '#8a5300', info: '#2a5db0'};
const text = 'font:15px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const cell = `padding:6px 8px;border-bottom:1px solid ${line}`;

/** One document with everything in it: mail programs know tables and inline styles, and no more. */
export function digestHtml(view: DigestView): string {
  const {findings, reports, collecting, timezone, summary} = view;
  const title = titleOf(view);
  const body = [
    `<h1 style="margin:0;font-size:22px;line-height:1.3">${safe(summary)}</h1>`,
    `<p style="margin:4px 0 20px;color:${quiet}">${safe(title)}</p>`,
    ...list(findings),
    ...reports.map(reportTable),
    heading('Collecting'),
    ...collectingLines(collecting, timezone).map((told) => `<p style="margin:0 0 8px">${safe(told)}</p>`),
    ...(collecting.findings.length > 0 ? list(collecting.findings) : ['<p style="margin:0">No problems</p>']),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${safe(title)}</title>
</head>
<body style="margin:0;background:#f4f6f8;color:${ink};${text}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:760px;border-collapse:separate;background:#ffffff;border:1px solid ${line};border-radius:8px"><tr><td style="padding:20px 16px;${text}">
${body.join('\n')}
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

function list(findings: readonly FindingView[]): string[] {
  const {shown, more} = worstOf(findings);
  return [...shown.map(finding), ...(more ? [`<p style="margin:0 0 12px;color:${quiet}">${more}</p>`] : [])];
}

function finding({severity, sentence, reasons}: FindingView): string {
  const colour = colours[severity];
  const advice = adviceOf(reasons).map((told) => `<p style="margin:4px 0 0;color:${quiet}">${safe(told)}</p>`);
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border-collapse:collapse"><tr><td style="padding:2px 0 2px 12px;border-left:4px solid ${colour};${text}"><p style="margin:0"><strong style="color:${colour}">${severity}</strong> ${safe(sentence)}</p>${advice.join('')}</td></tr></table>`;
}

function heading(told: string): string {
  return `<h2 style="margin:28px 0 8px;font-size:17px;line-height:1.3">${safe(told)}</h2>`;
}

/** An app's name stands above its figures, and a change below its figure, so that the table fits a telephone. */
function reportTable(report: DigestReport): string {
  const [name, ...about] = reportTitle(report).split(': ');
  const {shown, more} = shownApps(report);
  const rows = [
    ...shown.map((app) => row(app.app, figuresOf(app), app.severity)),
    row('all', figuresOf(report.total), null),
  ];
  const head = ['sent', 'send rate', 'delivery rate', 'click rate'].map(
    (each) =>
      `<th scope="col" width="25%" align="right" valign="bottom" style="${cell};font-size:13px;font-weight:600;color:${quiet}">${each}</th>`,
  );
  const compared = report.basis ? '; rates change in points' : '';
  return `${heading(name!)}
<p style="margin:0 0 8px;font-size:13px;color:${quiet}">${safe(about.join(': ') + compared)}</p>
<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;${text};font-size:14px"><thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>${more && `<p style="margin:8px 0 0;color:${quiet}">${safe(more)}</p>`}`;
}

function row(name: string, figures: readonly string[], severity: Severity | null): string {
  const mark = severity ? ` <span style="font-size:13px;color:${colours[severity]}">${severity}</span>` : '';
  const cells = [0, 2, 4, 6].map(
    (index) =>
      `<td align="right" valign="top" style="${cell};padding-top:0;white-space:nowrap">${safe(figures[index]!)}<br><span style="font-size:12px;color:${quiet}">${safe(figures[index + 1]!)}</span></td>`,
  );
  return `<tr><th scope="rowgroup" colspan="4" align="left" style="padding:8px 0 0;word-break:break-word">${safe(name)}${mark}</th></tr>
<tr>${cells.join('')}</tr>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Names and the vendor's words are text, whatever is in them. */
function safe(told: string): string {
  return printable(told).replace(/[&<>"']/g, (mark) => entities[mark]!);
}
