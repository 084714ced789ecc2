/** A Markdown table with aligned columns, as the formatter has it. Cells are Markdown already; a bar in one is escaped. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [heading, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first, ...rest] = cells.map(line);
  return [first, line(widths.map((width) => '-'.repeat(width))), ...rest].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function codes(texts: readonly (string | number)[]): string {
  return texts.map((text) => code(String(text))).join(', ');
}

const SECTION = /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end of generated -->)/g;

/** Every document, by its path, with the text between each section's markers renewed. Throws when a section is unknown or has no place. */
export function renewAll(
  documents: ReadonlyMap<string, string>,
  sections: Readonly<Record<string, () => string>>,
): Map<string, string> {
  const placed = new Set<string>();
  const renewed = [...documents].map(([file, document]): [string, string] => [
    file,
    document.replaceAll(SECTION, (_, begin: string, name: string, end: string) => {
      const section = sections[name];
      if (!section) throw new Error(`${file}: nothing generates the section “${name}”`);
      placed.add(name);
      return `${begin}${section()}\n${end}`;
    }),
  ]);
  const missing = Object.keys(sections).filter((name) => !placed.has(name));
  if (missing.length > 0) throw new Error(`no document has a place for ${missing.join(', ')}`);
  return new Map(renewed);
}
