import {expect, test} from '@jest/globals';
import {CollectorError, StoreUnavailableError} from '../../src/domain/errors.js';
import {printable} from '../../src/domain/printable.js';

test('control characters, bidirectional marks, line separators and half characters become blanks', () => {
  expect(printable('a\u001b[31mb\r\nc\u009b2Jd\u202ee\u2028f\u200bg\ud83dh😀')).toBe('a [31mb c 2Jd e f g h😀');
});

test('the message of every error is one line that is safe to show', () => {
  const said = 'DuckDB says:\n\u001b]0;owned\u0007{"msg":"forged"}';
  expect(new CollectorError(said, 'stop').message).toBe('DuckDB says: ]0;owned {"msg":"forged"}');
  expect(new StoreUnavailableError(said).message).toBe('DuckDB says: ]0;owned {"msg":"forged"}');
});
