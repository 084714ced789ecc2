/** Something in a question that cannot be understood. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  /** The status of the answer over HTTP. */
  readonly statusCode = 400;
}
