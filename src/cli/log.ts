import {Writable} from 'node:stream';
import {pino} from 'pino';
import type {Config} from '../config/config.js';
import {secretsOf} from '../config/secrets.js';
import type {Log} from '../domain/ports.js';
import {redactor} from './redaction.js';
import type {Output} from './terminal.js';

/** JSON lines, or readable ones on a terminal, without secrets. */
export async function createLog(config: Config, output: Output): Promise<Log> {
  const withoutSecrets = redactor(secretsOf(config).map(([, secret]) => secret));
  const redacted = {
    write(line: string): void {
      output.write(withoutSecrets(line));
    },
  };
  const {level} = config.log;
  const plain: Log = pino({level}, redacted);
  if (!output.isTTY) return plain;
  // Only a terminal needs it; a service starts faster without it.
  const {default: pretty} = await import('pino-pretty');
  const destination = new Writable({
    write(line, _encoding, done) {
      redacted.write(String(line));
      done();
    },
  });
  const readable: Log = pino(
    {level},
    pretty({destination, ignore: 'pid,hostname', sync: true, colorize: output.hasColors?.() ?? false}),
  );
  return readable;
}
