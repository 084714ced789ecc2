import {type Browser, chromium} from 'playwright-core';
import {debian} from './debian-packages.js';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP *.example.com 127.0.0.1',
];

/** A real browser, with a profile of its own, to which every name of the example domain is this machine. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({executablePath: debian.file('chromium'), args: quiet});
}
