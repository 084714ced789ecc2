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
  // Thousands may lie in one folder.
  const folders = new Map<string, boolean>();
  return secretsOf(config).flatMap(([secret, {file}]) => {
    const mode = file === undefined ? 0 : modeForOthers(file, folders);
    return mode > 0 ? [{secret, file: file!, mode: mode.toString(8)}] : [];
  });
}

/** The file's mode, if it lets others in and they get to it; otherwise 0, also for a file that is gone. */
function modeForOthers(file: string, folders: Map<string, boolean>): number {
  try {
    const mode = statSync(file).mode & 0o777;
    if (!(mode & 0o006)) return 0;
    const place = realpathSync(file);
    return place.startsWith(HANDED_OVER) || !isOpen(path.dirname(place), folders) ? 0 : mode;
  } catch {
    return 0;
  }
}

/** Whether everybody may pass through the folder and all above it. `folders`: what is known already. */
function isOpen(folder: string, folders: Map<string, boolean>): boolean {
  const above = path.dirname(folder);
  const known = folders.get(folder);
  if (known !== undefined) return known;
  const open = (statSync(folder).mode & 0o001) !== 0 && (above === folder || isOpen(above, folders));
  folders.set(folder, open);
  return open;
}
