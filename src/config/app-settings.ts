import {secretPath, variableName} from './secret-source.js';
import {defaulted, optional, readable, required} from './setting.js';
import {flag, integer, listOf, oneOf, platform, text, webUrl, zone} from './values.js';

/** Of each pair of keys, an app has at most one, and of those that are needed one. */
export const pairs = [
  {keys: ['region', 'baseUrl'], isNeeded: true},
  {keys: ['secretKeyFile', 'secretKeyEnv'], isNeeded: true},
  {keys: ['campaigns', 'campaignsFile'], isNeeded: false},
] as const;

/** The keys of one item of `apps`; their variables are for the one app of a collector without a file of apps. */
export function appSettings(regions: readonly string[]) {
  return {
    name: required({
      doc: 'Name of the app in the database; must never change',
      example: 'shop-cn',
      env: 'TIMPUSH_APP_NAME',
      read: text('a name (up to 64 of a-z A-Z 0-9 _ . -)', /^[a-zA-Z0-9_.-]{1,64}$/),
    }),
    sdkAppId: required({
      doc: 'SDKAppID, as the console shows it',
      example: '1400000001',
      env: 'TIMPUSH_APP_SDK_APP_ID',
      read: integer(1, Number.MAX_SAFE_INTEGER),
    }),
    region: optional({
      doc: 'Region in which the app was created; this or baseUrl',
      example: 'china',
      env: 'TIMPUSH_APP_REGION',
      read: oneOf(regions, 'a region'),
    }),
    baseUrl: optional({
      doc: 'Address of the API in place of a region',
      example: 'http://127.0.0.1:9010',
      env: 'TIMPUSH_APP_BASE_URL',
      read: webUrl,
    }),
    allowPlainHttp: defaulted({
      doc: 'Ask a baseUrl on another machine by http, where whoever is on the way can read the UserSig',
      default: false,
      env: 'TIMPUSH_APP_ALLOW_PLAIN_HTTP',
      read: flag,
    }),
    identifier: defaulted({
      doc: 'Account in whose name calls are signed; an administrator of the app',
      default: 'administrator',
      env: 'TIMPUSH_APP_IDENTIFIER',
      read: text('an account (up to 32 of a-z A-Z 0-9 _ -)', /^[a-zA-Z0-9_-]{1,32}$/),
    }),
    secretKeyFile: optional({
      doc: "File that holds the app's secret key",
      example: '/run/secrets/shop_cn',
      env: 'TIMPUSH_APP_SECRET_KEY_FILE',
      read: secretPath,
    }),
    secretKeyEnv: optional({
      doc: "Variable that holds the app's secret key",
      example: 'SHOP_CN_KEY',
      read: variableName,
    }),
    withoutReceipts: {
      ...defaulted({
        doc: 'Platforms that report no delivery receipts for this app; they stay out of the delivery rate',
        default: ['fcm'],
        read: listOf(platform),
      }),
      example: '[fcm]',
    },
    campaigns: optional({
      doc: 'Campaigns to follow: pushes to many whose task ids are known; this or campaignsFile',
      example: '[{taskId: …, name: Spring sale}]',
      read: listOf(readable({}, (item) => item)),
    }),
    campaignsFile: optional({
      doc: 'File that holds the list of campaigns (YAML or JSON), read again at every look',
      example: 'config/campaigns.yaml',
      env: 'TIMPUSH_APP_CAMPAIGNS_FILE',
      read: text(),
    }),
    timezone: optional({doc: 'Zone of this app alone', example: 'Europe/Berlin', read: zone}),
  };
}
