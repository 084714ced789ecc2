import type {LedgerEntry} from '../../src/domain/coverage.js';
import {gridWindows, planWindows, widened} from '../../src/domain/plan.js';
import {parseStep, type Span} from '../../src/domain/window.js';
import {reports} from '../../src/timpush/reports.js';
import type {Figure, Row} from '../figure.js';
import {HOUR, LOAD_END, type Load} from '../processes/load.js';
import {inRounds, spread} from '../rounds.js';
import {costIn, withApi} from '../stage.js';
import {cpuPerWindow} from './cost.js';

/** The same number of windows at the same rate, spread over more and more apps. */
const WINDOWS_PER_MS = 2;

export const growth: Figure = {
  name: 'growth',
  measure: ({quick}) =>
    withApi(async ({api}) => {
      const total = quick ? 20_000 : 60_000;
      const sizes = [10, 100, 1000, 10_000];
      const costOf = async (client: 'collector' | 'bare-loop', load: Load) =>
        cpuPerWindow(await costIn(client, load, {apps: 10, windows: 300, paceMs: 0}));
      const rounds = await inRounds(quick ? 2 : 5, async () => {
        const costs: {readonly ours: number; readonly bare: number}[] = [];
        for (const apps of sizes) {
          const load = {api, apps, windows: total / apps};
          costs.push({
            ours: await costOf('collector', {...load, inFlight: 4, paceMs: apps / WINDOWS_PER_MS}),
            // A connection for each app, and as fast as it can.
            bare: await costOf('bare-loop', {...load, inFlight: 1, paceMs: 0}),
          });
        }
        return costs;
      });
      const row = (client: 'ours' | 'bare', what: string, target: Row['target']) => (apps: number, i: number) => ({
        what: `growth: ${what} with ${apps} apps ÷ with 10`,
        value: spread(rounds.map((costs) => costs[i + 1]![client] / costs[0]![client])),
        target,
      });
      return [
        ...sizes.slice(1).map(row('ours', 'CPU per window', {atMost: 1.2})),
        ...sizes.slice(1).map(row('bare', "the bare loop's CPU per window", undefined)),
      ];
    }),
};

const app = {name: 'app-0', sdkAppId: 1, timezone: 'Asia/Shanghai', withoutReceipts: []};
const job = {
  report: reports.chat!,
  step: parseStep('1h')!,
  schedule: '*/10 * * * *',
  span: 0,
  refresh: [{name: '10m', seconds: 600}],
};

/** Planning over a full ledger. */
export const planning: Figure = {
  name: 'planning',
  async measure({quick}) {
    const rounds = await inRounds(quick ? 3 : 7, async () => {
      const month = cpuOfPlanning(30, 300);
      return cpuOfPlanning(3000, 3) / month;
    });
    const what = 'growth: planning over 3,000 days of hours ÷ over 30 days, per day';
    return [{what, value: spread(rounds.map((ratio) => ratio / 100)), target: {atMost: 1.2}}];
  },
};

/** Each time an hour earlier: what apps of one zone share at a tick must not help. */
function cpuOfPlanning(days: number, times: number): number {
  const spanAt = (time: number) => ({start: time - days * 24 * HOUR, end: time});
  const all = entriesOf({start: spanAt(LOAD_END - times * HOUR).start, end: LOAD_END});
  const plan = (hoursAgo: number) => {
    const now = LOAD_END - hoursAgo * HOUR;
    const first = times - hoursAgo;
    const entries = all.slice(first, first + days * 24);
    return planWindows({job, app, span: widened(job, app, spanAt(now)), entries, now});
  };
  plan(0);
  const before = process.cpuUsage();
  for (let i = 1; i <= times; i++) plan(i);
  const {user, system} = process.cpuUsage(before);
  return (user + system) / times;
}

function entriesOf(span: Span): LedgerEntry[] {
  const platforms = ['fcm'];
  // Written out, as the ledger's reader does: objects that are spread and added to are slow to read.
  return gridWindows(job, app, span).map((window) => ({
    app: 'app-0',
    sdkAppId: 1,
    report: 'chat',
    step: '1h',
    window,
    fetchedAt: window.end + HOUR,
    outcome: 'ok',
    errorCode: 0,
    platforms,
  }));
}
