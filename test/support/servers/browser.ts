import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {type Browser, chromium} from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
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

/** A real browser, with a profile of its own, to which every name of the example domain is this machine. On a fresh Debian it is installed first; elsewhere it has to be there. */
export function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) install();
  return chromium.launch({executablePath: CHROMIUM, args: quiet});
}

function install(): void {
  try {
    execFileSync('apt-get', ['update', '-qq'], {stdio: 'ignore'});
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {stdio: 'ignore'});
  } catch (cause) {
    throw new Error(`these tests need ${CHROMIUM}: install Debian's package chromium`, {cause});
  }
}
