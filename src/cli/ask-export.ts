import {Client} from 'undici';
import type {Config} from '../config/config.js';
import {StoreDeniedError} from '../domain/errors.js';
import {printable} from '../domain/printable.js';
import type {Manifest} from '../export/manifest.js';
import type {ExportAsked} from '../export/serving.js';
import {isOwnSocket} from './ask-collector.js';
import {socketPathOf} from './listen-options.js';

/** One line of what the collector tells. */
interface Told {
  readonly measurement?: string;
  readonly points?: number;
  readonly result?: Manifest;
  readonly error?: string;
}

/** Has the collector that holds the file export from it. `held`: why this process cannot. */
export async function askExport(
  config: Config,
  asked: ExportAsked,
  held: StoreDeniedError,
  onCopied: (table: {readonly measurement: string; readonly points: number}) => void,
): Promise<Manifest> {
  const socketPath = socketPathOf(config);
  if (socketPath === undefined || !(await isOwnSocket(socketPath, config.duckdb.path))) throw held;
  const client = new Client('http://localhost', {socketPath});
  try {
    const headers = {'content-type': 'application/json'};
    const request = {path: '/api/export', method: 'POST', headers, body: JSON.stringify(asked)} as const;
    const response = await client.request(request).catch((cause) => {
      throw new StoreDeniedError(`${held.message}; nor does it answer at ${socketPath}`, {}, {cause});
    });
    if (response.statusCode !== 200) throw failed(socketPath, `status ${response.statusCode}`);
    return await resultIn(response.body, socketPath, onCopied);
  } finally {
    await client.destroy();
  }
}

async function resultIn(
  body: AsyncIterable<Uint8Array>,
  socketPath: string,
  onCopied: Parameters<typeof askExport>[3],
): Promise<Manifest> {
  for await (const line of linesOf(body)) {
    const {result, error, measurement, points = 0} = JSON.parse(line) as Told;
    if (error !== undefined) throw failed(socketPath, error);
    if (result) return result;
    if (measurement !== undefined) onCopied({measurement, points});
  }
  throw failed(socketPath, 'it went away before the export was done');
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of body) {
    const lines = (rest + decoder.decode(piece, {stream: true})).split('\n');
    rest = lines.pop()!;
    yield* lines.filter(Boolean);
  }
}

function failed(socketPath: string, reason: string): StoreDeniedError {
  return new StoreDeniedError(`the collector at ${socketPath} answers: ${printable(reason.slice(0, 1000))}`);
}
