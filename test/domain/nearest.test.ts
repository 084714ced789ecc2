import {expect, test} from '@jest/globals';
import {nearest, suggestion} from '../../src/domain/nearest.js';

const platforms = ['unknown', 'apns', 'xiaomi', 'huawei', 'fcm', 'meizu', 'oppo', 'vivo', 'honor'];

test.each([
  ['fmc', 'fcm'],
  ['FCM', 'fcm'],
  ['fc', 'fcm'],
  ['apn', 'apns'],
  ['huwaei', 'huawei'],
  ['honour', 'honor'],
  ['mipush', undefined],
  ['gcm2', undefined],
  ['', undefined],
])('%j most likely meant %j', (word, meant) => {
  expect(nearest(word, platforms)).toBe(meant);
});

test('letters that change places count as one, wherever they stand', () => {
  expect(nearest('ahoy', ['hoy', 'haoy'])).toBe('hoy');
  expect(nearest('ba', ['ab'])).toBe('ab');
  expect(nearest('a', ['ab', 'ba'])).toBe('ab');
});

test('a sentence ends with what was meant, or as it was', () => {
  expect(suggestion('fmc', platforms)).toBe(', was “fcm” meant?');
  expect(suggestion('mipush', platforms)).toBe('');
});
