import {afterAll, afterEach, beforeAll} from '@jest/globals';
import type {Browser, BrowserContextOptions} from 'playwright-core';
import {openBrowser} from '../support/servers/browser.js';
import {leave, type Visitor, visit} from './visitor.js';

/** A browser for the tests of a file: opens a page for a test, which fails with what should not have happened on it. */
export function useVisits(): (url: string, options?: BrowserContextOptions) => Promise<Visitor> {
  let browser: Browser;
  let visitor: Visitor | undefined;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    const last = visitor;
    visitor = undefined;
    await leave(last);
  });
  afterAll(() => browser?.close());
  return async (url, options) => {
    visitor = await visit(browser, url, options);
    return visitor;
  };
}
