/** Whether a host, as it stands in a URL or in the configuration, is this machine and never leaves it. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
}
