import {readFileSync} from 'node:fs';

const pack = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** Of this program, as its package says. */
export const {version} = JSON.parse(pack) as {readonly version: string};
