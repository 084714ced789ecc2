import {expect, test} from '@jest/globals';
import {KnownSecrets, redactor} from '../../src/cli/redaction.js';
import {Secret} from '../../src/config/secret.js';

test('secrets are taken out by value, as they are, in JSON and in an address', () => {
  const clean = redactor(new KnownSecrets([new Secret(() => 'a"b/c=')]));
  expect(clean(`a"b/c= ${JSON.stringify('a"b/c=')} ?key=${encodeURIComponent('a"b/c=')}`)).toBe(
    '[secret] "[secret]" ?key=[secret]',
  );
});

test('a secret that was rotated in is taken out as well, and the one before it still', () => {
  let value = 'first-key';
  const secret = new Secret(() => value);
  const clean = redactor(new KnownSecrets([secret]));
  expect(clean('first-key second-key')).toBe('[secret] second-key');
  value = 'second-key';
  secret.read();
  expect(clean('first-key second-key')).toBe('[secret] [secret]');
});

test('a secret that another has replaced is taken out still, and so is one that is replaced by the same value', () => {
  const secrets = new KnownSecrets([new Secret(() => 'first-key'), new Secret(() => 'other-key')]);
  const clean = redactor(secrets);
  secrets.replace([new Secret(() => 'third-key'), new Secret(() => 'other-key')]);
  expect(clean('first-key other-key third-key')).toBe('[secret] [secret] [secret]');
});

test('of two secrets, one the beginning of the other, nothing is left', () => {
  const clean = redactor(new KnownSecrets([new Secret(() => 'key'), new Secret(() => 'key-2')]));
  expect(clean('key-2 key')).toBe('[secret] [secret]');
});

test('a UserSig and credentials in an address are taken out wherever they come from', () => {
  const clean = redactor(new KnownSecrets([]));
  expect(clean('{"url":"/v4?usersig=eJwx&random=1"}')).toBe('{"url":"/v4?usersig=[secret]&random=1"}');
  expect(clean('proxy http://office:p%40ss@proxy.example:3128 fails')).toBe(
    'proxy http://[secret]@proxy.example:3128 fails',
  );
  expect(clean('write to me@example.org, see http://example.org/@home')).toBe(
    'write to me@example.org, see http://example.org/@home',
  );
});
