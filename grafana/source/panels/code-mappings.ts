import {codeTable} from '../../../src/timpush/codes.js';

/** What each code of the API means and what the operator does about it; zero stands for a failure without a code. */
export function codeMappings(withoutCode: string) {
  const known = codeTable.flatMap(({codes, meaning, advice}) =>
    codes.map((code) => [String(code), {text: `${meaning}: ${advice}`}] as const),
  );
  return [{type: 'value', options: {'0': {text: withoutCode}, ...Object.fromEntries(known)}}];
}
