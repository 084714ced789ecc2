import {secretPath, variableName} from './secret-source.js';
import {defaulted, optional, required} from './setting.js';
import {flag, integer, listOf, oneOf, platform, text, webUrl, zone} from './values.js';

/** The keys of one item of `apps`. */
export function appSettings(regions: readonly string[]) {
  return {
    name: required({
      doc: 'Name of the app in the database; must never change',
      example: 'shop-cn',
      read: text('a name (up to 64 of a-z A-Z 0-9 _ . -)', /^[a-zA-Z0-9_.-]{1,64}$/),
    }),
    sdkAppId: required({
      doc: 'SDKAppID, as the console shows it',
      example: '1400000001',
      read: integer(1, Number.MAX_SAFE_INTEGER),
    }),
    region: optional({
      doc: 'Region in which the app was created; this or baseUrl',
      example: 'china',
      read: oneOf(regions, 'a region'),
    }),
    baseUrl: optional({
      doc: 'Address of the API in place of a region',
      example: 'http://127.0.0.1:9010',
      read: webUrl,
    }),
    allowPlainHttp: defaulted({
      doc: 'Ask a baseUrl on another machine by http, where whoever is on the way can read the UserSig',
      default: false,
      read: flag,
    }),
    identifier: defaulted({
      doc: 'Account in whose name calls are signed; an administrator of the app',
      default: 'administrator',
      read: text('an account (up to 32 of a-z A-Z 0-9 _ -)', /^[a-zA-Z0-9_-]{1,32}$/),
    }),
    secretKeyFile: optional({
      doc: "File that holds the app's secret key",
      example: '/run/secrets/shop_cn',
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
      read: listOf((item) => item),
    }),
    campaignsFile: optional({
      doc: 'File that holds the list of campaigns (YAML or JSON), read again at every look',
      example: 'config/campaigns.yaml',
      read: text(),
    }),
    timezone: optional({doc: 'Zone of this app alone', example: 'Europe/Berlin', read: zone}),
  };
}
