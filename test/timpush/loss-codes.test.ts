import {expect, test} from '@jest/globals';
import {type LossClass, lossClasses} from '../../src/domain/loss.js';
import {lookUp, lossTables} from '../../src/timpush/loss-codes.js';

const entries = lossTables.flatMap(({stage, platform, codes}) => codes.map((entry) => ({stage, platform, ...entry})));
const keyOf = ({stage, platform, code}: {stage: string; platform: string; code: string}) =>
  `${stage} ${platform} ${code}`;

/** Written down from the vendors' tables. */
const huaweiCodes =
  '503 6003 80000000 80100000 80100003 80100016 80200001 80200003 80300002 80300007 80300010 2 5 6 10 31 102 201';
const wanted: Readonly<Record<string, string>> = {
  'ready any': '-1 -2',
  'sent apns': '400 403 404 405 410 413 429 500 503',
  'sent fcm':
    'UNSPECIFIED_ERROR INVALID_ARGUMENT UNREGISTERED SENDER_ID_MISMATCH QUOTA_EXCEEDED UNAVAILABLE INTERNAL THIRD_PARTY_AUTH_ERROR 400 401 403 404 429 500 503',
  'sent xiaomi':
    '-1 0 1 10001 10002 10003 10008 10012 10016 10017 10027 10029 10031 10033 10034 10036 10037 20301 20607 21301 21302 21303 21305 22000 22006 22007 22022 22102 26003 26004 26006 27001 65003 65009',
  'sent huawei': huaweiCodes,
  'sent honor': huaweiCodes,
  'sent oppo': '-2 -1 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 30 31 32 33 34 40 41 51 55 59 67 10000',
  'sent vivo': '10000 10070 10071 10072 10073 10085 10094 10104 10252 10254 10302',
  'sent meizu':
    '200 201 500 501 513 518 519 520 1001 1003 1005 1006 110000 110001 110002 110003 110004 110009 110010 110053',
};

test('the dictionary has these codes and no others', () => {
  const found = lossTables.map(({stage, platform, codes}) => [
    `${stage} ${platform}`,
    [...new Set(codes.map(({code}) => code))].join(' '),
  ]);
  expect(Object.fromEntries(found)).toEqual(wanted);
});

test.each(entries.map((entry) => [keyOf(entry), entry] as const))('%s is well-formed', (_, entry) => {
  expect(Object.keys(lossClasses)).toContain(entry.class);
  expect(entry.code).toMatch(/^[\x21-\x7e]{1,64}$/);
  expect(entry.meaning).toMatch(/^\S.*[^.\s]$/);
  expect(entry.advice).toMatch(/^[A-Z][^.]*\.$/);
  expect(entry.source).toMatch(/^(https:\/\/\S+|[^/]\S* .+)$/);
});

