import {ApiError, TransportError} from '../domain/errors.js';
import {printable} from '../domain/printable.js';
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
    if (/\d[.eE]/.test(text)) value = JSON.parse(unrounded(text));
  } catch {
    throw new TransportError(`not JSON: ${excerpt(text)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TransportError(`not a JSON object: ${excerpt(text)}`);
}

/**
 * JSON.parse rounds: 4503599627370497.5 and 0.99999999999999999999 would pass for counts. So numbers with a fraction or an exponent
 * stay the text they were, which nothing takes for a count.
 */
function unrounded(json: string): string {
  return json.replace(STRING_OR_INEXACT, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

const STRING_OR_INEXACT = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?[eE][+-]?\d+|-?\d+\.\d+/g;

/** A UserSig is deflated, so it begins as that does. It stands in the address, which a gateway's page may repeat. */
const USER_SIG = /eJ[\w*-]{20,}/g;

/** A short piece of foreign text on one line, with nothing in it that a terminal or a log would obey, nor a signature. */
function excerpt(text: string): string {
  const line = printable(text.slice(0, 200).replace(USER_SIG, '…')).replace(/\s+/g, ' ').trim();
  return line || '(nothing)';
}
