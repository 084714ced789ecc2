import {expect, test} from '@jest/globals';
import {makeWorkplace} from '../support/fixtures/workplace.js';
import {runCollector} from '../support/servers/collector-process.js';

test('the demo collects three made-up apps and shows their report and status', async () => {
  const workplace = await makeWorkplace();
  const {code, stdout, stderr} = await runCollector(workplace.folder, ['demo', '--once']);
  const files = [...(await workplace.written()).keys()];
  await workplace.remove();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  for (const app of ['shop-cn', 'shop-sg', 'shop-eu']) {
    expect(stdout).toMatch(new RegExp(`^${app} +total +[1-9][\\d,]+ +[1-9][\\d,]+ +[1-9][\\d,]+ +[1-9][\\d,]+ `, 'm'));
    expect(stdout).toMatch(new RegExp(`^${app} +chat +1h +[1-9]`, 'm'));
  }
  expect(stdout).toMatch(/^shop-cn +Spring sale +demo-spring-sale +[\d-]+ [\d:]+ +[1-9][\d,]+ .* still grow$/m);
  expect(stdout).toMatch(
    /\nFound in the last three days:\n[\s\S]*^critical: Huawei at shop-cn: delivery fell from 9\d % to 3\d %, .*; 9\d % of the losses: flow control\. Over\.\n- huawei 503 \(9\d %\): Spread the pushes /m,
  );
  expect(files).toContain('data/demo.duckdb');
}, 120_000);
