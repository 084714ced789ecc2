import {expect, test} from '@jest/globals';
import {Evidence} from './leaks.js';

const secret = 'aVerySecretKey+of/tests=';

test.each([
  ['as it is', `error: ${secret} is wrong`],
  ['in a query', `GET /?key=${encodeURIComponent(secret)}`],
  ['in a Basic header', `Basic ${Buffer.from(`collector:${secret}`).toString('base64')}`],
  ['in a Basic header of another length', `Basic ${Buffer.from(`reader:${secret}`).toString('base64')}`],
  ['in hex', Buffer.from(secret).toString('hex')],
])('a planted secret is found %s', (_, text) => {
  const evidence = new Evidence();
  evidence.add('stderr', text);
  expect(evidence.leaks(['another', secret])).toEqual(['secret 1 in stderr']);
});

test('nothing is found where nothing is', () => {
  const evidence = new Evidence();
  evidence.add('stderr', 'all is well');
  expect(evidence.leaks([secret])).toEqual([]);
});
