import {describe, expect, test} from '@jest/globals';
import type {Context} from '../../../src/domain/report.js';
import {chatLoss} from '../../../src/timpush/reports/chat-loss.js';
import {reports} from '../../../src/timpush/reports.js';
import {aContext} from './example.js';
import {losses, lossPoint, lossRow, verdict} from './loss-example.js';

const sample = {...verdict, ...losses};
const ofPlatforms = (...rows: unknown[]) => ({...verdict, PlatformPostSendDeliveredLoss: rows});
const read = (body: unknown, more: Partial<Context> = {}) => chatLoss.transform(body, aContext(more));
/** Of one platform's rows at stage `sent`: class, code, count and text. */
const found = (...rows: unknown[]) =>
  read(ofPlatforms(...rows)).points.map(({tags, fields}) => [tags.class, tags.code, fields.count, fields.text]);

test('the report is known by its name, with the limits that the vendor documents', () => {
  expect(reports['chat-loss']).toBe(chatLoss);
  expect(chatLoss).toMatchObject({
    command: 'normal_push_loss',
    maxWindow: 604_800,
    retention: 604_800,
    maxSpan: 604_800,
  });
});

test("the vendor's sample becomes a point for each code, in total and by platform, with its class", () => {
  const {points, platforms} = read(sample);
  expect(points).toEqual([
    lossPoint({platform: 'total', stage: 'ready', class: 'config', code: '-1'}, 167, 'certificate id not set'),
    lossPoint({platform: 'total', stage: 'ready', class: 'user', code: '-2'}, 7, 'no token'),
    lossPoint({platform: 'apns', stage: 'ready', class: 'config', code: '-1'}, 5, 'certificate id not set'),
    lossPoint({platform: 'huawei', stage: 'ready', class: 'config', code: '-1'}, 123, 'certificate id not set'),
    lossPoint({platform: 'total', stage: 'sent', class: 'token', code: '10302'}, 3, 'bad regId'),
    lossPoint({platform: 'vivo', stage: 'sent', class: 'token', code: '10302'}, 3, 'bad regId'),
  ]);
  expect(platforms).toEqual(['apns', 'huawei', 'vivo']);
});

test('the arrays may stand one level down: in the sample of the page the key of that object was forgotten', () => {
  expect(read({...verdict, Result: losses})).toEqual(read(sample));
  expect(read({...verdict, '': losses, Extra: {More: 1}, List: [losses]})).toEqual(read(sample));
});

test('an array that is missing is one without rows, and no losses are no points', () => {
  expect(read({...verdict, ReadyToSendLoss: []})).toEqual({points: [], platforms: []});
  expect(
    read({...verdict, ReadyToSendLoss: null, PostSendDeliveredLoss: losses.PostSendDeliveredLoss}).points,
  ).toHaveLength(1);
});

test('rows of one code are added up; the first has the text', () => {
  expect(found(lossRow(7, '10302', 3, 'one'), lossRow(7, '10070', 1), lossRow(7, '10302', 4, 'two'))).toEqual([
    ['token', '10302', 7, 'one'],
    ['quota', '10070', 1, ''],
  ]);
});

test("a code of APNs has a class by the word of Apple's reason, and is added up apart", () => {
  expect(
    found(
      lossRow(1, '400', 5, 'BadDeviceToken'),
      lossRow(1, '400', 9, 'DeviceTokenNotForTopic'),
      lossRow(1, '400', 2, 'reason: BadDeviceToken'),
    ),
  ).toEqual([
    ['config', '400', 9, 'DeviceTokenNotForTopic'],
    ['token', '400', 7, 'BadDeviceToken'],
  ]);
});

test('a code may come as a number, as it does in the traces and webhooks of the vendor', () => {
  expect(found(lossRow(7, 10_302, 3))).toEqual([['token', '10302', 3, '']]);
  expect(found(lossRow(7, -0, 3))).toEqual([['unknown', '0', 3, '']]);
});

test('a text is printable and has at most 200 characters', () => {
  expect(found(lossRow(2, '99', 1, `a\u001b[31m\n${'x'.repeat(300)}`))).toEqual([
    ['unknown', '99', 1, `a [31m ${'x'.repeat(193)}`],
  ]);
  expect(found(lossRow(2, '99', 1, undefined), lossRow(2, '99', 1, null))).toEqual([['unknown', '99', 2, '']]);
});

describe('a code that no store could hold as a tag, or that no person could read, goes with the others', () => {
  test.each([
    ['an empty one', ''],
    ['a long one', 'x'.repeat(65)],
    ['a line break', '99\n98'],
    ['a control character', '99\u0000'],
    ['other letters', '錯誤'],
    ['half a character', '\ud83d'],
    ['a backslash at its end', '99\\'],
    ['the name of the others', 'other'],
  ])('%s', (_, code) => {
    expect(found(lossRow(2, code, 4, 'its text'), lossRow(2, '10029', 1))).toEqual([
      ['token', '10029', 1, ''],
      ['unknown', 'other', 4, ''],
    ]);
  });

  test.each(['x'.repeat(64), 'a b', ' ', 'a\\b', "';--", 'a,b=c', '__proto__', 'null'])('not so %j', (code) => {
    expect(found(lossRow(2, code, 4))).toEqual([['unknown', code, 4, '']]);
  });
});

