import type {Figure, Row} from '../figure.js';
import type {Core} from '../processes/conversation.js';
import {inRounds, spread} from '../rounds.js';
import {costIn, type Stage, withApi, withInflux} from '../stage.js';
import {cpuPerWindow} from './cost.js';

/** The default of the configuration. */
const PACE_MS = 1250;
/** The vendor's rule. A stand-in that refused what comes closer than the pace would refuse whenever it is late itself by 10 ms. */
const VENDORS_GAP_MS = 1000;

interface Backfill {
  readonly apps: number;
  readonly windows: number;
  readonly latencyMs: number;
}

async function backfill({api, behave, record}: Stage, {apps, windows, latencyMs}: Backfill, core?: Core) {
  await behave({latencyMs, minGapMs: VENDORS_GAP_MS});
  const cost = await costIn('collector', {api, apps, windows, inFlight: 4, paceMs: PACE_MS}, undefined, core);
  const seen = await record();
  return {efficiency: (windows * PACE_MS) / cost.wallMs, cpuPerWindow: cpuPerWindow(cost), ...seen};
}

const refusals = (sizes: readonly {readonly refused: number}[]) => sizes.reduce((sum, {refused}) => sum + refused, 0);

/** Backfills at the real pace, several sizes at once: each has a server and a process of its own. */
export const efficiency: Figure = {
  name: 'efficiency',
  async measure({quick}) {
    const windows = quick ? 40 : 168;
    const runs = [1, 10, 100, 1000].map((apps) => ({apps, latencyMs: 800, target: 0.98}));
    const slow = {apps: 100, latencyMs: 3000, target: 0.95};
    const rounds = await inRounds(quick ? 1 : 5, () =>
      Promise.all([...runs, slow].map((run) => withApi((stage) => backfill(stage, {...run, windows})))),
    );
    const rows = [...runs, slow].map(({apps, latencyMs, target}, i): Row => {
      const each = rounds.map((round) => round[i]!);
      return {
        what: `backfill efficiency, ${apps} apps, answers of ${latencyMs / 1000} s: ideal ÷ wall time`,
        value: spread(each.map((run) => run.efficiency)),
        target: {atLeast: target},
        note: `${windows} windows each, ${refusals(each)} refusals`,
      };
    });
    const hundred = rounds.map((round) => round[2]!);
    return [...rows, ...precision(hundred)];
  },
};

function precision(runs: readonly Awaited<ReturnType<typeof backfill>>[]): Row[] {
  const stall = Math.max(...runs.map(({stallMs}) => stallMs)).toFixed(0);
  const note = `100 apps; the server stood still for up to ${stall} ms`;
  const ratio = (of: 'min' | 'median') => spread(runs.map(({gaps}) => gaps[of] / PACE_MS));
  return [
    {what: 'precision: smallest gap at the server ÷ pace', value: ratio('min'), target: {atLeast: 1}, note},
    {what: 'precision: median gap at the server ÷ pace', value: ratio('median'), target: {atMost: 1.01}},
  ];
}

/** As many apps as one process should carry: 8,000 windows a second. On a core of its own, and on all that there are. */
export const multitude: Figure = {
  name: 'multitude',
  async measure({quick}) {
    const run = {apps: 10_000, windows: quick ? 20 : 168, latencyMs: 800};
    const rounds = await inRounds(quick ? 1 : 3, async () => ({
      measured: await withApi((stage) => backfill(stage, run, 'measured')),
      any: await withApi((stage) => backfill(stage, run, 'any')),
    }));
    const onCores = (core: 'measured' | 'any', where: string): Row => {
      const each = rounds.map((round) => round[core]);
      const µs = (of: (round: (typeof each)[number]) => number) => (spread(each.map(of)).median * 1000).toFixed(0);
      return {
        what: `backfill efficiency, 10000 apps, answers of 0.8 s, ${where}: ideal ÷ wall time`,
        value: spread(each.map((round) => round.efficiency)),
        target: {atLeast: 0.95},
        note: `${run.windows} windows each, ${refusals(each)} refusals; CPU of a window ${µs((round) => round.cpuPerWindow)} µs, the server's ${µs((round) => round.cpuMs / round.calls)} µs`,
      };
    };
    return [onCores('measured', 'on a core'), onCores('any', 'on all cores'), await bareMultitude(quick ? 1 : 5)];
  },
};

/** What as many connections cost a process that does nothing else: with one core, more than 1 cannot be kept up. */
async function bareMultitude(times: number): Promise<Row> {
  const load = {apps: 10_000, windows: 10, inFlight: 1, paceMs: 0};
  const rounds = await inRounds(times, () =>
    withApi(({api}) => costIn('bare-loop', {...load, api}, {apps: 64, windows: 100})),
  );
  return {
    what: 'the bare loop over 10,000 connections: its CPU per window ÷ what a core has for each at the real pace',
    value: spread(rounds.map((cost) => (cpuPerWindow(cost) * load.apps) / PACE_MS)),
    target: undefined,
  };
}

/** After a day without a database or a network, every app is a day of hours behind. */
export const catchUp: Figure = {
  name: 'catch-up',
  async measure({quick}) {
    const run = {apps: 1000, windows: 24, latencyMs: 800};
    const rounds = await inRounds(quick ? 1 : 5, () => withApi((stage) => backfill(stage, run)));
    const value = spread(rounds.map((round) => 1 / round.efficiency));
    const what = 'catch-up after 24 h, 1000 apps: time to level ÷ ideal';
    return [{what, value, target: {atMost: 1.05}, note: `${refusals(rounds)} refusals`}];
  },
};

/** What a database has to bear while 100 apps are filled up at the real pace. Counts, not times: the rounds can be side by side. */
export const writing: Figure = {
  name: 'writing',
  measure: ({quick}) =>
    withInflux(async (newDatabase) => {
      const load = {apps: 100, windows: quick ? 40 : 100, inFlight: 4, paceMs: PACE_MS};
      const round = () =>
        withApi(async ({api, behave}) => {
          await behave({latencyMs: 800, minGapMs: VENDORS_GAP_MS});
          return costIn('collector', {...load, api, influx: await newDatabase()});
        });
      const rounds = await Promise.all(Array.from({length: quick ? 1 : 5}, round));
      const lines = spread(rounds.map((cost) => cost.lines / cost.requests));
      const requests = spread(rounds.map((cost) => (cost.requests * 1000) / cost.windows));
      const what = 'writing: lines per database request, 100 apps at the real pace';
      return [
        {what, value: lines, target: {atLeast: 1000}},
        {what: 'writing: database requests per 1,000 windows', value: requests, target: {atMost: 20}},
      ];
    }),
};
