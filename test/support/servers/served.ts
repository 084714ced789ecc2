/** What a running collector serves at its HTTP port. */
export interface Served {
  readonly status: number;
  readonly text: string;
}

export async function served(port: number, path: string, password?: string): Promise<Served> {
  const headers: Record<string, string> = password
    ? {authorization: `Basic ${Buffer.from(`:${password}`).toString('base64')}`}
    : {};
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {headers});
  return {status: answer.status, text: await answer.text()};
}

/** The sum of a counter or gauge over all label sets that hold the given text. */
export function metricSum(text: string, name: string, labels = ''): number {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`timpush_collector_${name}`) && line.includes(labels));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
