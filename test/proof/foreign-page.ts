import {once} from 'node:events';
import {createServer} from 'node:http';
import type {Browser} from 'playwright-core';

const PATHS = ['/', '/console/icon.svg', '/metrics', '/readyz', '/api/status', '/api/push', '/api/coverage'];

/** A page of somebody else, in the browser of somebody who may reach the collector. Resolves to all that its scripts have learnt. */
export async function learntByForeignPage(browser: Browser, port: number): Promise<string[]> {
  const site = createServer((_, response) => response.writeHead(200, {'content-type': 'text/html'}).end('<p>evil</p>'));
  await once(site.listen(0, '127.0.0.1'), 'listening');
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const learnt: string[] = [];
    // Without metadata of the browser (http and a name), with it (the loopback, another port).
    for (const host of ['evil.example.com', '127.0.0.1']) {
      await page.goto(`http://${host}:${(site.address() as {port: number}).port}/`);
      learnt.push(...((await page.evaluate(fromElsewhere(`http://127.0.0.1:${port}`))) as string[]));
    }
    // The name points at the collector now.
    const rebound = await page.goto(`http://evil.example.com:${port}/`);
    learnt.push(await rebound!.text(), ...((await page.evaluate(UNDER_THE_NAME)) as string[]));
    return learnt;
  } finally {
    await context.close();
    site.closeAllConnections();
    site.close();
  }
}

/** Everything that a script can do with the address of another site. */
function fromElsewhere(target: string): string {
  return `(async () => {
    const target = ${JSON.stringify(target)};
    const heard = (what) => Promise.race([what, new Promise((resolve) => setTimeout(resolve, 3000, ''))]).catch(() => '');
    const element = (name, attributes) => new Promise((resolve) => {
      const made = Object.assign(document.createElement(name), attributes);
      made.onload = () => {
        let inside = '';
        try { inside = made.contentDocument?.documentElement.outerHTML ?? ''; } catch {}
        resolve(name === 'iframe' ? inside : name + ' loaded ' + (attributes.src ?? attributes.href));
      };
      made.onerror = () => resolve('');
      document.body.append(made);
    });
    const stream = () => new Promise((resolve) => {
      const source = new EventSource(target + '/api/live');
      source.onmessage = ({data}) => { source.close(); resolve(data); };
      source.onerror = () => { source.close(); resolve(''); };
    });
    const act = (headers, mode) => fetch(target + '/api/backfill', {method: 'POST', mode, headers, body: '{"from":"2026-01-01"}'})
      .then((answer) => answer.type === 'opaque' ? '' : answer.text());
    const form = () => {
      const made = Object.assign(document.createElement('form'), {method: 'post', action: target + '/api/backfill', target: 'frame', enctype: 'text/plain'});
      document.body.append(Object.assign(document.createElement('iframe'), {name: 'frame'}), made);
      made.submit();
      return '';
    };
    return Promise.all([
      ...${JSON.stringify(PATHS)}.flatMap((path) => [
        heard(fetch(target + path).then((answer) => answer.text())),
        heard(fetch(target + path, {mode: 'no-cors'}).then((answer) => answer.text())),
        heard(element('iframe', {src: target + path})),
      ]),
      heard(element('img', {src: target + '/console/icon.svg'})),
      heard(element('script', {src: target + '/console/main.js', type: 'module'})),
      heard(element('script', {src: target + '/console/uplot.js'})),
      heard(element('link', {rel: 'stylesheet', href: target + '/console/style.css'})),
      heard(stream()),
      heard(act({'content-type': 'application/json', 'x-timpush-console': '1'}, 'cors')),
      heard(act({'content-type': 'text/plain'}, 'no-cors')),
      form(),
      navigator.sendBeacon(target + '/api/backfill/stop', '{}') && '',
    ]);
  })()`;
}

/** What a script can do to look like no browser, once the browser takes the collector for its own site. */
const UNDER_THE_NAME = `Promise.all(${JSON.stringify(PATHS)}.flatMap((path) => [
  fetch(path),
  fetch(path, {method: 'POST', headers: {'x-timpush-console': '1', 'content-type': 'application/json'}, body: '{"from":"2026-01-01"}'}),
  fetch(path, {
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: {'accept-language': '', 'user-agent': 'Prometheus/3.5.0', accept: 'text/plain', 'x-forwarded-host': '127.0.0.1'},
  }),
].map((asked) => asked.then((answer) => answer.text(), () => ''))))`;
