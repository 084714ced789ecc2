import {adviceFor} from './advice.js';
import {lossCodes} from './loss-code.js';

const advice = adviceFor({
  name: 'Apple',
  console: 'the Apple developer account',
  credentials: 'the APNs certificate or key and the bundle id',
});
const newCertificate = 'Upload a new APNs certificate or key in the Chat console, and check that its environment fits.';
const badToken =
  'Do nothing while the share is steady; when it jumps, check that the environment of the certificate in the Chat console (production or development) is that of the build.';
const bundle = 'Upload the APNs certificate of exactly this bundle id in the Chat console, for the right environment.';

/** HTTP statuses. Apple tells more by a reason, which is a documented word in every language. */
export const apns = lossCodes(
  'https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns',
  [
    ['400', 'token', 'the device token is not valid', badToken, {reasons: ['BadDeviceToken']}],
    ['400', 'config', 'the device token belongs to another app', bundle, {reasons: ['DeviceTokenNotForTopic']}],
    ['400', 'config', 'the bundle id is missing', bundle, {reasons: ['MissingTopic']}],
    [
      '400',
      'config',
      'the bundle id is wrong or not allowed',
      bundle,
      {reasons: ['BadTopic', 'TopicDisallowed'], probable: true},
    ],
    ['400', 'policy', 'the payload is empty', 'Send the push with a title or a text.', {reasons: ['PayloadEmpty']}],
    [
      '400',
      'policy',
      'the collapse id is not valid',
      'Send a collapse id of at most 64 bytes, or none.',
      {reasons: ['BadCollapseId']},
    ],
    [
      '400',
      'vendor',
      'a header of the request is missing or not valid',
      advice.ask,
      {
        reasons: [
          'BadExpirationDate',
          'BadMessageId',
          'BadPriority',
          'DuplicateHeaders',
          'InvalidPushType',
          'MissingDeviceToken',
        ],
        probable: true,
      },
    ],
    ['400', 'unknown', 'APNs takes the request for a bad one', 'Read the text, which holds the reason of Apple.'],
    [
      '403',
      'config',
      'the provider token expired or is not valid',
      'Upload a new APNs key in the Chat console, with its key id and team id.',
      {reasons: ['ExpiredProviderToken', 'InvalidProviderToken']},
    ],
    ['403', 'config', 'the certificate is bad', newCertificate, {reasons: ['BadCertificate']}],
    ['403', 'config', 'APNs does not accept the certificate or key', newCertificate],
    ['404', 'config', 'the path of the request is wrong', bundle],
    ['405', 'vendor', 'the method of the request is wrong', advice.ask],
    ['410', 'token', 'the token is no longer active for the app', advice.deadToken],
    ['413', 'policy', 'the payload is too large', 'Shorten the text and the extension data of the push.'],
    [
      '429',
      'config',
      'the provider token was renewed too often',
      advice.ask,
      {reasons: ['TooManyProviderTokenUpdates']},
    ],
    ['429', 'quota', 'too many pushes to one device', 'Send fewer pushes in a row to one device.'],
    ['500', 'vendor', 'internal error of APNs', advice.wait],
    ['503', 'vendor', 'APNs is unavailable or shutting down', advice.wait],
  ],
);
