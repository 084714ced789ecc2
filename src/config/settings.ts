import {alertSettings} from './alert-settings.js';
import {campaignTimes} from './campaign-settings.js';
import {clusterSettings} from './cluster-settings.js';
import {defaultJobs} from './default-jobs.js';
import {databasePath} from './file-path.js';
import {secretPath, variableName} from './secret-source.js';
import {defaulted, optional, required} from './setting.js';
import {timpushSettings} from './timpush-settings.js';
import {flag, integer, items, oneOf, pageUrl, text, webUrl, zone} from './values.js';

const influxdb = {
  version: defaulted({
    doc: '2, or 1 for InfluxDB 1.x',
    default: 2,
    env: 'TIMPUSH_INFLUXDB_VERSION',
    read: oneOf([1, 2] as const, 'a supported version'),
  }),
  url: defaulted({
    doc: 'Address of the server',
    default: 'http://127.0.0.1:8086',
    env: 'TIMPUSH_INFLUXDB_URL',
    read: webUrl,
  }),
  org: defaulted({doc: 'Organisation (version 2)', default: 'push', env: 'TIMPUSH_INFLUXDB_ORG', read: text()}),
  bucket: defaulted({doc: 'Bucket (version 2)', default: 'push', env: 'TIMPUSH_INFLUXDB_BUCKET', read: text()}),
  tokenFile: optional({
    doc: 'File that holds the token (version 2)',
    example: '/run/secrets/influx_token',
    env: 'TIMPUSH_INFLUXDB_TOKEN_FILE',
    read: secretPath,
  }),
  tokenEnv: defaulted({
    doc: 'Variable that holds the token (version 2) when there is no tokenFile',
    default: 'TIMPUSH_INFLUXDB_TOKEN',
    read: variableName,
  }),
  database: defaulted({doc: 'Database (version 1)', default: 'push', env: 'TIMPUSH_INFLUXDB_DATABASE', read: text()}),
  username: optional({
    doc: 'User (version 1), where the server asks for one',
    example: 'collector',
    env: 'TIMPUSH_INFLUXDB_USERNAME',
    read: text(),
  }),
  passwordFile: optional({
    doc: "File that holds the user's password (version 1)",
    example: '/run/secrets/influx_password',
    env: 'TIMPUSH_INFLUXDB_PASSWORD_FILE',
    read: secretPath,
  }),
  passwordEnv: defaulted({
    doc: "Variable that holds the user's password (version 1) when there is no passwordFile",
    default: 'TIMPUSH_INFLUXDB_PASSWORD',
    read: variableName,
  }),
};

/** The keys of the file, but for the items of `apps` and `jobs`: defaults, variables, documentation and checks. */
export const settings = {
  timezone: defaulted({
    doc: 'IANA zone in which days are cut',
    default: 'Asia/Shanghai',
    env: 'TIMPUSH_TIMEZONE',
    read: zone,
  }),
  apps: required({doc: 'The apps to collect, at least one', example: '[{name: shop-cn, …}]', read: items}),
  jobs: {
    ...defaulted({doc: 'What is collected, and when', default: defaultJobs, read: items}),
    example: '[{report: chat, …}]',
  },
  campaigns: campaignTimes,
  timpush: timpushSettings,
  store: defaulted({
    doc: 'Where points go: influxdb, or duckdb (one local file, no server)',
    default: 'influxdb',
    env: 'TIMPUSH_STORE',
    read: oneOf(['influxdb', 'duckdb'] as const, 'a store'),
  }),
  influxdb,
  duckdb: {
    path: defaulted({doc: 'The file', default: 'data/timpush.duckdb', env: 'TIMPUSH_DUCKDB_PATH', read: databasePath}),
  },
  cluster: clusterSettings,
  http: {
    host: defaulted({
      doc: 'Address to listen on for health, metrics and console',
      default: '127.0.0.1',
      env: 'TIMPUSH_HTTP_HOST',
      read: text('a host name or address', /^[\w.:-]+$/),
    }),
    port: defaulted({doc: 'Port; 0 = off', default: 8080, env: 'TIMPUSH_HTTP_PORT', read: integer(0, 65_535)}),
    publicUrl: optional({
      doc: 'Address under which a proxy serves the console, path included; browsers are let in under its name',
      example: 'https://push.example.com/console',
      env: 'TIMPUSH_HTTP_PUBLIC_URL',
      read: pageUrl,
    }),
    passwordFile: optional({
      doc: 'File that holds the password which everything but /healthz then asks for (any user name)',
      example: '/run/secrets/console_password',
      env: 'TIMPUSH_HTTP_PASSWORD_FILE',
      read: secretPath,
    }),
    passwordEnv: defaulted({
      doc: 'Variable that holds that password when there is no passwordFile; unset, under its usual name: no password',
      default: 'TIMPUSH_HTTP_PASSWORD',
      read: variableName,
    }),
    allowOpen: defaulted({
      doc: 'Listen elsewhere than on loopback without a password',
      default: false,
      env: 'TIMPUSH_HTTP_ALLOW_OPEN',
      read: flag,
    }),
  },
  metrics: {
    push: defaulted({
      doc: 'Show sends and rates of the newest window of each app and platform in /metrics, too',
      default: false,
      env: 'TIMPUSH_METRICS_PUSH',
      read: flag,
    }),
  },
  alerts: alertSettings,
  log: {
    level: defaulted({
      doc: 'Least level that is logged: debug, info, warn, error, silent',
      default: 'info',
      env: 'TIMPUSH_LOG_LEVEL',
      read: oneOf(['debug', 'info', 'warn', 'error', 'silent'] as const, 'a level'),
    }),
    format: optional({
      doc: 'How a line of the log looks: json, pretty or logfmt; unset: pretty on a terminal, json elsewhere',
      example: 'json',
      env: 'TIMPUSH_LOG_FORMAT',
      read: oneOf(['json', 'pretty', 'logfmt'] as const, 'a format'),
    }),
  },
};
