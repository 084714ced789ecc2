import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {Browser, Page} from 'playwright-core';
import {whyText} from '../../src/cli/why-text.js';
import type {FindingView} from '../../src/domain/finding.js';
import {platformLabel} from '../../src/domain/platform-labels.js';
import type {WhyView} from '../../src/domain/why-view.js';
import {text, visit} from '../console/visitor.js';
import {END, expected, seen, T, told} from '../grafana/alerting/planted.js';
import {openBrowser} from '../support/servers/browser.js';
import {openVoices, type Voices} from './incident-voices.js';

const HOUR = 3600;
/** Windows have been collected when so much of the hour is over. */
const COLLECTED = 20 * 60;
const names = Object.keys(seen);
const looks = [5, 22, 30];

/** So many the page shows at once. */
const FIRST = 3;

/** What everybody says of an app at one moment. */
interface Heard {
  readonly why: WhyView;
  readonly page: string;
  readonly alerts: Awaited<ReturnType<Voices['alerts']>>;
}

let voices: Voices;
let browser: Browser;
const goingOn = new Map<string, Heard>();
const over = new Map<string, Heard>();
let together: {readonly why: WhyView; readonly page: Page; readonly complaints: readonly string[]};

beforeAll(async () => {
  [voices, browser] = await Promise.all([openVoices(names), openBrowser()]);
  for (const hour of looks) {
    await voices.until(T + hour * HOUR + COLLECTED);
    for (const name of names) {
      if (seen[name]!.goesOn === hour) goingOn.set(name, await hear(name));
      if (seen[name]!.over === hour) over.set(name, await hear(name));
    }
  }
  const {page, complaints} = await visit(browser, await voices.page(names));
  together = {why: await voices.why({}), page, complaints};
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await voices?.close();
});

async function hear(app: string): Promise<Heard> {
  const {page, complaints} = await visit(browser, await voices.page([app]));
  await page.locator('.finding').first().waitFor();
  const shown = await text(page, '#findings');
  await page.context().close();
  expect(complaints).toEqual([]);
  const why = await voices.why({app});
  return {why, page: shown, alerts: await voices.alerts(app, why.findings[0]!.until !== null)};
}

const seconds = (iso: string) => Date.parse(iso) / 1000;
const lineOf = ({since, until, ...finding}: FindingView) =>
  told({...finding, since: seconds(since), until: until === null ? null : seconds(until)});
/** As it is before it is over. */
const withoutEnd = (line: string) => line.replace(/\S+ (\S+)$/, '… $1');
const kindOf = (line: string) => line.split(' ')[2]!;

/** How a reason is told: its code at its platform, where there is one. */
const because = ({platform, code, meaning}: FindingView['reasons'][0]) => `${meaning} (${platform}, code ${code})`;

describe.each(names)('%s', (name) => {
  const [line, ...others] = expected[name]!;
  const findingOf = ({why}: Heard) => why.findings[0]!;

  test('why tells it once, while it goes on and when it is over, in words, too', () => {
    expect(others).toEqual([]);
    const [before, after] = [goingOn.get(name)!.why, over.get(name)!.why];
    expect(before.findings.map(lineOf)).toEqual([withoutEnd(line!)]);
    expect(after.findings.map(lineOf)).toEqual([line]);
    for (const why of [before, after]) {
      const [{severity, sentence, reasons}] = why.findings as [FindingView];
      expect(why.summary).toBe(sentence);
      expect(whyText(why)).toContain(`${severity}: ${sentence}\n`);
      for (const {platform, code} of reasons.slice(0, 1)) expect(whyText(why)).toContain(`- ${platform} ${code} (`);
    }
  });

  test('the page begins with it, and with what to do', () => {
    for (const heard of [goingOn.get(name)!, over.get(name)!]) {
      const {severity, sentence, reasons, note} = findingOf(heard);
      const advice = reasons.slice(0, 1).map((reason) => `What to do: ${reason.advice}`);
      const more = reasons.length === 0 && note !== '' ? ['More'] : [];
      expect(heard.page.split('\n').filter(Boolean)).toEqual([severity, sentence, ...advice, ...more]);
    }
  });

  test('Alertmanager has it while it goes on', () => {
    const finding = findingOf(goingOn.get(name)!);
    const {shown, resolved} = goingOn.get(name)!.alerts;
    expect(resolved).toEqual([]);
    expect(shown).toHaveLength(1);
    const [{labels, annotations, startsAt}] = shown as [(typeof shown)[0]];
    const {app, platform, report, severity, sentence, since, reasons} = finding;
    expect(labels).toMatchObject({app, report, severity, ...(platform !== null && {platform})});
    expect('platform' in labels).toBe(platform !== null);
    expect(labels.alertname!.toLowerCase()).toBe(`timpush${kindOf(line!)}`);
    expect(annotations.summary).toBe(sentence);
    expect(seconds(startsAt)).toBe(seconds(since));
    for (const reason of reasons.slice(0, 1)) expect(annotations.description).toContain(because(reason));
  });

  test('Alertmanager tells when it ended, with the last word on it', () => {
    const {shown, resolved} = over.get(name)!.alerts;
    const {sentence, since, until} = findingOf(over.get(name)!);
    expect(shown).toEqual([]);
    expect(
      resolved.map(({startsAt, endsAt, annotations}) => [seconds(startsAt), seconds(endsAt), annotations.summary]),
    ).toEqual([[seconds(since), seconds(until!), sentence]]);
  });
});

test('of several at once, the page and why name the same first', async () => {
  const {why, page, complaints} = together;
  await page.locator('.finding').first().waitFor();
  expect(why.findings.map(lineOf).sort()).toEqual(names.flatMap((name) => expected[name]!).sort());
  expect(await text(page, '#findings > ul > .finding:first-child a')).toBe(why.summary);
  expect(complaints).toEqual([]);
});

test('from opening the page it is two presses at most to the cause of each', async () => {
  const {why, page} = together;
  const caused = why.findings.filter(({reasons}) => reasons.length > 0);
  expect(caused.length).toBeGreaterThan(FIRST);
  const more = page.locator('#findings > details > summary');
  for (const {sentence, reasons} of caused) {
    const entry = page.locator('.finding', {hasText: sentence});
    const isFolded = !(await entry.isVisible());
    if (isFolded) await more.click();
    await entry.locator('summary').click();
    const [{platform, code, meaning, advice}] = reasons as [FindingView['reasons'][0]];
    // biome-ignore lint/performance/useDomNodeTextContent: a text that is hidden is not seen
    const told = await entry.innerText();
    for (const part of [meaning, platformLabel(platform), `code ${code},`, `What to do: ${advice}`])
      expect(told).toContain(part);
    if (isFolded) await more.click();
  }
}, 60_000);

test('the command says the same long after', async () => {
  await voices.until(END);
  const span = ['--from', '2026-03-08', '--to', '2026-03-11'];
  for (const name of names) {
    const {code, stdout} = await voices.command('why', '--app', name, ...span, '--json');
    const {findings} = JSON.parse(stdout) as WhyView;
    expect([code, ...findings.map(lineOf)]).toEqual([0, ...expected[name]!]);
    const words = await voices.command('why', '--app', name, ...span);
    expect(words.stdout.replace(/\s+/g, ' ')).toContain(findings[0]!.sentence);
  }
}, 60_000);
