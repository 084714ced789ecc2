import {expect, test} from '@jest/globals';
import type {Finding} from '../../src/domain/finding.js';
import {quietSentence, sentence} from '../../src/findings/sentence.js';
import {at} from '../support/doubles/manual-clock.js';
import {aFinding, aReason} from '../support/fixtures/a-finding.js';

const said = (more: Partial<Finding>) => sentence(aFinding(more), 'Asia/Shanghai');

test('an incident that is over says what, when, how much and why', () => {
  expect(said({})).toBe(
    'Huawei at shop-cn: delivery fell from 92 % to 36 %, 24 Nov 05:00–11:00, about 24,000 pushes; 81 % of the losses: quota used up. Over.',
  );
});

test('one that goes on says since when, and one of two days names both', () => {
  expect(said({until: null, reasons: []})).toBe(
    'Huawei at shop-cn: delivery fell from 92 % to 36 %, since 24 Nov 05:00, about 24,000 pushes.',
  );
  expect(said({until: at('2026-11-25T11:00+08:00'), reasons: []})).toContain(', 24 Nov 05:00 – 25 Nov 11:00, ');
});

test('times are those of the zone', () => {
  expect(sentence(aFinding({}), 'Europe/Berlin')).toContain('23 Nov 22:00 – 24 Nov 04:00');
});

const going = {until: null, reasons: [], usual: null, now: null} as const;

test.each<[string, Partial<Finding>, string]>([
  ['a whole app', {platform: null}, 'All platforms at shop-cn: delivery fell'],
  ['broadcasts', {report: 'broadcast'}, 'Huawei at shop-cn (broadcasts): delivery fell'],
  ['a number that has no name', {platform: 'platform_12'}, 'platform_12 at shop-cn: '],
  ['sends', {kind: 'send', now: 0.004}, 'Huawei at shop-cn: the send rate fell from 92 % to <1 %, '],
  ['clicks', {kind: 'click'}, 'Huawei at shop-cn: the click rate fell from 92 % to 36 %, '],
  [
    'a low level',
    {...going, kind: 'low-delivery', now: 0.31},
    'Huawei at shop-cn: delivery is very low, 31 %, since 24 Nov 05:00.',
  ],
  [
    'silence',
    {...going, kind: 'silence', pushes: 3120},
    'Huawei at shop-cn: nothing is sent, since 24 Nov 05:00, about 3,100 pushes.',
  ],
  [
    'receipts',
    {...going, kind: 'receipts', volume: 41_230},
    'Huawei at shop-cn: not one receipt of about 41,000 pushes, since 24 Nov 05:00.',
  ],
  [
    'credentials',
    {kind: 'credentials', class: 'config'},
    'Huawei at shop-cn: credentials were refused, delivery fell from 92 % to 36 %, ',
  ],
  [
    'credentials that nothing is sent without',
    {kind: 'credentials', reasons: [aReason({stage: 'ready'})], until: null},
    'Huawei at shop-cn: credentials are refused, the send rate fell from 92 % to 36 %, ',
  ],
  [
    'a quota',
    {...going, kind: 'quota', class: 'quota'},
    'Huawei at shop-cn: a quota is used up, since 24 Nov 05:00, about 24,000 pushes.',
  ],
  [
    'losses of a class',
    {kind: 'loss-class', class: 'token', usual: 0.03, now: 0.12},
    'Huawei at shop-cn: losses of the class token rose from 3 % to 12 %, ',
  ],
  [
    'a mix',
    {kind: 'mix', platform: null, reasons: [], note: '86 % of the pushes, usually 50 %, are those of APNs'},
    'shop-cn: delivery fell from 92 % to 36 % by the mix of platforms alone, 24 Nov 05:00–11:00, about 24,000 pushes; 86 % of the pushes, usually 50 %, are those of APNs. Over.',
  ],
  [
    'a mix for the better',
    {kind: 'mix', platform: null, reasons: [], usual: 0.8, now: 0.87},
    'shop-cn: delivery rose from 80 % to 87 % by the mix of platforms alone, ',
  ],
  [
    'collecting',
    {...going, kind: 'failed', platform: null, step: '1h', pushes: null, note: 'the signature is not accepted'},
    'Collecting chat 1h of shop-cn, since 24 Nov 05:00: the signature is not accepted.',
  ],
])('%s', (_, more, beginning) => {
  expect(said(more).slice(0, beginning.length)).toBe(beginning);
});

test('what else is known stands behind the reason', () => {
  expect(said({note: 'new rules of the phone maker hold since 2026-11-24'})).toMatch(
    /quota used up; new rules of the phone maker hold since 2026-11-24\. Over\.$/,
  );
});

test('a quiet span says what was looked at', () => {
  const span = {from: '2026-11-17T00:00:00Z', to: '2026-11-24T00:00:00Z'};
  expect(quietSentence({...span, windows: {collected: 168, expected: 168}})).toBe(
    'Nothing unusual in 7 days (168 of 168 windows)',
  );
  expect(quietSentence({...span, to: '2026-11-17T05:00:00Z', windows: {collected: 1500, expected: null}})).toBe(
    'Nothing unusual in 5 hours (1,500 windows)',
  );
});
