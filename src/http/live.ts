import {setInterval} from 'node:timers';
import type {FastifyReply} from 'fastify';

/** What is sent every second; it holds the time, so that silence means a dead connection. */
export type Snapshot = () => unknown;

const EVERY_MS = 1000;
/** A client that reads nothing is disconnected. */
const MAX_UNREAD = 1_000_000;

/** Answers with server-sent events until either end goes away. */
export function sendLive(reply: FastifyReply, snapshot: Snapshot): void {
  reply.hijack();
  const {raw} = reply;
  raw.writeHead(200, {...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream'});
  const send = () => {
    if (raw.writableLength > MAX_UNREAD) raw.destroy();
    else raw.write(`data: ${JSON.stringify(snapshot())}\n\n`);
  };
  const timer = setInterval(send, EVERY_MS);
  raw.on('close', () => clearInterval(timer));
  raw.write('retry: 1000\n');
  send();
}
