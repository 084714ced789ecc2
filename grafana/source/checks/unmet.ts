/** The problems whose condition does not hold. */
export function unmet(rules: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(rules).filter((problem) => !rules[problem]);
}

/** Values that are there already. */
export function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
