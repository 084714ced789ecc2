import {randomInt} from 'node:crypto';
import {parseArgs} from 'node:util';
import {debian} from '../support/servers/debian-packages.js';
import type {Claim, Outcome} from './claim.js';
import {claims} from './claims.js';
import {type Row, tableOf} from './table.js';

const {values} = parseArgs({
  options: {
    short: {type: 'boolean', default: false},
    only: {type: 'string', multiple: true},
    seed: {type: 'string'},
    replay: {type: 'string'},
  },
});

await debian.fetch(['influxdb', 'libfaketime', 'redis-server']);
process.exitCode = values.replay === undefined ? await proveAll() : await replay(values.replay);

async function proveAll(): Promise<number> {
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  const chosen = values.only ? values.only.map(claimNamed) : claims;
  const rows: Row[] = [];
  for (const claim of chosen) rows.push(await prove(claim, seed));
  process.stdout.write(`${tableOf(rows)}\n`);
  return rows.some(({failures}) => failures.length > 0) ? 1 : 0;
}

async function prove(claim: Claim, seed: number): Promise<Row> {
  const startedMs = performance.now();
  const progress = progressOf(claim.name);
  // A claim that cannot be tried is not proven.
  const broken = (error: Error): Outcome => ({tried: 0, failures: [{seed: String(seed), what: String(error.stack)}]});
  const outcome = await claim.run({seed, short: values.short, progress}).catch(broken);
  const seconds = (performance.now() - startedMs) / 1000;
  process.stderr.write(
    `${claim.name}: ${outcome.failures.length} of ${outcome.tried} failed, ${seconds.toFixed(1)} s\n`,
  );
  return {name: claim.name, title: claim.title, seed, seconds, ...outcome};
}

/** A line every few seconds. */
function progressOf(name: string): (done: number, of: number) => void {
  let toldMs = performance.now();
  return (done, of) => {
    if (performance.now() - toldMs < 5000) return;
    toldMs = performance.now();
    process.stderr.write(`${name}: ${done} of ${of}\n`);
  };
}

async function replay(text: string): Promise<number> {
  const [name = '', seed = ''] = text.split(':');
  const claim = claimNamed(name);
  if (!claim.replay) throw new Error(`${name} repeats no single case`);
  const what = await claim.replay(seed);
  process.stdout.write(`${text}: ${what ?? 'holds'}\n`);
  return what === undefined ? 0 : 1;
}

function claimNamed(name: string): Claim {
  const claim = claims.find((each) => each.name === name);
  if (!claim) throw new Error(`no claim “${name}”; there are: ${claims.map((each) => each.name).join(', ')}`);
  return claim;
}
