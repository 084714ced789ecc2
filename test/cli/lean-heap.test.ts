import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {expect, test} from '@jest/globals';

/** The highest size of a heap, in bytes, of which a fraction is in use at any time and nothing for long, as in a backfill. */
async function highest(prepare: string): Promise<number> {
  const script = `${prepare}
    const inUse = Array.from({length: 80_000});
    let highest = 0;
    for (let count = 0; count < 2_000_000; count += 1) {
      inUse[count % inUse.length] = {count, values: Array.from({length: 12}, () => count)};
      if (count % 10_000 === 0) highest = Math.max(highest, process.memoryUsage().heapTotal);
    }
    console.log(highest);`;
  const options = ['--max-semi-space-size=2', '--input-type=module', '--eval', script];
  const {stdout} = await promisify(execFile)(process.execPath, options);
  return Number(stdout.trim().split('\n').at(-1));
}

const program = `process.argv = ['node', 'timpush-collector', '--version'];
  process.exit = () => {};
  await import('./dist/main.js');`;

const itsCode = `await import('./dist/cli/command-line.js');`;

test('garbage takes less of the heap of the program than V8 would let it', async () => {
  const [lean, usual] = await Promise.all([highest(program), highest(itsCode)]);
  expect(lean).toBeGreaterThan(0);
  expect(lean).toBeLessThan(0.75 * usual);
});
