import {expect, test} from '@jest/globals';
import {Outage} from '../../src/domain/outage.js';
import {silentLog} from '../support/doubles/silent-log.js';

test('an outage is told once when it begins and once when it ends, the next one too', () => {
  const said: string[] = [];
  const say = (level: string) => (data: object, sentence: string) =>
    void said.push(`${level}: ${sentence} ${JSON.stringify(data)}`);
  const log = {...silentLog, warn: say('warn'), info: say('info')};
  const outage = new Outage(log, {what: 'pump'}, {begins: 'does not run', ends: 'runs again'});
  outage.worked();
  outage.failed(new Error('stuck'));
  outage.failed(new Error('still stuck'));
  outage.worked();
  outage.worked();
  outage.failed('no power');
  expect(said).toEqual([
    'warn: does not run {"what":"pump","reason":"stuck"}',
    'info: runs again {"what":"pump"}',
    'warn: does not run {"what":"pump","reason":"no power"}',
  ]);
});
