import {expect, test} from '@jest/globals';
import {CollectorGoneError} from '../../src/cli/ask-collector.js';
import {askedOrHere} from '../../src/cli/running-collector.js';
import type {Config} from '../../src/config/config.js';
import {StoreDeniedError} from '../../src/domain/errors.js';

const config = {
  store: 'duckdb',
  duckdb: {path: '/nowhere/push.duckdb'},
  http: {host: '127.0.0.1', port: 1},
} as unknown as Config;
const held = () => new StoreDeniedError('the file is held', {path: '/nowhere/push.duckdb', pid: 1});

test('a collector that ends while it works for a command over HTTP is waited for', async () => {
  let [asked, tried] = [0, 0];
  const answer = await askedOrHere(
    config,
    {},
    {
      asked: async () => {
        asked += 1;
        throw new CollectorGoneError('the collector is stopping');
      },
      here: async () => {
        tried += 1;
        if (tried < 3) throw held();
        return 'done here';
      },
    },
  );
  expect({answer, asked, tried}).toEqual({answer: 'done here', asked: 2, tried: 3});
});
