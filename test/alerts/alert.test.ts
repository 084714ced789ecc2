import {expect, test} from '@jest/globals';
import {alertOf} from '../../src/alerts/alert.js';
import type {FindingView} from '../../src/domain/finding.js';
import {aFindingView} from '../support/fixtures/a-finding.js';

const told = (over: Partial<FindingView> = {}, publicUrl?: string) => alertOf(aFindingView(over), publicUrl);

test('labels say what, where and how bad; what a finding does not have is no label', () => {
  expect(told().labels).toEqual({
    alertname: 'TimpushDelivery',
    service: 'push',
    app: 'shop-cn',
    platform: 'huawei',
    report: 'chat',
    severity: 'critical',
  });
  const hole = told({kind: 'hole', platform: null, step: '1h', severity: 'warning'});
  expect(hole.labels).toMatchObject({alertname: 'TimpushHole', step: '1h', severity: 'warning'});
  expect(hole.labels).not.toHaveProperty('platform');
  expect(told({kind: 'low-delivery'}).labels.alertname).toBe('TimpushLowDelivery');
  expect(told({kind: 'loss-class', class: 'quota'}).labels).toMatchObject({
    alertname: 'TimpushLossClass',
    class: 'quota',
  });
});

test('labels stay the same however the figures move: they are who an alert is', () => {
  const later = {since: '2026-03-02T06:00:00Z', now: 0.1, pushes: 90_000, volume: 100_000, note: 'new rules'};
  expect(told(later).labels).toEqual(told().labels);
});

test('it says why, what to do, and how sure it is', () => {
  const reason = {
    platform: 'huawei',
    stage: 'sent',
    code: '80300010',
    count: 19_440,
    share: 0.81,
    class: 'quota',
    meaning: 'quota of the day used up',
    advice: 'apply for more',
    known: true,
    probable: false,
  } as const;
  expect(told({reasons: [reason], note: 'Huawei has new rules\nsince yesterday'}).annotations).toEqual({
    summary: 'huawei at shop-cn: delivery fell',
    description: [
      '81 % of the losses: quota of the day used up (huawei, code 80300010); what to do: apply for more',
      'Huawei has new rules since yesterday',
      'Counted 40,000 pushes, 1h after the end of their windows.',
    ].join('\n'),
  });
  expect(told({volume: null, age: null}).annotations).toEqual({summary: 'huawei at shop-cn: delivery fell'});
});

test('it leads to the page that shows it, where that has an address', () => {
  expect(told()).not.toHaveProperty('generatorURL');
  const page = 'https://push.example/console';
  expect(told({}, page).generatorURL).toBe(`${page}/?app=shop-cn&platform=huawei&report=chat`);
  expect(told({kind: 'click', platform: null}, page).generatorURL).toBe(`${page}/?app=shop-cn&report=chat&rate=click`);
  expect(told({kind: 'silence'}, page).generatorURL).toBe(`${page}/?app=shop-cn&platform=huawei&report=chat&rate=send`);
  expect(told({kind: 'failed', platform: null}, page).generatorURL).toBe(
    `${page}/?view=collecting&app=shop-cn&report=chat`,
  );
});
