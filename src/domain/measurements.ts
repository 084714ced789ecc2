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
  /** One point, written and read back by `check`. */
  check: 'timpush_check',
  /** What `verify` has compared; a point stands at the beginning of its day. */
  verify: 'timpush_verify',
} as const;

/** In a row of losses: of all platforms, or of both events, as the API adds them up itself. */
export const TOTAL = 'total';

/** The code of the row that holds the codes which the collector adds up. */
export const OTHER_CODES = 'other';

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
