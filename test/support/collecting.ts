import {type CollectInput, collect} from '../../src/collect.js';
import type {LedgerEntry, Surveyed} from '../../src/domain/coverage.js';
import {ledger} from '../../src/domain/ledger.js';
import type {Keeper, Source, Writer} from '../../src/domain/ports.js';
import {idleMeter} from '../../src/domain/silence.js';
import {atOnce} from './at-once.js';
import {aJob, anApp} from './examples.js';
import {hits} from './hits.js';
import {at, ManualClock} from './manual-clock.js';
import type {MemoryStore} from './memory-store.js';
import {ScriptedSource} from './scripted-source.js';
import {silentLog} from './silence.js';

export const NOW = at('2026-03-08T00:00Z');
export const HOUR = 3600;
export const ALWAYS = {start: 0, end: NOW};
const app = anApp();

/** The last hours before `NOW`, newest first, as the planner gives them. */
export function hours(count: number, previous?: LedgerEntry): Surveyed[] {
  const window = (i: number) => ({start: NOW - (i + 1) * HOUR, end: NOW - i * HOUR});
  return Array.from({length: count}, (_, i) => ({window: window(i), previous, coverage: 'missing'}));
}

/** Collects the due windows of `hits`, one at a time unless told otherwise. */
export function collecting(
  due: readonly Surveyed[],
  {source, writer, room}: {source: Source; writer: Writer; room?: Keeper['room']},
  more: Partial<CollectInput> = {},
) {
  const never = new AbortController().signal;
  const input = {job: aJob({report: hits}), app, due, maxInFlight: 1, handover: never, cancel: never, ...more};
  const clock = new ManualClock('2026-03-08T00:00Z');
  return collect(input, {source, keeper: atOnce(writer, room), clock, meter: idleMeter, log: silentLog});
}

export function answering(script?: ConstructorParameters<typeof ScriptedSource>[1]): ScriptedSource {
  return new ScriptedSource(NOW, script);
}

/** Answers 1, except where the script has an error for the n-th window. */
export function failing(error: (n: number) => Error | undefined): ScriptedSource {
  return answering((n) => {
    const thrown = error(n);
    if (thrown) throw thrown;
    return 1;
  });
}

/** Newest first. */
export async function entriesIn(store: MemoryStore): Promise<LedgerEntry[]> {
  const entries = await ledger.entries(store, {sdkAppId: app.sdkAppId, report: 'hits', step: '1h', span: ALWAYS});
  return entries.sort((a, b) => b.window.start - a.window.start);
}
