import {ApiError, TransportError} from '../domain/errors.js';
import {codeRow} from './codes.js';

/**
 * The body of an answer whose verdict is OK: `ActionStatus` is `OK` and `ErrorCode` is 0. HTTP is 200 for refusals too.
 * Throws an ApiError for a refusal and a TransportError for anything that is not the API's JSON.
 */
export function verdictOf(text: string): unknown {
  const body = parse(text);
  const {ActionStatus: status, ErrorCode: code, ErrorInfo: info} = body;
  if (typeof status !== 'string' || !Number.isSafeInteger(code)) {
    throw new TransportError(`not an answer of the API: ${excerpt(text)}`);
  }
  if (status === 'OK' && code === 0) return body;
  throw refusal(code as number, info);
}

function refusal(code: number, info: unknown): ApiError {
  const {recovery, meaning, advice} = codeRow(code);
  const vendor = typeof info === 'string' && info ? ` (“${excerpt(info)}”)` : '';
  return new ApiError(code, `code ${code}: ${meaning}${vendor}; what to do: ${advice}`, recovery);
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TransportError(`not JSON: ${excerpt(text)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TransportError(`not a JSON object: ${excerpt(text)}`);
}

/** A short piece of foreign text on one line, with nothing in it that a terminal or a log would obey. */
function excerpt(text: string): string {
  const line = text
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line || '(nothing)';
}
