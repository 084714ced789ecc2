import {setInterval} from 'node:timers';
import type {FastifyInstance} from 'fastify';
import {CollectorError} from '../domain/errors.js';
import type {Log} from '../domain/ports.js';
import {QuestionLimit} from './question-limit.js';

/** Does what may take long, and tells meanwhile how far it is. The signal aborts when the client has gone. Resolves to the result. */
export type Command = (body: unknown, tell: (line: object) => void, gone: AbortSignal) => Promise<unknown>;

/** A line that says nothing keeps the connection. */
const EVERY_MS = 5000;

/** One command at a time. What it tells are lines of JSON; the last one has the result, or what went wrong. */
export function addCommands(app: FastifyInstance, commands: Readonly<Record<string, Command>>, log: Log): void {
  const limit = new QuestionLimit({atOnce: 1, open: 2});
  for (const [path, command] of Object.entries(commands)) {
    app.post(path, {bodyLimit: 100_000}, async ({body}, reply) => {
      reply.hijack();
      const {raw} = reply;
      const tell = (line: object) => void raw.write(`${JSON.stringify(line)}\n`);
      raw.writeHead(200, {'content-type': 'application/x-ndjson', 'cache-control': 'no-store'});
      raw.flushHeaders();
      const beats = setInterval(() => raw.write('\n'), EVERY_MS);
      try {
        tell({result: await limit.answer(raw, (gone) => command(body, tell, gone))});
      } catch (error) {
        const forPeople = error instanceof CollectorError || (error as {statusCode?: number}).statusCode !== undefined;
        if (!forPeople && !raw.destroyed) log.error({err: error, url: path}, 'command failed');
        tell({error: forPeople ? (error as Error).message : 'internal error'});
      } finally {
        clearInterval(beats);
        raw.end();
      }
    });
  }
}
