/** Stands for a mapping where a single value belongs; what is in it stays out of messages, for it may hold a secret. */
export const mapping = Symbol('a mapping');

/** How a value is named in a message. */
export function display(value: unknown): string {
  if (value === mapping) return 'a mapping';
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'an empty value';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    escaped,
  );
}

/** JSON leaves some characters as they are that a terminal would obey. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
