import {rename} from 'node:fs/promises';
import {startSimulator} from '../../../src/simulator/simulator.js';
import {duckDbLines} from '../../support/fixtures/store-lines.js';
import {makeWorkplace, type Workplace} from '../../support/fixtures/workplace.js';
import {type Ended, runCollector} from '../../support/servers/collector-process.js';
import {claimOfCases, type Random} from '../cases.js';
import {HARMS, type Harm} from '../harms.js';

const FILE = 'data/push.duckdb';
const collect = ['collect', '--config', 'collector.yaml'];
const env = {KEY: 'key-of-shop'};

/** Full and read-only disks are mounted where this runs as root. */
export const disk = claimOfCases({
  name: 'disk',
  title: 'a disk or a file that is harmed is told of clearly or made good, and nothing is missing after that',
  count: (short) => (short ? 6 : HARMS.length * 10),
  async flaw(index, random) {
    const harm = HARMS[index % HARMS.length]!;
    const simulator = await startSimulator(
      {apps: [{sdkAppId: 1_400_000_001, secretKey: env.KEY}], minGapMs: 0},
      {now: Date.now},
    );
    const workplace = await makeWorkplace();
    try {
      await configure(workplace, simulator.url);
      const found = await attempt(harm, workplace, random);
      return found && `${harm.name}: ${found}`;
    } finally {
      await simulator.close();
      await workplace.remove();
    }
  },
});

async function configure(workplace: Workplace, baseUrl: string): Promise<void> {
  await workplace.configure({
    apps: [{name: 'shop', sdkAppId: 1_400_000_001, baseUrl, secretKeyEnv: 'KEY'}],
    jobs: [{report: 'chat', step: '1h', schedule: '5 * * * *', span: '2d', refresh: ['1s']}],
    timpush: {paceMs: 0},
    store: 'duckdb',
    duckdb: {path: FILE},
    http: {port: 0},
  });
}

async function attempt(harm: Harm, workplace: Workplace, random: Random): Promise<string | undefined> {
  const {folder} = workplace;
  const first = await runCollector(folder, collect, env);
  if (first.code !== 0) return `does not even begin: ${first.stderr}`;
  const before = identities(await duckDbLines(workplace.path(FILE)));
  const mend = await harm.do(workplace.path(FILE), random);
  const harmed = await runCollector(folder, collect, env).finally(mend);
  const unclear = harmed.code === 0 ? undefined : unclearIn(harmed);
  if (unclear) return unclear;
  if (harmed.code === 0 && !harm.remedy) return missing(before, workplace);
  // What the message advises: the file out of the way, unless it was the disk.
  if (!mend && !harm.remedy) await rename(workplace.path(FILE), workplace.path(`${FILE}.away`));
  const last = await runCollector(folder, harm.remedy ? [...collect, '--force'] : collect, env);
  return last.code === 0 ? missing(before, workplace) : `not made good: ${last.stderr}${last.stdout}`;
}

function unclearIn({code, stdout, stderr}: Ended): string | undefined {
  const said = stdout + stderr;
  if (code !== 1) return `exit code ${code}: ${said.slice(0, 500)}`;
  if (/^\s+at /m.test(said)) return `a stack: ${said.slice(0, 1000)}`;
  return /duckdb|disk|space|read-only|permission/i.test(said) ? undefined : `no reason: ${said}`;
}

/** Which points there are, whatever their counts: those grow while nobody looks. */
function identities(lines: readonly string[]): string[] {
  const data = lines.filter(
    (line) => /^timpush_(chat_total|chat_platform|ledger)/.test(line) && !line.includes('_aged'),
  );
  return data.map((line) => `${line.split(' ', 2).join(' ')} ${/platform=\S+/.exec(line)?.[0] ?? ''}`).sort();
}

async function missing(before: readonly string[], workplace: Workplace): Promise<string | undefined> {
  const lines = await duckDbLines(workplace.path(FILE)).catch((error: Error) => error.message);
  // Not silent: a reader is told.
  if (typeof lines === 'string') return undefined;
  const now = new Set(identities(lines));
  const lost = before.filter((identity) => !now.has(identity));
  return lost.length > 0 ? `${lost.length} points are missing, such as ${lost[0]}` : undefined;
}