describe('of many codes', () => {
  const rows = (count: number, countOf: (i: number) => number) =>
    Array.from({length: count}, (_, i) => lossRow(2, `c${String(i).padStart(3, '0')}`, countOf(i)));
  const codes = (body: unknown[]) => found(...body).map(([, code, count]) => [code, count]);

  test('fifty of a stage and platform are kept, the largest, and the rest is added up', () => {
    const kept = codes(rows(60, (i) => i + 1));
    expect(kept).toHaveLength(51);
    expect(kept[0]).toEqual(['c059', 60]);
    expect(kept[49]).toEqual(['c010', 11]);
    expect(kept[50]).toEqual(['other', 55]);
  });

  test('fifty are kept as they are', () => {
    expect(codes(rows(50, () => 1))).toHaveLength(50);
  });

  test('of equal counts the first by code are kept, in whatever order they come', () => {
    const all = rows(52, () => 3);
    expect(codes(all).slice(48)).toEqual([
      ['c048', 3],
      ['c049', 3],
      ['other', 6],
    ]);
    expect(codes(all.toReversed())).toEqual(codes(all));
  });

  test('another stage or platform has fifty of its own', () => {
    const many = rows(60, () => 1);
    const body = {
      ...ofPlatforms(...many, ...many.map((row) => ({...row, PushPlatform: 6}))),
      PlatformReadyToSendLoss: many,
    };
    expect(read(body).points).toHaveLength(3 * 51);
  });
});

test('an identity that an earlier answer had and this one lacks is written as zeros', () => {
  const expired = {platform: 'apns', stage: 'sent', class: 'config', code: '403'};
  const stored = [
    lossPoint(expired, 90, 'ExpiredProviderToken'),
    lossPoint({platform: 'vivo', stage: 'sent', class: 'token', code: '10302'}, 1, 'old text'),
  ];
  const {points, platforms} = read(ofPlatforms(lossRow(7, '10302', 3, 'bad regId')), {stored});
  expect(points).toEqual([
    lossPoint({platform: 'vivo', stage: 'sent', class: 'token', code: '10302'}, 3, 'bad regId'),
    lossPoint(expired, 0, 'ExpiredProviderToken'),
  ]);
  expect(platforms).toEqual(['vivo']);
});

test('at an age the sums of each class are kept, with those that vanished as zero', () => {
  const stored = [lossPoint({platform: 'apns', stage: 'sent', class: 'config', code: '403'}, 90, '')];
  const rows = [lossRow(7, '10302', 3), lossRow(7, '10070', 2), lossRow(7, '10072', 5)];
  const {points} = read(ofPlatforms(...rows), {stored, refresh: [{name: '10m', seconds: 600}]});
  expect(points.slice(4).map(({measurement, tags, fields}) => ({measurement, tags, fields}))).toEqual(
    [
      [{platform: 'vivo', stage: 'sent', class: 'quota'}, 7],
      [{platform: 'vivo', stage: 'sent', class: 'token'}, 3],
      [{platform: 'apns', stage: 'sent', class: 'config'}, 0],
    ].map(([tags, count]) => ({
      measurement: 'timpush_chat_loss_1h_aged',
      tags: {app: 'shop', sdkappid: '1400000001', ...(tags as object), age: '10m'},
      fields: {count},
    })),
  );
});

test('no point of an age comes twice, in whatever order a store tells the tags of a code that vanished', () => {
  const {tags, ...vanished} = lossPoint({platform: 'vivo', stage: 'sent', class: 'token', code: '10301'}, 90, '');
  const stored = [{...vanished, tags: Object.fromEntries(Object.entries(tags).sort())}];
  const refresh = [{name: '10m', seconds: 600}];
  const {points} = read(ofPlatforms(lossRow(7, '10302', 3)), {stored, refresh});
  expect(points.slice(2).map(({tags: {age, class: of}, fields}) => [age, of, fields])).toEqual([
    ['10m', 'token', {count: 3}],
  ]);
});

test('every point has the same tags and fields', () => {
  const body = {
    ...sample,
    PlatformPostSendDeliveredLoss: [lossRow(99, '錯', 1), lossRow(1, '400', 1, 'BadDeviceToken')],
  };
  const shapes = read(body).points.map(({tags, fields}) =>
    [Object.keys(tags).sort(), Object.keys(fields).sort()].join(),
  );
  expect([...new Set(shapes)]).toEqual(['app,class,code,platform,sdkappid,stage,count,text']);
});
