import {lossCodes} from './loss-code.js';

/** Negative codes at stage `ready` are Tencent's own, whatever the platform. */
export const tencent = lossCodes('https://www.tencentcloud.com/document/product/1047/71898', [
  [
    '-1',
    'config',
    'no certificate id is set for the platform',
    'Upload the certificate of this platform in the Chat console, and build its id into the app.',
  ],
  [
    '-2',
    'user',
    'the device uploaded no token',
    'Check that the app registers for push after log-in and holds the SDK of this platform; people may also have refused.',
  ],
]);
