/** One Tencent SDKAppID under a stable name. The name is part of every point's identity. */
export interface App {
  readonly name: string;
  readonly sdkAppId: number;
  /** IANA zone in which this app's days are cut. */
  readonly timezone: string;
  /** Platforms that never report receipts; their pushes stay out of the delivery rate. */
  readonly withoutReceipts: readonly string[];
}
