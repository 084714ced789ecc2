import {expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {lossCodeTables} from '../../tools/loss-codes.js';
import {read} from './documents.js';

test('a row has the code, its reasons, whether it is probable, and a link to its source', () => {
  const rows = lossCodeTables()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' '));
  const apple =
    '[developer.apple.com](https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns)';
  expect(rows).toContain(
    `| \`400\` with \`PayloadEmpty\` | \`policy\` | the payload is empty | Send the push with a title or a text. | ${apple} |`,
  );
  expect(rows.find((row) => row.startsWith('| `403` otherwise | `config` |'))).toBeDefined();
  expect(rows.find((row) => row.startsWith('| `10000` | `token` |'))).toContain('is not valid _(probable)_ |');
});

test('the form that the document names exists, and asks for what an entry needs', async () => {
  const form = parse(await read('.github/ISSUE_TEMPLATE/unknown-loss-code.yml'));
  expect(await read('docs/loss-codes.md')).toContain(`_${form.name}_`);
  const ids = form.body.map(({id}: {id?: string}) => id);
  expect(ids).toEqual(expect.arrayContaining(['stage', 'platform', 'code', 'text']));
});
