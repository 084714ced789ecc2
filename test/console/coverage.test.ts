import {afterAll, beforeAll, expect, test} from '@jest/globals';
import type {BrowserContextOptions, Page} from 'playwright-core';
import type {CoverageView} from '../../src/domain/console.js';
import type {HttpServer} from '../../src/http/server.js';
import {until} from '../support/oracle/until.js';
import {openBoard, troubled} from './board-fixture.js';
import {barriers, text} from './visitor.js';
import {useVisits} from './visits.js';

let board: HttpServer;
const visit = useVisits();

beforeAll(async () => {
  board = await openBoard(20);
});

afterAll(() => board?.close());

async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
  const {page} = await visit(`${board.url}/?view=collecting${query}`, options);
  await page.locator('#coverage .grid canvas').first().waitFor();
  return page;
}

const cell = (page: Page, row: number, x: number) =>
  page
    .locator('#coverage .grid canvas')
    .nth(row)
    .hover({position: {x, y: 8}});
const told = (page: Page) => text(page, '.detail .story');
const isPinned = async (page: Page) => (await page.locator('.detail.pinned').count()) === 1;

test('apps with failed windows stand first, and dead ones are named', async () => {
  const page = await open();
  const apps = await page.locator('#coverage .grid th').allInnerTexts();
  expect(apps.slice(0, 4)).toEqual([troubled.empty, troubled.holes, 'app-1', 'app-2']);
  expect(apps).toHaveLength(20);
  expect(await text(page, '#coverage')).toMatch(/No longer configured: shop-of-last-year \(newest window \d+ \w+ 2026/);
});

test('the pointer looks at windows until a click pins one; Escape and the button let it go', async () => {
  const page = await open();
  await cell(page, 0, 20);
  await until(async () => /^app-13, [\s\S]*missing[\s\S]*Waits for its turn/.test(await told(page)));
  await page
    .locator('#coverage .grid canvas')
    .nth(1)
    .click({position: {x: 20, y: 8}});
  await until(async () => (await told(page)).startsWith('app-7, '));
  expect(await isPinned(page)).toBe(true);
  await cell(page, 3, 200);
  expect(await told(page)).toMatch(/^app-7, /);
  await page.keyboard.press('Escape');
  await cell(page, 4, 200);
  await until(async () => (await told(page)).startsWith('app-3, '));
  await page
    .locator('#coverage .grid canvas')
    .nth(1)
    .click({position: {x: 20, y: 8}});
  await page.getByRole('button', {name: 'Unpin (Esc)'}).click();
  expect(await isPinned(page)).toBe(false);
});

test('arrows move, Enter pins, Escape lets go', async () => {
  const page = await open();
  await page.locator('#coverage .grid').focus();
  await page.keyboard.press('ArrowLeft');
  await until(async () => (await told(page)).startsWith('app-13, '));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await until(async () => (await told(page)).startsWith('app-7, '));
  expect(await isPinned(page)).toBe(true);
  const before = await told(page);
  await page.keyboard.press('ArrowRight');
  await until(async () => (await told(page)) !== before);
  await page.keyboard.press('Escape');
  expect(await isPinned(page)).toBe(false);
});

test('only a window that failed can be asked for again', async () => {
  const page = await open();
  const button = page.getByRole('button', {name: 'Ask again'});
  await page
    .locator('#coverage .grid canvas')
    .nth(0)
    .click({position: {x: 20, y: 8}});
  await button.waitFor();
  await page
    .locator('#coverage .grid canvas')
    .nth(3)
    .click({position: {x: 20, y: 8}});
  await button.waitFor({state: 'hidden'});
});

test('a window that was asked for again before the collector was restarted can be asked for once more', async () => {
  const page = await open();
  await page.route('**/api/ask', (route) => route.fulfill({json: {at: 0}}));
  await page
    .locator('#coverage .grid canvas')
    .nth(0)
    .click({position: {x: 20, y: 8}});
  await page.getByRole('button', {name: 'Ask again'}).click();
  await page.getByText('The collector has been restarted meanwhile: ask again.').waitFor();
  expect(await page.getByRole('button', {name: 'Ask again'}).isEnabled()).toBe(true);
});

test('a pinned window is told of anew when it has changed', async () => {
  const page = await open();
  await page
    .locator('#coverage .grid canvas')
    .nth(0)
    .click({position: {x: 20, y: 8}});
  await until(async () => /^app-13, [\s\S]*missing[\s\S]*Waits for its turn/.test(await told(page)));
  await page.route('**/api/coverage*', async (route) => {
    const view = (await (await route.fetch()).json()) as CoverageView;
    await route.fulfill({
      json: {...view, rows: view.rows.map((row) => ({...row, cells: 's'.repeat(row.cells.length)}))},
    });
  });
  const asked = page.waitForRequest(/api\/window/);
  await page.evaluate(
    `history.pushState(null, '', location.search + '&count=clicked'); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  expect(new URL((await asked).url()).searchParams.get('app')).toBe('app-13');
  expect(await isPinned(page)).toBe(true);
});

test('a window of losses tells of losses, and not of the counts of that time', async () => {
  const page = await open('&report=chat-loss');
  const asked = page.waitForRequest(/api\/window/);
  await page
    .locator('#coverage .grid canvas')
    .nth(3)
    .click({position: {x: 20, y: 8}});
  expect(new URL((await asked).url()).searchParams.get('report')).toBe('chat-loss');
});

test.each([
  [1280, 'light'],
  [1280, 'dark'],
  [400, 'light'],
  [400, 'dark'],
] as const)('at %i pixels, %s, the story stands where there is room', async (width, colorScheme) => {
  const page = await open('', {viewport: {width, height: 800}, colorScheme});
  await page
    .locator('#coverage .grid canvas')
    .nth(1)
    .click({position: {x: 20, y: 8}});
  await page.locator('.detail .note').waitFor();
  const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
  const [grid, detail] = [await box('#coverage .grid'), await box('#coverage .detail')];
  if (width > 1000) expect(detail.x).toBeGreaterThanOrEqual(grid.x + grid.width);
  else expect(detail.y).toBeGreaterThanOrEqual(grid.y + grid.height);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  expect(await barriers(page)).toEqual([]);
});
