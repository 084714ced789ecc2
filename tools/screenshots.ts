import {mkdir, stat} from 'node:fs/promises';
import {makeWorkplace} from '../test/support/fixtures/workplace.js';
import {until} from '../test/support/oracle/until.js';
import {openBrowser} from '../test/support/servers/browser.js';
import {launchCollector} from '../test/support/servers/collector-process.js';
import {debian} from '../test/support/servers/debian-packages.js';

/** Pictures of the demo's console for the documents. */
const pictures = [
  {file: 'docs/console.png', query: '', ready: ['.finding', '#losses tbody tr', '#table tbody tr']},
  {file: 'docs/console-collecting.png', query: '?view=collecting', ready: ['.detail .growth']},
];
const MAX_BYTES = 200_000;

await debian.fetch(['chromium']);
const workplace = await makeWorkplace();
const demo = launchCollector(workplace.folder, ['demo']);
const browser = await openBrowser();
try {
  await until(() => /See it at \S+/.test(demo.stdout), 90_000);
  const url = new URL(/See it at (\S+)/.exec(demo.stdout)![1]!).origin;
  const page = await browser.newPage({viewport: {width: 1280, height: 765}, colorScheme: 'light'});
  await mkdir('docs', {recursive: true});
  for (const {file, query, ready} of pictures) {
    await page.goto(`${url}/${query}`);
    await page.locator('#views').getByText('delivery rate').waitFor();
    if (query !== '') {
      await page
        .locator('#coverage .grid canvas')
        .first()
        .hover({position: {x: 200, y: 8}});
    }
    for (const part of ready) await page.locator(part).first().waitFor();
    await page.screenshot({path: file});
    const {size} = await stat(file);
    if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MAX_BYTES}`);
  }
} finally {
  await browser.close();
  await demo.stop();
  await workplace.remove();
}
