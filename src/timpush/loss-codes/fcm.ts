import {adviceFor} from './advice.js';
import {lossCodes} from './loss-code.js';

const advice = adviceFor({
  name: 'Google',
  console: 'the Firebase console',
  credentials: 'the key of the service account and the project',
});
const argument =
  'Check that the app was built with the Firebase project whose key the Chat console has; if so, look at the content.';
const sender = 'Upload the key of the Firebase project that the app was built with, in the Chat console.';
const thirdParty = 'Renew the APNs or web push credentials in the Firebase console.';

/** Names of FCM v1. Which number Tencent passes on is not known: the HTTP statuses are probable. */
export const fcm = lossCodes('https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode', [
  ['UNSPECIFIED_ERROR', 'unknown', 'no more is known about this error', 'Ask Tencent for the whole answer of FCM.'],
  ['INVALID_ARGUMENT', 'token', 'the token, or else another part of the request, is not valid', argument],
  ['UNREGISTERED', 'token', 'the token is no longer registered', advice.deadToken],
  ['SENDER_ID_MISMATCH', 'config', 'the token belongs to another sender', sender],
  ['QUOTA_EXCEEDED', 'quota', 'a limit on messages is exceeded', advice.slowDown],
  ['UNAVAILABLE', 'vendor', 'FCM is overloaded', advice.wait],
  ['INTERNAL', 'vendor', 'internal error of FCM', advice.wait],
  ['THIRD_PARTY_AUTH_ERROR', 'config', 'the APNs certificate or web push key is missing or not valid', thirdParty],
  ['400', 'token', 'the token, or else another part of the request, is not valid', argument, {probable: true}],
  ['401', 'config', 'FCM does not accept the credentials', advice.credentials, {probable: true}],
  ['403', 'config', 'the token belongs to another sender', sender, {probable: true}],
  ['404', 'token', 'the token is no longer registered', advice.deadToken, {probable: true}],
  ['429', 'quota', 'a limit on messages is exceeded', advice.slowDown, {probable: true}],
  ['500', 'vendor', 'internal error of FCM', advice.wait, {probable: true}],
  ['503', 'vendor', 'FCM is overloaded', advice.wait, {probable: true}],
]);
