import {secretPath, variableName} from './secret-source.js';
import {defaulted, optional, readable, Unfit} from './setting.js';
import {text, webUrl} from './values.js';

/** Reads the address of a server. A refused one is not shown: paths of webhooks are often secret. */
const hiddenUrl = readable(webUrl.schema, (value) => {
  try {
    return webUrl(value);
  } catch (error) {
    throw error instanceof Unfit ? new Unfit(error.message, error.subject ?? 'the value') : error;
  }
});

function withoutPath(value: unknown): string {
  const {origin, pathname} = new URL(String(value));
  return pathname === '/' ? origin : `${origin}/…`;
}

/** The keys of `alerts`. */
export const alertSettings = {
  alertmanagerUrl: optional({
    doc: "Address of Prometheus' Alertmanager, which is then told of findings; without /api",
    example: 'http://127.0.0.1:9093',
    env: 'TIMPUSH_ALERTS_ALERTMANAGER_URL',
    read: hiddenUrl,
    masked: withoutPath,
  }),
  alertmanagerUsername: optional({
    doc: 'User at the Alertmanager, where it asks for one',
    example: 'collector',
    env: 'TIMPUSH_ALERTS_ALERTMANAGER_USERNAME',
    read: text('text on one line without a colon', /^[^\p{Cc}:]*[^\p{Cc}:\s][^\p{Cc}:]*$/u),
  }),
  alertmanagerPasswordFile: optional({
    doc: "File that holds that user's password",
    example: '/run/secrets/alertmanager_password',
    env: 'TIMPUSH_ALERTS_ALERTMANAGER_PASSWORD_FILE',
    read: secretPath,
  }),
  alertmanagerPasswordEnv: defaulted({
    doc: 'Variable that holds that password when there is no file',
    default: 'TIMPUSH_ALERTS_ALERTMANAGER_PASSWORD',
    read: variableName,
  }),
  alertmanagerTokenFile: optional({
    doc: 'File that holds a bearer token for the Alertmanager, in place of a user',
    example: '/run/secrets/alertmanager_token',
    env: 'TIMPUSH_ALERTS_ALERTMANAGER_TOKEN_FILE',
    read: secretPath,
  }),
  alertmanagerTokenEnv: defaulted({
    doc: 'Variable that holds that token when there is no file; unset, under its usual name: no token',
    default: 'TIMPUSH_ALERTS_ALERTMANAGER_TOKEN',
    read: variableName,
  }),
  webhookUrl: optional({
    doc: 'Address that is told of findings by a POST of JSON whenever one begins or ends',
    example: 'https://relay.example.com/timpush',
    env: 'TIMPUSH_ALERTS_WEBHOOK_URL',
    read: hiddenUrl,
    masked: withoutPath,
  }),
  webhookTokenFile: optional({
    doc: 'File that holds a bearer token for the webhook',
    example: '/run/secrets/webhook_token',
    env: 'TIMPUSH_ALERTS_WEBHOOK_TOKEN_FILE',
    read: secretPath,
  }),
  webhookTokenEnv: defaulted({
    doc: 'Variable that holds that token when there is no file; unset, under its usual name: no token',
    default: 'TIMPUSH_ALERTS_WEBHOOK_TOKEN',
    read: variableName,
  }),
};
