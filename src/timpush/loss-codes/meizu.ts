import {adviceFor} from './advice.js';
import {lossCodes} from './loss-code.js';

const advice = adviceFor({
  name: 'Meizu',
  console: 'the Flyme push console',
  credentials: 'the AppID and AppSecret of Meizu',
});

export const meizu = lossCodes('https://github.com/MEIZUPUSH/ups-http-api', [
  ['200', 'unknown', 'success', advice.receipts],
  ['201', 'config', 'the app has no permission', advice.permission],
  ['500', 'vendor', 'the request failed', advice.wait],
  ['501', 'vendor', 'the push failed', advice.wait],
  ['513', 'vendor', 'the push failed', advice.wait],
  ['518', 'quota', 'pushes are sent above the rate of the app', advice.slowDown],
  ['519', 'vendor', 'the service is overloaded', advice.wait],
  [
    '520',
    'quota',
    'folded: more than five pushes a minute for one device',
    'Send fewer pushes in a row to one device.',
  ],
  ['1001', 'vendor', 'system error', advice.wait],
  ['1003', 'vendor', 'the server is busy', advice.wait],
  ['1005', 'policy', 'a parameter is wrong', advice.content],
  ['1006', 'config', 'the signature is not valid', advice.credentials],
  ['110000', 'config', 'the app id is not valid', advice.credentials],
  ['110001', 'config', 'the app key is not valid', advice.credentials],
  ['110002', 'user', 'the device is not subscribed, or push is off', 'Let the app ask people to allow notifications.'],
  ['110003', 'token', 'the pushId is not valid', advice.deadToken],
  ['110004', 'policy', 'a parameter is empty', advice.content],
  ['110009', 'policy', 'the app is on a black list', 'Ask Meizu why the app is on its black list.'],
  ['110010', 'quota', 'pushes are sent too fast', advice.slowDown],
  ['110053', 'quota', 'the limit on pass-through messages is reached', advice.slowDown],
]);
