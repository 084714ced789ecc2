/** Names in the database. They are public: adding one is safe, renaming one breaks people's dashboards. */

export const tag = {
  app: 'app',
  sdkAppId: 'sdkappid',
  platform: 'platform',
  age: 'age',
  event: 'event',
  stage: 'stage',
  class: 'class',
  code: 'code',
  report: 'report',
  step: 'step',
  task: 'task',
  check: 'check',
  kind: 'kind',
} as const;

/** Integer fields of every measurement that holds counts. */
export const countFields = [
  'total',
  'sent',
  'delivered',
  'clicked',
  'receipt_sent',
  'receipt_delivered',
  'receipt_clicked',
] as const;

/** Every name of ours begins with it. */
export const namePrefix = 'timpush_';

/** The step stands in the name, so that no query can add hours to days; totals and platforms are apart, so that no sum counts twice. */
export const measurement = {
  chatTotal: (step: string) => `timpush_chat_total_${step}`,
  chatPlatform: (step: string) => `timpush_chat_platform_${step}`,
  broadcastTotal: (step: string) => `timpush_broadcast_total_${step}`,
  broadcastPlatform: (step: string) => `timpush_broadcast_platform_${step}`,
  chatLoss: (step: string) => `timpush_chat_loss_${step}`,
  broadcastLoss: (step: string) => `timpush_broadcast_loss_${step}`,
  /** One point for each task, whatever the step: never to be added to the others, which contain it. */
  campaignTotal: 'timpush_campaign_total',
  campaignPlatform: 'timpush_campaign_platform',
  /** The counts of a window as they were at one refresh age; of losses, the sums by class. */
  aged: (name: string) => `${name}_aged`,
  ledger: 'timpush_ledger',
  run: 'timpush_run',
  /** What is wrong with pushes and with collecting; a point stands at its beginning. */
  finding: 'timpush_finding',
  /** A point that is written and read back before anything else is written. */
  check: 'timpush_check',
  /** What `verify` has compared; a point stands at the beginning of its day. */
  verify: 'timpush_verify',
} as const;

/** Reports that count pushes: where their counts stand, and what was lost between them, which another report tells. */
export const countReports = {
  chat: {
    total: measurement.chatTotal,
    platform: measurement.chatPlatform,
    loss: measurement.chatLoss,
    lossReport: 'chat-loss',
  },
  broadcast: {
    total: measurement.broadcastTotal,
    platform: measurement.broadcastPlatform,
    loss: measurement.broadcastLoss,
    lossReport: 'broadcast-loss',
  },
} as const;

export type CountReport = keyof typeof countReports;

/** In a row of losses: of all platforms, or of both events, as the API adds them up itself. */
export const TOTAL = 'total';

/** The code of the row that holds the codes which the collector adds up. */
export const OTHER_CODES = 'other';

/** The step whose windows a measurement holds; undefined when it holds none. */
export function stepOf(name: string): string | undefined {
  return /_(\d+[hd])(_aged)?$/.exec(name)?.[1];
}

const platforms = ['unknown', 'apns', 'xiaomi', 'huawei', 'fcm', 'meizu', 'oppo', 'vivo', 'honor'] as const;

/** Platforms by the API's number, 0 to 8. */
export const platformNames: readonly string[] = platforms;

/** The tag value of a push channel; a number that the vendor has not documented keeps its number. */
export function platformName(number: number): string {
  return platformNames[number] ?? `platform_${number}`;
}

const events = ['offline', 'online'];

/** The tag value of how a broadcast was delivered, by the API's number; one that the vendor has not documented keeps its number. */
export function eventName(number: number): string {
  return events[number - 1] ?? `event_${number}`;
}

/** Whether a point may have it: one of the names, or `platform_n` with a number that has none. */
export function isPlatformName(name: string): boolean {
  const number = Number(/^platform_(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  return platformNames.includes(name) || (Number.isSafeInteger(number) && platformName(number) === name);
}
