/** A command line that cannot be obeyed: which option, why, and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The status of the answer where a running collector has to obey it. */
  readonly statusCode = 400;
}
