import type {Figure} from './figure.js';

/** Of one figure, measured by one Node. */
export interface Section {
  /** The figure's name, and with which Node. */
  readonly title: string;
  readonly body: string;
}

/** The document with this section in the place of its older one; sections stand in the order of the figures. */
export function withSection(text: string, section: Section, figures: readonly Figure[]): string {
  const [head = '', ...older] = text.split(/^## /m);
  const kept = older.map(read).filter(({title}) => title !== section.title);
  const rank = ({title}: Section) => figures.findIndex(({name}) => name === title.split(',')[0]);
  const ordered = [...kept, section].sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
  return [head.trimEnd(), ...ordered.map(({title, body}) => `## ${title}\n\n${body}`)].join('\n\n').concat('\n');
}

function read(text: string): Section {
  const end = text.indexOf('\n');
  return {title: text.slice(0, end), body: text.slice(end).trim()};
}
