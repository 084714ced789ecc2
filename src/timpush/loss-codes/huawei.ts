import {adviceFor} from './advice.js';
import {type LossCode, lossCodes} from './loss-code.js';

const downLink = 'developer.huawei.com, commonerror-0001059816656';
const receipts = 'https://help.aliyun.com/document_detail/2853108.html';

export const huawei = family('Huawei', 'AppGallery Connect');

/** Honor publishes no table that could be read; the company came out of Huawei, and so, most likely, did the numbers. */
export const honor: readonly LossCode[] = family('Honor', 'the Honor developer console').map((entry) => ({
  ...entry,
  probable: true,
}));

function family(name: string, console: string): LossCode[] {
  const advice = adviceFor({name, console, credentials: `the app id and secret of ${name}`});
  const fingerprint = `Enter the SHA-256 fingerprint of the certificate that signs the app in ${console}.`;
  const oneDevice = 'Send fewer pushes to one device; it takes some again after 24 hours.';
  return [
    ...lossCodes(downLink, [
      ['503', 'quota', 'flow control', advice.slowDown],
      ['6003', 'config', 'the fingerprint of the app does not match', fingerprint],
      ['80000000', 'unknown', 'success', advice.receipts],
      ['80100000', 'token', 'some of the tokens are not valid', advice.deadToken],
      ['80100003', 'policy', 'the body of the message is not valid', advice.content],
      ['80100016', 'policy', 'the message holds sensitive words', 'Take the sensitive words out of the message.'],
      ['80200001', 'config', 'OAuth authentication failed', advice.credentials],
      ['80200003', 'config', 'the OAuth token expired', advice.credentials],
      ['80300002', 'config', 'the app has no permission to send', advice.permission],
      ['80300007', 'token', 'all tokens are invalid, or are those of another app', advice.credentials],
      ['80300010', 'config', 'more tokens in one request than allowed', advice.ask],
    ]),
    ...lossCodes(receipts, [
      ['2', 'token', 'the app was removed', advice.deadToken],
      ['5', 'token', 'the token is not on this device', advice.deadToken],
      ['6', 'user', 'notifications are off', 'Let the app ask people to allow notifications.'],
      ['10', 'user', 'the device was inactive for 30 days', 'Do nothing; leave inactive people out of campaigns.'],
      [
        '31',
        'user',
        'the version on the device does not support the message',
        'Send a plain notification to old phones.',
      ],
      ['102', 'quota', 'more than 3,000 pushes a day for the device', oneDevice],
      ['201', 'user', 'the server controls what the device may get', advice.category],
    ]),
  ];
}
