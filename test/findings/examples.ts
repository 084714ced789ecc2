import type {Finding, FindingReason} from '../../src/domain/finding.js';
import {at} from '../support/doubles/manual-clock.js';

export function aReason(more: Partial<FindingReason> = {}): FindingReason {
  const meaning = {
    class: 'quota',
    meaning: 'quota used up',
    advice: 'Send less.',
    known: true,
    probable: false,
  } as const;
  return {...meaning, platform: 'huawei', stage: 'sent', code: '503', count: 19_440, share: 0.81, ...more};
}

export function aFinding(more: Partial<Finding> = {}): Finding {
  return {
    kind: 'delivery',
    severity: 'critical',
    app: 'shop-cn',
    platform: 'huawei',
    report: 'chat',
    step: null,
    class: null,
    since: at('2026-11-24T05:00+08:00'),
    until: at('2026-11-24T11:00+08:00'),
    now: 0.36,
    usual: 0.92,
    pushes: 24_123,
    volume: 43_000,
    age: null,
    reasons: [aReason()],
    note: '',
    ...more,
  };
}
