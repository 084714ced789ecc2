import {realpathSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Config} from './config.js';
import type {Secret} from './secret.js';

type Holder = Pick<Config, 'apps' | 'influxdb' | 'cluster' | 'http' | 'alerts' | 'proxy'>;

/** Every secret of a configuration, by the path of its key. */
export function secretsOf({apps, influxdb, cluster, http, alerts, proxy}: Holder): [string, Secret][] {
  const all: [string, Secret | undefined][] = [
    ...apps.map(({secretKey}, index): [string, Secret] => [`apps[${index}].secretKey`, secretKey]),
    ['influxdb.token', influxdb.token],
    ['influxdb.password', influxdb.password],
    ['cluster.redisUrl', cluster?.redisUrl],
    ['http.password', http.password],
    ['alerts.alertmanagerPassword', alerts.alertmanager?.password],
    ['alerts.alertmanagerToken', alerts.alertmanager?.token],
    ['alerts.webhookToken', alerts.webhook?.token],
    ['HTTP_PROXY', proxy?.http],
    ['HTTPS_PROXY', proxy?.https],
  ];
  return all.filter((entry): entry is [string, Secret] => entry[1] !== undefined);
}

/** Each once. */
export function allSecrets(...configs: readonly Holder[]): Secret[] {
  return [...new Set(configs.flatMap((config) => secretsOf(config).map(([, secret]) => secret)))];
}

/** A secret whose file every user of this machine can read, or even replace. */
export interface ExposedSecret {
  readonly secret: string;
  readonly file: string;
  /** As `chmod` writes it. */
  readonly mode: string;
}

/** Files that a container is handed as its secrets can be read by everybody in it, and that is meant so. */
const HANDED_OVER = '/run/secrets/';

export function exposedSecrets(config: Holder): ExposedSecret[] {
  return secretsOf(config).flatMap(([secret, {file}]) => {
    const mode = file === undefined ? 0 : modeForOthers(file);
    return mode & 0o006 ? [{secret, file: file!, mode: mode.toString(8)}] : [];
  });
}

/** The file's mode; 0 where nobody else gets to it: in a closed folder, or because it is gone. */
function modeForOthers(file: string): number {
  try {
    const place = realpathSync(file);
    return place.startsWith(HANDED_OVER) || !isOpen(path.dirname(place)) ? 0 : statSync(place).mode & 0o777;
  } catch {
    return 0;
  }
}

/** Whether everybody may pass through the folder and all above it. */
function isOpen(folder: string): boolean {
  const above = path.dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (above === folder || isOpen(above));
}
