/** Since when phone makers tell categories of messages apart. Grafana draws no fixed dates over charts, so they stand in a list. */
const changes: readonly (readonly [date: string, platform: string])[] = [
  ['2023-02-01', 'Xiaomi'],
  ['2023-04-03', 'vivo'],
  ['2023-09-15', 'Huawei'],
  ['2024-11-20', 'OPPO'],
  ['2024-12-31', 'Honor'],
  ['2025-05-07', 'Meizu'],
];

const rows = changes.map(([date, platform]) => `| ${date} | ${platform} |`).join('\n');

export const vendorRules = {
  title: 'New rules of phone makers',
  description: 'Dates at which a platform began to limit messages by their category.',
  content: `A step in a delivery rate on one of these dates is the phone maker's doing: from then on, messages that are not declared as chat or
system messages count against a daily limit for each device, and what exceeds it is dropped.

| since | platform |
| --- | --- |
${rows}
`,
};
