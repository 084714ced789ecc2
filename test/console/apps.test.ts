import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {BrowserContextOptions, Page} from 'playwright-core';
import type {HttpServer} from '../../src/http/server.js';
import {until} from '../support/oracle/until.js';
import {openBoard, troubled} from './board-fixture.js';
import {barriers, text} from './visitor.js';
import {useVisits} from './visits.js';

const APPS = 1000;

let board: HttpServer;
const visit = useVisits();

beforeAll(async () => {
  board = await openBoard(APPS);
}, 120_000);

afterAll(() => board?.close());

async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const {page} = await visit(`${board.url}/?view=apps${query}`, options);
  page.setDefaultTimeout(40_000);
  await row(page, '').first().waitFor();
  return page;
}

const row = (page: Page, app: string) => page.locator(`.board tbody tr${app && `[data-app="${app}"]`}`);
const names = (page: Page) => page.locator('.board tbody th').allInnerTexts();

test('the worst apps come first, each with its state and the reason in words', async () => {
  const page = await open();
  expect((await names(page)).slice(0, 4)).toEqual([troubled.fallen, troubled.refused, troubled.holes, troubled.empty]);
  expect(await text(page, `[data-app=${troubled.fallen}] .why`)).toMatch(
    /^✕\s*Failing\s+Huawei at app-11: delivery fell/,
  );
  expect(await text(page, `[data-app=${troubled.refused}] .why`)).toMatch(
    /Failing\s+chat 12h code 70009: the signature/,
  );
  expect(await text(page, `[data-app=${troubled.holes}] .why`)).toMatch(
    /Needs a look\s+chat 12h 3 windows are missing/,
  );
  expect(await text(page, `[data-app=${troubled.empty}] .why`)).toMatch(/Nothing collected\s+It never had a window/);
  expect(await text(page, '#apps > .note')).toMatch(/^1,001 apps, 4 unhealthy\./);
  expect(await text(page, '#views [data-key=apps]')).toMatch(/! 4 of 1,001 apps unhealthy/);
});

test('a row tells holes and their end, the change, the losses by class and the week', async () => {
  const page = await open();
  const cells = await row(page, troubled.fallen).locator('td').allInnerTexts();
  expect(cells[2]).toMatch(/^7\d\.\d %$/);
  expect(cells[3]).toMatch(/^▼ 1\d\.\d pt$/);
  expect(cells[5]).toMatch(/mostly quota$/);
  const marks = row(page, troubled.fallen).getByRole('img');
  expect(await marks.nth(0).getAttribute('aria-label')).toMatch(/^delivery rate between 36\.0 % and 9\d\.\d %$/);
  expect(await marks.nth(1).getAttribute('aria-label')).toMatch(/^[\d,]+: \d+ % quota, \d+ % token/);
  expect(await row(page, troubled.holes).locator('td').nth(1).textContent()).toMatch(
    /^3 windowsfirst gone in \d+\.\d h/,
  );
});

test('a thousand apps are turned by pages, and only one of them is drawn', async () => {
  const page = await open();
  expect(await row(page, '').count()).toBe(50);
  expect(await text(page, '.pager')).toMatch(/1–50 of 1,001/);
  expect(await page.getByRole('button', {name: 'Previous'}).isDisabled()).toBe(true);
  await page.getByRole('button', {name: 'Next'}).click();
  expect(await text(page, '.pager')).toMatch(/51–100 of 1,001/);
  expect(await names(page)).not.toContain(troubled.fallen);
});

test('the switch, the search and the order stand in the address, and going back undoes them', async () => {
  const page = await open();
  await page.getByRole('button', {name: 'Only unhealthy'}).click();
  expect(await names(page)).toHaveLength(4);
  expect(await page.getByRole('button', {name: 'Only unhealthy'}).getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('button', {name: 'Only unhealthy'}).click();
  await page.getByLabel('Search apps').pressSequentially('app-99');
  expect(await names(page)).toHaveLength(11);
  await page.keyboard.press('Enter');
  await page.getByRole('button', {name: 'Sent', exact: true}).click();
  expect(page.url()).toBe(`${board.url}/?view=apps&find=app-99&order=sent`);
  expect(await page.locator('th[aria-sort=descending]').textContent()).toMatch(/^Sent/);
  await page.reload();
  await row(page, '').first().waitFor();
  expect(await names(page)).toHaveLength(11);
  expect(await page.getByLabel('Search apps').inputValue()).toBe('app-99');
  await page.goBack();
  await page.goBack();
  await until(async () => (await page.getByLabel('Search apps').inputValue()) === '');
  await until(async () => (await row(page, '').count()) === 50);
});

test('dead apps stay and say so: one without a window, and one that is no longer configured', async () => {
  const page = await open();
  await page.getByLabel('Search apps').fill('last-year');
  expect(await names(page)).toEqual([troubled.gone]);
  expect(await text(page, '.board .why')).toMatch(/No longer configured\s+Its newest window began \d+ \w+ 2026/);
  await page.getByLabel('Search apps').fill('no such app');
  expect(await text(page, '#apps > .note')).toBe('None of 1,001 apps, 4 unhealthy, is like that.');
});

test('an app opens its own figures, and its holes the windows that are missing', async () => {
  const page = await open();
  await row(page, troubled.holes).getByRole('link', {name: troubled.holes}).click();
  await page.waitForURL(/app=app-7$/);
  await page.locator('#table tbody tr').first().waitFor();
  expect(await page.locator('#filters [data-key=App]').inputValue()).toBe(troubled.holes);
  await page.goBack();
  await row(page, troubled.holes).getByRole('link', {name: '3 windows'}).click();
  await page.waitForURL(/view=collecting&app=app-7&report=chat&step=12h/);
  await until(async () => (await page.locator('#coverage .grid th').allInnerTexts()).join() === troubled.holes, 40_000);
});

test('everything on the board is reached and worked by keyboard', async () => {
  const page = await open();
  const focused = () => page.evaluate('document.activeElement.dataset.key ?? document.activeElement.ariaLabel');
  const reached: unknown[] = [];
  for (let i = 0; i < 30 && reached.at(-1) !== `holes ${troubled.holes}`; i += 1) {
    await page.keyboard.press('Tab');
    reached.push(await focused());
  }
  expect(reached).toEqual(expect.arrayContaining(['apps', 'Search apps', 'only unhealthy', 'by change', 'app app-11']));
  expect(reached.at(-1)).toBe(`holes ${troubled.holes}`);
  await page.locator('[data-key="by app"]').focus();
  await page.keyboard.press('Enter');
  await until(async () => (await names(page))[0] === 'app-1');
  expect(await focused()).toBe('by app');
  await page.locator('[data-key="app app-1"]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/app=app-1&/);
});

test.each([
  [1280, 'light'],
  [1280, 'dark'],
  [400, 'light'],
  [400, 'dark'],
] as const)('at %i pixels, %s, the board fits and nobody meets a barrier', async (width, colorScheme) => {
  const page = await open('', {viewport: {width, height: 800}, colorScheme});
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  expect(await barriers(page)).toEqual([]);
  const sizes = `[...document.querySelectorAll('#apps *')].filter((each) => each.checkVisibility() && each.textContent.trim() !== '')
    .map((each) => parseFloat(getComputedStyle(each).fontSize))`;
  expect(Math.min(...((await page.evaluate(sizes)) as number[]))).toBeGreaterThanOrEqual(11);
  if (width > 1000) return;
  await page.locator('#apps [data-key=Sort]').selectOption('app');
  await until(async () => (await names(page))[0] === 'app-1');
});
