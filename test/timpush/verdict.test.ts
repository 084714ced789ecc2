import {expect, test} from '@jest/globals';
import {ApiError, type CollectorError, TransportError} from '../../src/domain/errors.js';
import {verdictOf} from '../../src/timpush/verdict.js';
import {envelope} from './scripted-api.js';

function refused(text: string): CollectorError {
  try {
    verdictOf(text);
  } catch (error) {
    return error as CollectorError;
  }
  throw new Error('it was taken for OK');
}

test('the body of an answer is OK when its status is OK and its code is 0', () => {
  const body = {ActionStatus: 'OK', ErrorCode: 0, TotalCount: 3};
  expect(verdictOf(JSON.stringify(body))).toEqual(body);
});

test.each(['', 'sucess', 'FAIL', 'UserSig expired'])('ErrorInfo %j changes no verdict', (ErrorInfo) => {
  const ok = {ActionStatus: 'OK', ErrorCode: 0, ErrorInfo};
  expect(verdictOf(JSON.stringify(ok))).toEqual(ok);
  expect(refused(envelope(90045, ErrorInfo))).toMatchObject({code: 90045, recovery: 'stop'});
});

test.each([
  ['FAIL with code 0', {ActionStatus: 'FAIL', ErrorCode: 0}, 0],
  ['OK with another code', {ActionStatus: 'OK', ErrorCode: 90102}, 90102],
  ['ok in small letters', {ActionStatus: 'ok', ErrorCode: 0}, 0],
  ['an empty status', {ActionStatus: '', ErrorCode: 0}, 0],
  ['an ErrorInfo that is no text', {ActionStatus: 'FAIL', ErrorCode: 91000, ErrorInfo: {a: 1}}, 91000],
])('%s is a refusal that may pass', (_, body, code) => {
  const error = refused(JSON.stringify(body));
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({code, recovery: 'retry'});
});

test.each([
  ['nothing', '', 'not JSON: (nothing)'],
  ['blanks', ' \n\t ', 'not JSON: (nothing)'],
  ['a page', '<html>\n<h1>502 Bad Gateway</h1>', 'not JSON: <html> <h1>502 Bad Gateway</h1>'],
  ['half an answer', '{"ActionStatus":"OK","Err', 'not JSON: {"ActionStatus":"OK","Err'],
  ['two answers', '{"ActionStatus":"OK","ErrorCode":0}{}', 'not JSON: {"ActionStatus":"OK","ErrorCode":0}{}'],
  ['a byte order mark', '\uFEFF{"ActionStatus":"OK","ErrorCode":0}', 'not JSON: {"ActionStatus":"OK","ErrorCode":0}'],
  ['null', 'null', 'not a JSON object: null'],
  ['an array', '[{"ActionStatus":"OK","ErrorCode":0}]', 'not a JSON object: [{"ActionStatus":"OK","ErrorCode":0}]'],
  ['a text', '"OK"', 'not a JSON object: "OK"'],
  ['a number', '0', 'not a JSON object: 0'],
  ['an empty object', '{}', 'not an answer of the API: {}'],
  ['no code', '{"ActionStatus":"OK"}', 'not an answer of the API: {"ActionStatus":"OK"}'],
  ['no status', '{"ErrorCode":0}', 'not an answer of the API: {"ErrorCode":0}'],
  [
    'a code as text',
    '{"ActionStatus":"OK","ErrorCode":"0"}',
    'not an answer of the API: {"ActionStatus":"OK","ErrorCode":"0"}',
  ],
  [
    'a code in fractions',
    '{"ActionStatus":"FAIL","ErrorCode":0.5}',
    'not an answer of the API: {"ActionStatus":"FAIL","ErrorCode":0.5}',
  ],
  [
    'no code at all',
    '{"ActionStatus":"OK","ErrorCode":null}',
    'not an answer of the API: {"ActionStatus":"OK","ErrorCode":null}',
  ],
  [
    'inherited keys',
    '{"__proto__":{"ActionStatus":"OK","ErrorCode":0}}',
    'not an answer of the API: {"__proto__":{"ActionStatus":"OK","ErrorCode":0}}',
  ],
])('%s is not an answer of the API', (_, text, message) => {
  const error = refused(text);
  expect(error).toBeInstanceOf(TransportError);
  expect(error).toMatchObject({message, recovery: 'retry'});
});

test('a page of any length is quoted by its beginning only', () => {
  expect(refused(`<html>${'x'.repeat(3_000_000)}`).message).toBe(`not JSON: <html>${'x'.repeat(194)}`);
  expect(refused(envelope(91000, 'y'.repeat(3_000_000))).message.length).toBeLessThan(400);
});

const nasty = 'a\u001b[31mb\r\nc\u0000d\u0007e\u009b2Jf\u202eg\u2028h\u200bi\u007fj';

test('nothing that a terminal or a log would obey survives in a message', () => {
  expect(refused(envelope(91000, nasty)).message).toContain('(“a [31mb c d e 2Jf g h i j”)');
  expect(refused(nasty).message).toBe('not JSON: a [31mb c d e 2Jf g h i j');
});

test('a signature that a gateway repeats does not get into a message', () => {
  const signature = `eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwo${'Ab*-_'.repeat(30)}`;
  const address = `/v4/timpush/x?sdkappid=1&usersig=${signature}&random=1`;
  expect(refused(`<p>No route for ${address}`).message).toBe(
    'not JSON: <p>No route for /v4/timpush/x?sdkappid=1&usersig=…',
  );
  expect(refused(envelope(70003, `bad: ${signature}`)).message).toContain('(“bad: …”)');
});
