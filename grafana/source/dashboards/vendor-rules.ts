/** A platform's new rules, and the instant (Unix seconds) from which they hold. */
export interface VendorRule {
  readonly platform: string;
  readonly date: string;
  readonly since: number;
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

export const vendorRuleTitle = 'New rules of the phone maker';

/** What the marks mean, and all of them, whichever range is looked at. */
export const vendorRulePanel = {
  title: 'New rules of phone makers',
  description: 'Dates at which a platform began to limit messages by their category.',
  content: `The charts have a mark at the first window of a platform on each of these dates. A step in a delivery rate there is the phone maker's doing:
from then on, messages that are not declared as chat or system messages count against a daily limit for each device, and what exceeds
it is dropped.

| since | platform |
| --- | --- |
${vendorRules.map(({date, platform}) => `| ${date} | ${platform} |`).join('\n')}
`,
};
