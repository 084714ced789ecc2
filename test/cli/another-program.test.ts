import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {runCommandLine} from '../../src/cli/command-line.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(() => workplace.remove());

/** What `status` says when the file cannot be opened and another program answers at our port. */
async function statusBeside(status: number, body: string): Promise<{code: number; said: string}> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  await writeFile(workplace.path('push.duckdb'), 'no database');
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 1, region: 'china', secretKeyEnv: 'KEY'}],
    store: 'duckdb',
    duckdb: {path: workplace.path('push.duckdb')},
    http: {port},
  });
  const lines: string[] = [];
  const output = {write: (text: string) => void lines.push(text)};
  const terminal = {env: {KEY: 'key'}, stdout: output, stderr: output, once: () => undefined};
  const code = await runCommandLine(['status', '--config', workplace.path('collector.yaml')], terminal);
  server.closeAllConnections();
  server.close();
  return {code, said: lines.join('').replace(/:\d+\/api/, '/api')};
}

test.each([
  [200, '<html>', 'status 200'],
  [200, 'null', 'status 200'],
  [200, '{"level":50}', 'status 200'],
  [502, '"\u009b2J"', 'status 502'],
  [503, '{"error":"a\\u001b[2J\\nb"}', 'a [2J b'],
])('status %i and the body %s of another program are told in a sentence', async (status, body, told) => {
  const {code, said} = await statusBeside(status, body);
  expect(code).toBe(1);
  expect(said).toBe(`the collector at http://127.0.0.1/api/status answers: ${told}\n`);
});

test('however much another program says, it is told in short', async () => {
  const {said} = await statusBeside(500, JSON.stringify({error: 'x'.repeat(100_000)}));
  expect(said.length).toBeLessThan(600);
});
