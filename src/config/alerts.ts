import type {AlertsConfig, ReceiverConfig} from './config.js';
import type {Problem} from './config-error.js';
import {isGiven, openGiven, openSecret} from './secret-source.js';
import type {Draft} from './setting.js';
import {settings} from './settings.js';

type AlertsDraft = Draft<typeof settings>['alerts'];

/** Opens the secrets of those who are told; a user needs a password, a token is used when there is one. */
export function alertsOf(draft: AlertsDraft, env: NodeJS.ProcessEnv, problems: Problem[]): AlertsConfig {
  const webhook = {
    file: draft.webhookTokenFile,
    variable: draft.webhookTokenEnv,
    usual: settings.alerts.webhookTokenEnv.default,
    path: 'alerts.webhookToken',
  };
  return {
    alertmanager: alertmanagerOf(draft, env, problems),
    webhook: draft.webhookUrl ? {url: draft.webhookUrl, token: openGiven(webhook, env, problems)} : undefined,
  };
}

function alertmanagerOf(draft: AlertsDraft, env: NodeJS.ProcessEnv, problems: Problem[]): ReceiverConfig | undefined {
  const {alertmanagerUrl: url, alertmanagerUsername: username} = draft;
  if (!url) return undefined;
  const token = {
    file: draft.alertmanagerTokenFile,
    variable: draft.alertmanagerTokenEnv,
    usual: settings.alerts.alertmanagerTokenEnv.default,
    path: 'alerts.alertmanagerToken',
  };
  if (username === undefined) return {url, token: openGiven(token, env, problems)};
  if (isGiven(token, env)) {
    const reason = 'a user and a token exclude each other; leave one of them out';
    problems.push({path: 'alerts.alertmanagerUsername', reason, example: 'no alertmanagerUsername'});
  }
  const password = {
    file: draft.alertmanagerPasswordFile,
    variable: draft.alertmanagerPasswordEnv,
    path: 'alerts.alertmanagerPassword',
  };
  return {url, username, password: openSecret(password, env, problems)};
}
