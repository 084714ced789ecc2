import type {ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Answer} from './vendor.js';

const DRIP_MS = 200;
const HTML = {'content-type': 'text/html'};
const JSON_TYPE = {'content-type': 'application/json'};
const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
const PORTAL = '<html><head><title>Welcome</title></head><body>Please sign in to use this network.</body></html>';

/** How an answer leaves. */
export interface Sending {
  /** The vendor's clock, Unix milliseconds: what the header `Date` of every answer says. */
  readonly nowMs: number;
  /** Ends a slow answer. */
  readonly signal: AbortSignal;
}

/** Sends an answer, or what its fault makes of it. */
export async function send(response: ServerResponse, {body, fault}: Answer, {nowMs, signal}: Sending): Promise<void> {
  if (response.destroyed) return;
  response.setHeader('date', new Date(nowMs).toUTCString());
  if (fault === 'reset') response.socket?.resetAndDestroy();
  else if (fault === 'http-502') response.writeHead(502, HTML).end(BAD_GATEWAY);
  else if (fault === 'html-200') response.writeHead(200, HTML).end(PORTAL);
  else if (fault === 'empty') response.writeHead(200, JSON_TYPE).end();
  else if (fault === 'truncated') truncate(response, body);
  else if (fault === 'slow') await drip(response, body, signal);
  else response.writeHead(200, JSON_TYPE).end(body);
}

/** Half of the announced length, then the connection closes. */
function truncate(response: ServerResponse, body: string): void {
  response.writeHead(200, {...JSON_TYPE, 'content-length': Buffer.byteLength(body)});
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}

async function drip(response: ServerResponse, body: string, signal: AbortSignal): Promise<void> {
  response.writeHead(200, JSON_TYPE);
  for (const byte of Buffer.from(body)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await pause(DRIP_MS, signal);
  }
  response.end();
}

/** Resolves after `ms`, or at once when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, {signal}).catch(() => undefined);
}
