import {readFileSync} from 'node:fs';
import {type TextPanel, textPanel} from '../panels/text-panel.js';
import {dashboard, type Row} from './dashboard.js';

/** Characters of a line, lines of a unit of the grid, and units of title and padding. */
const [LINE, LINES, TITLE] = [150, 1.5, 3];

/** What to do about each alert, where the alert can lead to: at Grafana's own address, which everybody who gets alerts can reach. */
const [head = '', ...parts] = withoutLinks(readFileSync('grafana/RUNBOOK.md', 'utf8')).split(/^## /m);
const sections = parts.map((part) => part.split(/^### /m));
/** Rules have the ids from 1 on, headlines those from 100 on. */
const uids = sections.flatMap(([, ...rules]) => rules.map((rule) => titled(rule).title));

export const pushRunbook = dashboard({
  uid: 'push-runbook',
  title: 'Push runbook',
  description: 'What to do when an alert fires: grafana/RUNBOOK.md.',
  from: 'now-2d',
  variables: [],
  rows: [
    rowOf(100, 'How to read it', [textOf(101, 'All alerts', head.replace(/^# .*\n/, ''))]),
    ...sections.map(([section = '', ...rules], index) => {
      const {title, content} = titled(section);
      const about = content === '' ? [] : [textOf(120 + index, `About ${title.toLowerCase()}`, content)];
      return rowOf(110 + index, title, [...about, ...rules.map(ruleText)]);
    }),
  ],
});

/** The panel that says what to do about a rule. */
export function runbookPanel(uid: string): number {
  return 1 + uids.indexOf(uid);
}

function ruleText(rule: string): TextPanel {
  const {title, content} = titled(rule);
  return textOf(runbookPanel(title), title, content);
}

function titled(part: string) {
  const [title = '', ...lines] = part.split('\n');
  return {title: title.trim(), content: lines.join('\n').trim()};
}

function textOf(id: number, title: string, content: string): TextPanel {
  return textPanel({id, title, description: 'grafana/RUNBOOK.md', content: content.trim()});
}

function rowOf(id: number, title: string, panels: readonly TextPanel[]): Row {
  const longest = Math.max(...panels.map(({options}) => options.content.length));
  return {id, title, width: 24, height: TITLE + Math.ceil(longest / LINE / LINES), panels};
}

/** Files beside the runbook are not where Grafana is. */
function withoutLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1');
}
