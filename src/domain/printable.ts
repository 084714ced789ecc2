/** Foreign text on one line, with nothing in it that a terminal or a log would obey, and no half of a character. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
}
