import {alertsOf} from './alerts.js';
import {readApps} from './apps.js';
import {clusterOf} from './cluster.js';
import type {AppConfig, Config, HttpConfig, InfluxConfig, Known} from './config.js';
import {ConfigError, type Problem} from './config-error.js';
import type {ConfigSource} from './config-file.js';
import {serviceLinkWarnings, unknownVariables, withoutServiceLinks} from './environment.js';
import {readJobs} from './jobs.js';
import {isLoopback} from './loopback.js';
import {readProxy} from './proxy.js';
import {readSettings} from './reader.js';
import {isGiven, openGiven, openSecret} from './secret-source.js';
import type {Draft, Values} from './setting.js';
import {settings} from './settings.js';
import {placedIn, readWritten} from './written.js';

type HttpDraft = Draft<typeof settings>['http'];

/** Reads the configuration and checks all of it; throws one ConfigError that lists every problem. */
export function loadConfig(source: ConfigSource, known: Known): Config {
  const {env} = source;
  const problems: Problem[] = [];
  const written = readWritten(source, problems);
  const {file, content} = written;
  const draft = readSettings(settings, content, {path: '', env: withoutServiceLinks(env), problems});
  const apps = readApps(written.apps, {...known, timezone: draft.timezone, env, problems});
  const jobs = readJobs(draft.jobs ?? [], {...known, problems});
  const influxdb = influxOf(draft, env, problems);
  const http = httpOf(draft.http, env, problems);
  const cluster = clusterOf(draft.cluster, draft.store, env, problems);
  const alerts = alertsOf(draft.alerts, env, problems);
  const urls = [influxdb.url, ...apps.map((app) => app.baseUrl), alerts.alertmanager?.url, alerts.webhook?.url];
  const proxy = readProxy(env, hostsOf(urls), problems);
  problems.push(...tooFast(draft.timpush.paceMs, apps), ...unknownVariables(settings, content, env));
  if (problems.length > 0) throw new ConfigError(file?.path ?? 'of the environment', placedIn(written, env, problems));
  const warnings = serviceLinkWarnings(settings, env);
  if (!file && env.TIMPUSH_CONFIG)
    warnings.push(
      `${env.TIMPUSH_CONFIG}, which TIMPUSH_CONFIG names, does not exist: variables alone are the configuration`,
    );
  const found = {apps, jobs, influxdb, cluster, http, alerts, proxy, ...(warnings.length > 0 && {warnings})};
  return {...(draft as Values<typeof settings>), ...found};
}

function hostsOf(urls: readonly (string | undefined)[]): string[] {
  return urls.flatMap((url) => (url === undefined ? [] : new URL(url).hostname));
}

/** Opens the secret that the chosen store needs, and no other. */
function influxOf(
  {store, influxdb}: Draft<typeof settings>,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): InfluxConfig {
  const {tokenFile, tokenEnv, passwordFile, passwordEnv, ...rest} = influxdb;
  const needed = (version: number) => store === 'influxdb' && rest.version === version;
  const token = {file: tokenFile, variable: tokenEnv, path: 'influxdb.token'};
  const password = {file: passwordFile, variable: passwordEnv, path: 'influxdb.password'};
  return {
    ...rest,
    username: rest.username ?? '',
    token: needed(2) ? openSecret(token, env, problems) : undefined,
    password: needed(1) && rest.username ? openSecret(password, env, problems) : undefined,
  } as InfluxConfig;
}

/** A password is used when there is one; listening beyond loopback without one needs `allowOpen`. */
function httpOf(
  {host, port, publicUrl, passwordFile, passwordEnv, allowOpen}: HttpDraft,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): HttpConfig {
  const usual = settings.http.passwordEnv.default;
  const source = {file: passwordFile, variable: passwordEnv, usual, path: 'http.password'};
  const password = openGiven(source, env, problems);
  if (!isGiven(source, env) && !allowOpen && port !== 0 && host && !isLoopback(host)) {
    const reason = `${host} can be reached from outside, and there is no password; set http.passwordFile, or http.allowOpen if that is wanted`;
    problems.push({path: 'http.host', reason, example: 'host: 127.0.0.1'});
  }
  return {host, port, publicUrl, password} as HttpConfig;
}

function tooFast(paceMs: number | undefined, apps: readonly AppConfig[]): Problem[] {
  if (paceMs === undefined || paceMs >= 1000 || !apps.some((app) => app.region)) return [];
  const reason = `${paceMs} is faster than the one call a second the API allows; only apps with a baseUrl may be asked faster`;
  return [{path: 'timpush.paceMs', reason, example: 'paceMs: 1250'}];
}
