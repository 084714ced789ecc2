import {adviceFor} from './advice.js';
import {lossCodes} from './loss-code.js';

const advice = adviceFor({
  name: 'OPPO',
  console: 'the OPPO Push console',
  credentials: 'the AppKey, AppId and MasterSecret of OPPO',
});

export const oppo = lossCodes("OPPO's table of return codes, as mirrored in public code, and its server SDK", [
  ['-2', 'quota', 'flow control', advice.slowDown],
  ['-1', 'vendor', 'the service is unavailable', advice.wait],
  ['11', 'config', 'the AuthToken is not valid', advice.credentials],
  ['12', 'vendor', 'the HTTP method is not allowed', advice.ask],
  ['13', 'quota', 'the calls of the app are limited', advice.slowDown],
  ['14', 'config', 'the AppKey is not valid', advice.credentials],
  ['15', 'config', 'the AppKey is missing', advice.credentials],
  ['16', 'config', 'the signature is not valid', advice.credentials],
  ['17', 'config', 'the signature is missing', advice.credentials],
  ['18', 'config', 'the time of the request is missing', advice.ask],
  ['19', 'config', 'the time of the request is not valid', advice.ask],
  ['20', 'vendor', 'the method is not valid', advice.ask],
  ['21', 'vendor', 'the method is missing', advice.ask],
  ['22', 'vendor', 'the version is missing', advice.ask],
  ['23', 'vendor', 'the version is not valid', advice.ask],
  ['24', 'vendor', 'the version is not supported', advice.ask],
  ['25', 'vendor', 'the encoding is not valid', advice.ask],
  ['26', 'config', 'the calling address is on a black list', advice.ask],
  ['27', 'config', 'access is denied', advice.permission],
  ['28', 'config', 'the app is disabled', advice.permission],
  ['30', 'config', 'the app has no permission for this interface', advice.permission],
  ['31', 'unknown', 'the data does not exist', advice.ask],
  ['32', 'unknown', 'the data exists already', advice.ask],
  ['33', 'quota', 'the messages of the day are used up', advice.dailyLimit],
  ['34', 'quota', 'the pictures of the day are used up', 'Send the push without a picture.'],
  ['40', 'policy', 'a required argument is missing', advice.content],
  ['41', 'policy', 'an argument is not valid', advice.content],
  ['51', 'policy', 'an argument is not accepted', advice.content],
  ['55', 'quota', 'pushes are sent too often', advice.slowDown],
  ['59', 'policy', 'the alternate link is not accepted', advice.content, {probable: true}],
  ['67', 'policy', 'the category or private channel is not accepted', advice.category],
  ['10000', 'token', 'the registration id is not valid', advice.deadToken, {probable: true}],
]);
