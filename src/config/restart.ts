import {isDeepStrictEqual} from 'node:util';
import type {Config} from './config.js';
import {Secret} from './secret.js';

/** What may change while the program runs. Everything else is looked at once, at the start. */
const changeable: readonly string[] = ['apps', 'jobs', 'campaigns', 'timezone', 'warnings'] satisfies (keyof Config)[];

/** The keys that another configuration has otherwise, and that only a restart puts in force, such as `http.port`. */
export function restartKeys(running: Config, next: Config): string[] {
  const groups = Object.keys({...running, ...next}).filter((group) => !changeable.includes(group)) as (keyof Config)[];
  return groups.flatMap((group) => {
    const [one, other] = [running[group], next[group]] as unknown[];
    if (!isGroup(one) || !isGroup(other)) return isDeepStrictEqual(one, other) ? [] : [group];
    const keys = Object.keys({...one, ...other});
    return keys.filter((key) => !isSame(one[key], other[key])).map((key) => `${group}.${key}`);
  });
}

/** Of a secret with a place of its own the place counts; of one that stands in the file itself, such as an address, what it is. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isDeepStrictEqual(one, other)) return false;
  const stands =
    one instanceof Secret && other instanceof Secret && one.file === undefined && one.variable === undefined;
  return !stands || one.read() === other.read();
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
