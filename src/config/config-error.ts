/** One thing that is wrong: which key, why, and a line that would be right. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
  readonly example: string;
}

/** Everything that is wrong with a configuration, at once; the message is meant for the operator as it stands. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super([`The configuration ${file} cannot be used:`, ...problems.map(line)].join('\n'));
  }
}

function line({path, reason, example}: Problem): string {
  return `  ${path}: ${reason}; right would be: ${example}`;
}
