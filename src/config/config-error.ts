/** One thing that is wrong: which key, why, and a line that would be right. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
  readonly example: string;
  /** Where it stands; without a line: somewhere in that file. Neither: not in a file. */
  readonly file?: string;
  readonly line?: number;
}

/** Everything that is wrong with a configuration, at once; the message is meant for the operator as it stands. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super([`The configuration ${file} cannot be used:`, ...problems.map(text)].join('\n'));
  }
}

function text({path, reason, example, file, line}: Problem): string {
  const place = file === undefined ? '' : `${placeText({file, line})}: `;
  return `  ${place}${path}: ${reason}; right would be: ${example}`;
}

/** As compilers write it, and editors open it. */
export function placeText({file, line}: {readonly file: string; readonly line?: number | undefined}): string {
  return line === undefined ? file : `${file}:${line}`;
}