test('no code stands twice, and a reason stands for one entry of its code', () => {
  const keys = entries.flatMap((entry) =>
    (entry.reasons ?? ['']).map((reason) => `${keyOf(entry)} ${reason.toLowerCase()}`),
  );
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('only APNs has reasons, and each code with reasons has an entry for all other texts', () => {
  const withReasons = entries.filter(({reasons}) => reasons);
  expect([...new Set(withReasons.map(keyOf))]).toEqual(['sent apns 400', 'sent apns 403', 'sent apns 429']);
  const general = entries.filter(({reasons}) => !reasons).map(keyOf);
  expect(withReasons.map(keyOf).filter((key) => !general.includes(key))).toEqual([]);
});

test.each<readonly ['ready' | 'sent', string, string, LossClass]>([
  ['ready', 'apns', '-1', 'config'],
  ['ready', 'platform_9', '-1', 'config'],
  ['ready', 'vivo', '-2', 'user'],
  ['ready', 'total', '-2', 'user'],
  ['sent', 'xiaomi', '-1', 'vendor'],
  ['sent', 'oppo', '-1', 'vendor'],
  ['sent', 'oppo', '-2', 'quota'],
  ['sent', 'xiaomi', '1', 'vendor'],
  ['sent', 'vivo', '10302', 'token'],
  ['sent', 'vivo', '10000', 'config'],
  ['sent', 'oppo', '10000', 'token'],
  ['sent', 'oppo', '33', 'quota'],
  ['sent', 'vivo', '10070', 'quota'],
  ['sent', 'apns', '410', 'token'],
  ['sent', 'meizu', '201', 'config'],
  ['sent', 'huawei', '201', 'user'],
  ['sent', 'honor', '80300007', 'token'],
  ['sent', 'fcm', 'UNREGISTERED', 'token'],
])('at stage %s on %s the code %s is of class %s', (stage, platform, code, lossClass) => {
  expect(lookUp(stage, platform, code, 'some text')).toMatchObject({class: lossClass, known: true});
});

test('the same code has another meaning at another stage and at another vendor', () => {
  const meanings = [lookUp('ready', 'xiaomi', '-1'), lookUp('sent', 'xiaomi', '-1'), lookUp('sent', 'oppo', '-1')];
  expect(meanings.map(({meaning}) => meaning)).toEqual([
    'no certificate id is set for the platform',
    'unknown error of Xiaomi',
    'the service is unavailable',
  ]);
});

test.each<readonly [string, string, LossClass]>([
  ['400', 'BadDeviceToken', 'token'],
  ['400', '{"reason":"devicetokennotfortopic"}', 'config'],
  ['400', 'PayloadEmpty.', 'policy'],
  ['400', 'NotBadDeviceToken', 'unknown'],
  ['400', 'BadDeviceTokens', 'unknown'],
  ['400', '', 'unknown'],
  ['403', 'ExpiredProviderToken', 'config'],
  ['403', '没有设置证书id', 'config'],
  ['429', 'TooManyRequests', 'quota'],
  ['429', 'TooManyProviderTokenUpdates', 'config'],
  ['410', 'TooManyProviderTokenUpdates', 'token'],
])('APNs %s with the text “%s” is of class %s', (code, text, lossClass) => {
  expect(lookUp('sent', 'apns', code, text).class).toBe(lossClass);
});

test('a provider token that expired is told from a certificate that is bad', () => {
  const advice = ['ExpiredProviderToken', 'BadCertificate', 'Forbidden'].map(
    (text) => lookUp('sent', 'apns', '403', text).advice,
  );
  expect(advice).toEqual([
    'Upload a new APNs key in the Chat console, with its key id and team id.',
    'Upload a new APNs certificate or key in the Chat console, and check that its environment fits.',
    'Upload a new APNs certificate or key in the Chat console, and check that its environment fits.',
  ]);
});

test('the text of other vendors is never matched, whatever it says', () => {
  expect(lookUp('sent', 'fcm', '429', 'TooManyProviderTokenUpdates')).toEqual(lookUp('sent', 'fcm', '429'));
  expect(lookUp('sent', 'xiaomi', '10034', 'BadDeviceToken')).toEqual(lookUp('sent', 'xiaomi', '10034'));
});

test.each<readonly ['ready' | 'sent', string, string, string]>([
  ['sent', 'apns', '1', 'regid_invalid'],
  ['sent', 'huawei', '410', 'Unregistered'],
  ['ready', 'xiaomi', '-3', '没有设置证书id'],
  ['ready', 'total', '-3', 'no reason'],
  ['sent', 'total', '424242', 'a new one'],
  ['sent', 'platform_9', '-1', 'noRight'],
  ['sent', 'constructor', '1', 'no platform'],
  ['sent', 'vivo', '', 'no code'],
])('at stage %s on %s nobody knows the code “%s”: its text is kept', (stage, platform, code, text) => {
  expect(lookUp(stage, platform, code, text)).toEqual({
    class: 'unknown',
    meaning: text,
    advice:
      'Ask the vendor of this platform what the code means, and report code and text to this project, so that both get an entry.',
    known: false,
    probable: false,
  });
});

test('a hostile text is cut and made printable', () => {
  const meaningOf = (text?: string) => lookUp('sent', 'vivo', '4', text).meaning;
  expect(meaningOf(' \u001b[31mred\r\nfake log line\u202e \u2028')).toBe('[31mred fake log line');
  expect(meaningOf('x'.repeat(100_000))).toBe('x'.repeat(200));
  expect(meaningOf(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199));
  expect(meaningOf('\u0000\n')).toBe('the vendor sent no text');
  expect(meaningOf()).toBe('the vendor sent no text');
});

test('a code of the total has the meaning of the only vendor that uses it, as a probable one', () => {
  expect(lookUp('sent', 'total', '10302')).toEqual({...lookUp('sent', 'vivo', '10302'), probable: true});
});

test.each<readonly [string, string, LossClass]>([
  ['-1', 'xiaomi and oppo', 'vendor'],
  ['500', 'apns, fcm and meizu', 'vendor'],
  ['80300007', 'huawei and honor', 'token'],
  ['201', 'huawei and meizu', 'unknown'],
  ['10000', 'oppo and vivo', 'unknown'],
])('the code %s of the total is shared by %s: class %s, and the text is kept', (code, _, lossClass) => {
  expect(lookUp('sent', 'total', code, 'the text')).toEqual({
    class: lossClass,
    meaning: 'the text',
    advice: 'Look at the rows of each platform, since the number means something else for each vendor.',
    known: true,
    probable: lossClass !== 'unknown',
  });
});

test("a vendor's code before sending means the same, probably; a negative one there is Tencent's alone", () => {
  expect(lookUp('ready', 'vivo', '10070')).toEqual({...lookUp('sent', 'vivo', '10070'), probable: true});
  expect(lookUp('sent', 'vivo', '10070').probable).toBe(false);
  expect(lookUp('ready', 'oppo', '-2').meaning).toBe('the device uploaded no token');
});

test.each(['honor 80300002', 'fcm 429', 'oppo 10000'])('%s is marked as probable', (key) => {
  const [platform, code] = key.split(' ');
  expect(lookUp('sent', platform!, code!).probable).toBe(true);
});

test('the row of codes that were added up asks nobody to report it', () => {
  expect(lookUp('sent', 'vivo', 'other', 'text')).toMatchObject({class: 'unknown', known: true});
  expect(lookUp('ready', 'total', 'other').advice).toBe("Read the codes in the vendor's answer itself.");
});
