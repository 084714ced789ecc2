import stringWidth from 'string-width';

/** A text in lines of so many columns, broken between words; those after the first begin with `indent`. */
export function wrapped(text: string, columns = Number.POSITIVE_INFINITY, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && stringWidth(longer) > columns) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
