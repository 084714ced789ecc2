/** What people call the push channels. */
const labels: Readonly<Record<string, string>> = {
  apns: 'APNs',
  xiaomi: 'Xiaomi',
  huawei: 'Huawei',
  fcm: 'FCM',
  meizu: 'Meizu',
  oppo: 'OPPO',
  vivo: 'vivo',
  honor: 'HONOR',
};

/** The tag's value, where nobody calls it anything else. */
export function platformLabel(platform: string): string {
  return labels[platform] ?? platform;
}
