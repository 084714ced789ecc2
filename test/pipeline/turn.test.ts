import {expect, test} from '@jest/globals';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {turnOf} from '../../src/pipeline/turn.js';
import {gate} from '../support/doubles/gate.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const app = anApp();
const hourly = aJob();
const daily = aJob({step: {name: '1d', unit: 'days', count: 1}});
const cancel = new AbortController().signal;

/** A turn whose hourly run ends as told, and what was done in which order. */
function turn(summary: Partial<RunSummary>) {
  const done: string[] = [];
  const end = gate();
  const take = turnOf({
    async run({job}) {
      done.push(`run ${job.step.name}`);
      if (job === hourly) await end.opened;
      return (job === hourly ? summary : {windowsLeft: 0}) as RunSummary;
    },
    runCampaigns: undefined,
    backfill: {
      async resume(job) {
        done.push(`backfill ${job.step.name}`);
        return false;
      },
    },
  });
  return {take, done, end};
}

test('nobody goes on with a backfill before all that is due in the lane is done', async () => {
  const {take, done, end} = turn({windowsLeft: 0});
  const taken = take({app, jobs: [hourly, daily]}, {handover: cancel, cancel});
  await Promise.resolve();
  expect(done).toEqual(['run 1h', 'run 1d']);
  end.open();
  expect(await taken).toEqual([]);
  expect(done.slice(2)).toEqual(['backfill 1h', 'backfill 1d']);
});

test.each([
  ['windows are left when it had to hand over', {windowsLeft: 3}, ['1h']],
  ['nothing is left', {windowsLeft: 0}, []],
  ['an error has left them', {windowsLeft: 3, error: new Error('refused')}, []],
])('another turn is wanted or not: %s', async (_, summary, wanted) => {
  const {take, end} = turn(summary);
  end.open();
  const unfinished = await take({app, jobs: [hourly, daily]}, {handover: AbortSignal.abort(), cancel});
  expect(unfinished.map(({step}) => step.name)).toEqual(wanted);
});
