import {Writable} from 'node:stream';
import {pino} from 'pino';
import type {Config} from '../config/config.js';
import type {Log} from '../domain/ports.js';
import type {Output} from './terminal.js';

type Secrets = Pick<Config, 'apps' | 'influxdb'>;

/** JSON lines, or readable ones on a terminal. Secrets are taken out by value, wherever they may have crept in. */
export async function createLog(config: Secrets & Pick<Config, 'log'>, output: Output): Promise<Log> {
  const values = secretValues(config);
  const redacted = {
    write(line: string): void {
      const clean = values.reduce((text, value) => text.replaceAll(value, '[secret]'), line);
      output.write(clean.replace(/usersig=[^&\s"]+/g, 'usersig=[secret]'));
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

function secretValues({apps, influxdb}: Secrets): string[] {
  const secrets = [...apps.map(({secretKey}) => secretKey), influxdb.token, influxdb.password];
  return secrets.flatMap((secret) => secret?.read() ?? []);
}
