import {execFileSync} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {cpus, loadavg, totalmem} from 'node:os';
import {parseArgs} from 'node:util';
import {debian} from '../test/support/servers/debian-packages.js';
import type {Figure} from './figure.js';
import {board} from './figures/board.js';
import {engine, scaling, shared, sharedMultitude} from './figures/cluster.js';
import {naive, overhead} from './figures/cost.js';
import {failover} from './figures/failover.js';
import {findings} from './figures/findings.js';
import {growth, planning} from './figures/growth.js';
import {health} from './figures/health.js';
import {backfillMemory, memory} from './figures/memory.js';
import {catchUp, efficiency, multitude, writing} from './figures/pace.js';
import {page} from './figures/page.js';
import {reading} from './figures/reading.js';
import {start} from './figures/start.js';
import {pinning} from './processes/conversation.js';
import {withSection} from './sections.js';
import {markdown} from './table.js';

const figures: readonly Figure[] = [
  overhead,
  naive,
  planning,
  growth,
  start,
  reading,
  page,
  board,
  findings,
  health,
  memory,
  backfillMemory,
  writing,
  catchUp,
  multitude,
  efficiency,
  engine,
  shared,
  sharedMultitude,
  scaling,
  failover,
];

const {values} = parseArgs({
  options: {quick: {type: 'boolean', default: false}, only: {type: 'string', multiple: true}},
});
const wanted = figures.filter(({name}) => values.only?.includes(name) ?? true);
if (wanted.length === 0) throw new Error(`--only takes one of: ${figures.map(({name}) => name).join(', ')}`);

await debian.fetch(['influxdb', 'redis-server', 'chromium']);
const [cpu, ...more] = cpus();
const machine = `${1 + more.length} × ${cpu!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${pinning}`;
const FILE = 'bench/RESULTS.md';
for (const figure of wanted) {
  const about = `${new Date().toISOString().slice(0, 10)}, ${machine}; load of the machine when it began: ${loadavg()[0]!.toFixed(1)}.`;
  try {
    const table = markdown(await figure.measure({quick: values.quick}));
    process.stdout.write(`${about}\n\n${table}\n\n`);
    if (values.quick) continue;
    const title = `${figure.name}, Node ${process.versions.node.split('.')[0]}`;
    // Each as soon as it is known: all of them take hours.
    await writeFile(FILE, withSection(await readFile(FILE, 'utf8'), {title, body: `${about}\n\n${table}`}, figures));
  } catch (error) {
    process.stderr.write(`${figure.name} could not be measured: ${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}
if (!values.quick) execFileSync('npx', ['biome', 'format', '--write', FILE]);
