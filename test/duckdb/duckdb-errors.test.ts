import {describe, expect, test} from '@jest/globals';
import {StoreDeniedError, StoreUnavailableError} from '../../src/domain/errors.js';
import {isFatal, openingError, workingError, writingError} from '../../src/duckdb/duckdb-errors.js';

describe('a file that does not open', () => {
  test('names the process that holds it, and what to do', () => {
    const message =
      'IO Error: Could not set lock on file "/x": Conflicting lock is held in /usr/bin/node (PID 5292). See';
    const error = openingError('data/x.duckdb', new Error(message));
    expect(error).toBeInstanceOf(StoreDeniedError);
    expect(error.details).toEqual({path: 'data/x.duckdb', pid: 5292});
    expect(error.message).toBe(
      'data/x.duckdb is held by another process (PID 5292). DuckDB lets in one process at a time: ' +
        'stop that one, or choose another file (duckdb.path)',
    );
  });

  test.each([
    ['IO Error: Could not write file "/x": No space left on device', StoreUnavailableError],
    ["ENOSPC: no space left on device, mkdir 'data'", StoreUnavailableError],
    ['IO Error: Could not set lock on file "/x": Resource temporarily unavailable', StoreDeniedError],
    ['IO Error: The file "/x" exists, but it is not a valid DuckDB database file!', StoreDeniedError],
    ["EACCES: permission denied, mkdir 'data'", StoreDeniedError],
  ])('because of %j is the right kind of error', (message, kind) => {
    expect(openingError('x', new Error(message))).toBeInstanceOf(kind);
  });
});

test.each(['IO Error: Cannot open file "/x": Permission denied', "EACCES: permission denied, stat '/x'"])(
  'a file that this user may not have, %j, is not advised to be moved away',
  (message) => {
    const said = openingError('/x', new Error(message)).message;
    expect(said).toContain('run this as the user that the collector runs as, or give them to this user (chown)');
    expect(said).not.toContain('move');
  },
);

test.each([
  ['Conversion Error: Could not convert string', 'reject'],
  ['Catalog Error: Column with name A already exists!', 'reject'],
  ['TransactionContext Error: Failed to commit: Could not write file "/x": No space left on device', 'retry'],
  ['IO Error: Could not read from file', 'retry'],
])('a write that fails with %j is answered by: %s', (message, recovery) => {
  expect(writingError(new Error(message), [])).toMatchObject({recovery});
});

test('an error that the collector knows already stays as it is', () => {
  const error = new StoreDeniedError('held');
  expect(workingError(error)).toBe(error);
});

test('only what DuckDB calls fatal is fatal', () => {
  expect(isFatal(new Error('FATAL Error: Failed: database has been invalidated'))).toBe(true);
  expect(isFatal(new Error('IO Error: a FATAL Error'))).toBe(false);
  expect(isFatal(writingError(new Error('FATAL Error: Failed to commit'), []))).toBe(true);
  expect(isFatal(new StoreDeniedError('held'))).toBe(false);
});
