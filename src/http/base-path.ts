/** The path under which a proxy serves the console, without a slash at the end; empty: none. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/**
 * A proxy may hand the path on or leave it away, so both are answered. What is one of our own paths as it stands stays so, even if it
 * begins as the proxy's does.
 */
export function withoutBase(url: string, base: string, isOurs: (path: string) => boolean): string {
  const [path = ''] = url.split('?', 1);
  return base === '' || !path.startsWith(`${base}/`) || isOurs(path) ? url : url.slice(base.length);
}

/** Relative addresses of the page need the slash. Told relatively, too: only the proxy knows what stands before. */
export function withSlash(url: string): string {
  const [path = '', ...query] = url.split('?');
  return [`${path.slice(path.lastIndexOf('/') + 1)}/`, ...query].join('?');
}
