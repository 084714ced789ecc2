/** Why another configuration is not put in force: that before stays, the whole of it. The message is for people. */
export class ReloadError extends Error {
  override readonly name = 'ReloadError';
  /** The status of the answer over HTTP. */
  readonly statusCode = 422;
}

/** What somebody should know meanwhile. */
export function refusedConfiguration(reason: string): string {
  return `the configuration was read again and is refused, so that the one before stays in force: ${reason}`;
}

/** By name what another configuration has that the one before had not, and so on; a job is a report and a step. */
export interface ReloadView {
  readonly apps: Changes;
  readonly jobs: Changes;
}

export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** `isSame`: whether what has one name on both sides is as it was. */
export function changesBetween<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  isSame: (one: T, other: T) => boolean,
): Changes {
  const names = [...after.keys()];
  return {
    added: names.filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: names.filter((name) => before.has(name) && !isSame(before.get(name)!, after.get(name)!)),
  };
}
