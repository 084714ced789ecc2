import {Writable} from 'node:stream';
import {pino} from 'pino';
import type {Config} from '../config/config.js';
import {allSecrets} from '../config/secrets.js';
import type {Log} from '../domain/ports.js';
import {logfmtLine} from './logfmt.js';
import {KnownSecrets, redactor} from './redaction.js';
import type {Output} from './terminal.js';

/** Lines as the configuration says, or else readable ones on a terminal and JSON elsewhere; without secrets. */
export async function createLog(
  config: Config,
  output: Output,
  secrets = new KnownSecrets(allSecrets(config)),
): Promise<Log> {
  const withoutSecrets = redactor(secrets);
  const write = (line: string) => void output.write(withoutSecrets(line));
  const {level, format = output.isTTY ? 'pretty' : 'json'} = config.log;
  const stream = {
    json: () => ({write}),
    logfmt: () => ({write: (line: string) => write(logfmtLine(line))}),
    pretty: () => prettyTo(write, output),
  };
  const log: Log = pino({level}, await stream[format]());
  return log;
}

/** Loaded only for people; a service starts faster without it. */
async function prettyTo(write: (text: string) => void, output: Output): Promise<Writable> {
  const {default: pretty} = await import('pino-pretty');
  const destination = new Writable({
    write(line, _encoding, done) {
      write(String(line));
      done();
    },
  });
  return pretty({destination, ignore: 'pid,hostname', sync: true, colorize: output.hasColors?.() ?? false});
}
