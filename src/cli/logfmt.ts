/** A line of the JSON log as logfmt: `time=… level=warn msg="window rejected" app=shop`. What is inside an object is named by its path. */
export function logfmtLine(json: string): string {
  const {time, level, msg, pid: _, hostname: __, ...rest} = JSON.parse(json) as Record<string, unknown>;
  const first = {time: new Date(Number(time)).toISOString(), level: LEVELS[Number(level)] ?? level, msg};
  return `${[...pairs(first), ...pairs(rest)].join(' ')}\n`;
}

const LEVELS: Readonly<Record<number, string>> = {20: 'debug', 30: 'info', 40: 'warn', 50: 'error'};

function pairs(values: object, path = ''): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const name = path + key.replace(/[^\w-]+/g, '_');
    if (value === undefined) return [];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return pairs(value, `${name}.`);
    return `${name}=${text(value)}`;
  });
}

/** In one line, whatever is in it. */
function text(value: unknown): string {
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  return plain === '' || /[\s"=\\\p{Cc}\p{Zl}\p{Zp}]/u.test(plain) ? JSON.stringify(plain) : plain;
}
