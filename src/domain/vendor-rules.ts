import type {EpochSeconds} from './window.js';

/** A platform's new rules, and the instant from which they hold. */
export interface VendorRule {
  readonly platform: string;
  readonly date: string;
  readonly since: EpochSeconds;
}

/** Since when phone makers tell categories of messages apart: days of China. Another one is added here. */
export const vendorRules: readonly VendorRule[] = [
  rule('2023-02-01', 'xiaomi'),
  rule('2023-04-03', 'vivo'),
  rule('2023-09-15', 'huawei'),
  rule('2024-11-20', 'oppo'),
  rule('2024-12-31', 'honor'),
  rule('2025-05-07', 'meizu'),
];

function rule(date: string, platform: string): VendorRule {
  return {platform, date, since: Date.parse(`${date}T00:00+08:00`) / 1000};
}
