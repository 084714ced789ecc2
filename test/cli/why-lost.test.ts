import {expect, test} from '@jest/globals';
import stringWidth from 'string-width';
import {whyLostText} from '../../src/cli/why-lost.js';
import {whyText} from '../../src/cli/why-text.js';
import type {LossWindows, LostRow} from '../../src/domain/why-lost.js';
import {shopWithIncident} from '../support/fixtures/shop-with-incident.js';

const reason: LostRow = {
  app: 'shop',
  platform: 'apns',
  stage: 'sent',
  code: '410',
  count: 30,
  before: null,
  class: 'token',
  meaning: 'the token is dead',
  advice: 'Drop it.',
  known: true,
  probable: false,
};
const windows = (app: string, collected: number, expected: number | null = 24): LossWindows => {
  return {app, collected, expected};
};
const told = (of: readonly LossWindows[], rows: readonly LostRow[] = [], columns?: number) => {
  const whyLost = {rows, explained: [], partial: of.map(({app}) => app), windows: of};
  return whyLostText({report: 'chat', step: '1h', whyLost}, columns);
};
const REMEDY =
  '; timpush-collector status says why, and collect fetches what is not too old: the vendor remembers losses for seven days';

test('only where all losses were collected does the vendor name no reason', () => {
  expect(told([windows('shop', 24)])).toBe('\nWhy pushes were lost: the vendor names no reason\n');
  expect(told([windows('shop', 0)])).toBe(`\nWhy pushes were lost: losses were not collected for shop${REMEDY}\n`);
  expect(told([windows('news', 0), windows('shop', 12)])).toBe(
    '\nWhy pushes were lost: the vendor names no reason; losses were not collected for news; ' +
      `losses were collected of 12 of 24 windows for shop${REMEDY}\n`,
  );
  expect(told([])).toBe('\nWhy pushes were lost: no pushes were counted\n');
});

test.each([
  ['chat', 'chat-loss'],
  ['broadcast', 'broadcast-loss'],
])('where no job collects losses of %s it says which report does', (report, lossReport) => {
  expect(whyLostText({report, step: '1h', whyLost: null})).toBe(
    `\nWhy pushes were lost: losses by windows of 1h were not collected: add the report ${lossReport} with this step to jobs ` +
      '(the vendor remembers losses for seven days)\n',
  );
});

test('reasons say of which windows they are, for three apps by name', () => {
  expect(told([windows('shop', 24)], [reason])).toMatch(/^\nWhy pushes were lost: .* grew most\napp /);
  const some = [windows('a', 1), windows('b', 2), windows('c', 3, null), windows('shop', 12)];
  expect(told(some, [reason])).toContain(
    `grew most; losses were collected of 1 of 24 windows for a, 2 of 24 windows for b, 3 windows for c and 1 more${REMEDY}\n`,
  );
  const lines = told(some, [reason], 60).split('\n');
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(60);
});

const day = {from: '2026-03-18', to: '2026-03-19'};

test('why tells of windows without losses, too', async () => {
  const {collector: none} = await shopWithIncident({lossHours: 0});
  expect(whyText(await none.why(day))).toContain(`\nLost: losses were not collected for shop${REMEDY}\n`);
  const {collector: some} = await shopWithIncident({lossHours: 56});
  expect(whyText(await some.why(day))).toContain(
    `\nLost most, as far as is known (losses were collected of 12 of 24 windows for shop${REMEDY}):\n`,
  );
  const {collector: all} = await shopWithIncident();
  expect(whyText(await all.why(day))).toContain('\nLost most:\n');
});
