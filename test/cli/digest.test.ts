import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Browser} from 'playwright-core';
import stringWidth from 'string-width';
import {digestHtml} from '../../src/cli/digest-html.js';
import {digestMarkdown, digestText} from '../../src/cli/digest-text.js';
import type {DigestView} from '../../src/domain/digest-view.js';
import {shopWithIncident} from '../support/fixtures/shop-with-incident.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {openBrowser} from '../support/servers/browser.js';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)));

async function aDigest(): Promise<DigestView> {
  const {collector} = await shopWithIncident({apps: ['shop', 'news']});
  return collector.digest({});
}

/** A vendor whose words are marks of every kind. */
async function withMarks(): Promise<DigestView> {
  const digest = await aDigest();
  const sentence = '<script>alert(1)</script> **bold** | "quoted" & [a](b)';
  const [report] = digest.reports;
  const apps = report!.apps.map((app) => ({...app, app: `<b>${app.app}</b>|x`}));
  const reports = [{...report!, apps}];
  return {...digest, findings: digest.findings.map((each) => ({...each, sentence})), reports};
}

describe('as text,', () => {
  test('it has the week, findings with what to do, apps worst first, and collecting', async () => {
    const text = digestText(await aDigest(), 100);
    expect(text).toMatch(/^Push, 2026-03-13 20:20 to 2026-03-20 20:20 \(Asia\/Shanghai\)\n1 finding, all over\.\n/);
    expect(text).toMatch(/\ncritical: Huawei at shop: .*\n {2}.*Over\.\n- huawei 503 \(100 %\): /);
    expect(text).toMatch(
      /\nChat pushes: 336 of 336 windows; changes over 144 of 168 windows of 1h, with final counts\n/,
    );
    expect(text).toMatch(/\nshop +672,000 .* 89\.5 % .*\nnews +672,000 .* 90\.0 % .*\nall +1,344,000 /);
    expect(text).toMatch(/\nCollecting\n4 jobs of 2 apps: .* missing\nThe oldest hole, of shop chat 1h, began /);
    expect(text).toContain('\nNo problems\n');
  });

  test.each([40, 80])('at %i columns nothing is wider', async (columns) => {
    expect(widest(digestText(await aDigest(), columns))).toBeLessThanOrEqual(columns);
  });

  test('of many apps those with findings and the first ones are told', async () => {
    const digest = await aDigest();
    const [report] = digest.reports;
    const apps = Array.from({length: 30}, (_, index) => ({...report!.apps[1]!, app: `app-${index}`}));
    const text = digestText({...digest, reports: [{...report!, apps, missing: ['gone']}]});
    expect(text).toContain('app-19 ');
    expect(text).not.toContain('app-20 ');
    expect(text).toContain('\nand 10 more apps, none of them with a finding; nothing collected of gone\n');
  });

  test('of many findings the worst are told, in every form', async () => {
    const digest = await aDigest();
    const findings = Array.from({length: 23}, (_, index) => ({
      ...digest.findings[0]!,
      sentence: `Finding no. ${index}.`,
    }));
    for (const written of [digestText, digestMarkdown, digestHtml]) {
      const text = written({...digest, findings});
      expect(text).toContain('Finding no. 19.');
      expect(text).not.toContain('Finding no. 20.');
      expect(text).toContain('and 3 more findings');
    }
  });
});

test('as Markdown the same stands in headings, lists and a table, and foreign marks are text', async () => {
  const markdown = digestMarkdown(await aDigest());
  expect(markdown).toMatch(/^# Push, 2026-03-13 20:20 to /);
  expect(markdown).toContain('\n- **critical**: Huawei at shop: delivery fell from 90 % to 30 %');
  expect(markdown).toMatch(/\n\| app \| sent \| .*\n\| --- \| ---: \| .*\n\| shop \| 672,000 \| /);
  const marked = digestMarkdown(await withMarks());
  expect(marked).toContain('\\<script\\>alert(1)\\</script\\> \\*\\*bold\\*\\* \\| "quoted" \\& \\[a\\](b)');
  expect(marked).toContain('| \\<b\\>shop\\</b\\>\\|x | 672,000 |');
});

describe('as HTML,', () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = await openBrowser();
  });
  afterEach(() => browser.close());

  test('it is one document without scripts, links or sheets, that fits a telephone', async () => {
    const html = digestHtml(await aDigest());
    expect(html).not.toMatch(/<(script|link|style|img|iframe|form)|https?:|javascript:|\son\w+=/i);
    for (const width of [1280, 400]) {
      const page = await browser.newPage({viewport: {width, height: 900}});
      await page.setContent(html);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.textContent('h1')).toBe('1 finding, all over.');
      expect(await page.textContent('body')).toMatch(
        /Huawei at shop: delivery fell from 90 % to 30 %[\s\S]*shop critical[\s\S]*672,000/,
      );
    }
  });

  test('what a vendor says, and names, are text', async () => {
    const html = digestHtml(await withMarks());
    expect(html).not.toMatch(/<script|<b>/);
    const page = await browser.newPage();
    await page.setContent(html);
    const text = await page.textContent('body');
    expect(text).toContain('<script>alert(1)</script> **bold** | "quoted" & [a](b)');
    expect(text).toContain('<b>shop</b>|x');
  });
});

describe('asked on the command line,', () => {
  let bench: TwoApps;
  beforeEach(async () => {
    bench = await openTwoApps();
    await bench.makeDatabase();
  });
  afterEach(() => bench.close());

  test.each<[string, RegExp]>([
    ['text', /^Push, /],
    ['markdown', /^# Push, /],
    ['html', /^<!doctype html>/],
    ['json', /^\{\n {2}"timezone": /],
  ])('it is written as %s', async (format, beginning) => {
    await bench.run('collect');
    const {code, stdout, stderr} = await bench.run('digest', '--format', format, '--last', '2d');
    expect({code, stdout, stderr}).toEqual({code: 0, stdout: expect.stringMatching(beginning), stderr: ''});
  });

  test.each([
    [['--format', 'pdf'], 'text, markdown, html, json'],
    [['--report', 'mail'], 'no job collects “mail”'],
    [['--last', 'week'], 'week'],
  ])('%j is bad usage', async (options, message) => {
    const {code, stderr} = await bench.run('digest', ...options);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message)});
  });
});
