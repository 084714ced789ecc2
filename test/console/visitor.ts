import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {expect} from '@jest/globals';
import type {Browser, BrowserContextOptions, Page} from 'playwright-core';

/** A page of its own, which notes everything that should not happen. */
export interface Visitor {
  readonly page: Page;
  /** Console errors, uncaught errors, and requests to other hosts. */
  readonly complaints: string[];
}

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: {width: 1280, height: 900},
    timezoneId: 'America/New_York',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const {protocol, host} = new URL(request.url());
    if (host !== new URL(url).host && protocol !== 'blob:') complaints.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  return {page, complaints};
}

/** Closes the page; the test fails with what should not have happened. */
export async function leave(visitor: Visitor | undefined): Promise<void> {
  await visitor?.page.context().close();
  expect(visitor?.complaints ?? []).toEqual([]);
}

/** What is seen, with its line breaks. */
export function text(page: Page, selector: string): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: a text that is hidden is not seen
  return page.locator(selector).innerText();
}

/** What axe-core finds that people with a disability would stumble over. */
export async function barriers(page: Page): Promise<string[]> {
  const found = await violations(page);
  return found.filter(({impact}) => impact === 'serious' || impact === 'critical').map(textOf);
}

/** Everything that axe-core finds. */
export async function flaws(page: Page): Promise<string[]> {
  return (await violations(page)).map(textOf);
}

async function violations(page: Page): Promise<Violation[]> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const {violations} = (await page.evaluate('axe.run()')) as {violations: Violation[]};
  return violations;
}

function textOf({id, nodes}: Violation): string {
  return `${id}: ${nodes.map(({html}) => html).join(' ')}`;
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly {readonly html: string}[];
}
