import {type FSWatcher, mkdirSync, watch} from 'node:fs';
import type {Random} from './cases.js';
import type {Experiment} from './experiment-fixture.js';
import {pick} from './mutation.js';
import type {Relay} from './relay.js';

/** A moment at which the program is killed. */
export interface Moment {
  readonly name: string;
  /** Calls `kill` when the moment has come; gives what disarms it. */
  arm(kill: () => void): () => void;
}

const nothing = () => {};
/** From the start of the process to the end of a short collection. */
const WHOLE_RUN_MS = 2200;

function afterMs(ms: number): Moment {
  return {
    name: `${ms} ms after its start`,
    arm(kill) {
      const timer = setTimeout(kill, ms);
      return () => clearTimeout(timer);
    },
  };
}

function atAnswer(n: number, experiment: Experiment): Moment {
  return {
    name: `at answer ${n}`,
    arm(kill) {
      let left = n;
      experiment.onCall(() => {
        left -= 1;
        if (left === 0) kill();
      });
      return () => experiment.onCall(nothing);
    },
  };
}

/** Moments that any store has. */
export function commonMoment(random: Random, experiment: Experiment): Moment {
  if (random() < 0.5) return atAnswer(1 + Math.floor(random() * 12), experiment);
  return afterMs(Math.floor(200 + random() * (WHOLE_RUN_MS - 200)));
}

/** Around a write of points, of the ledger or of a run summary: before it, or after it but before its acknowledgement. */
export function influxMoment(random: Random, experiment: Experiment, relay: Relay): Moment {
  if (random() < 0.4) return commonMoment(random, experiment);
  const phase = pick(random, ['before', 'after'] as const);
  const what = pick(random, ['timpush_chat_', 'timpush_ledger', 'timpush_ledger', 'timpush_run']);
  return {
    name: `${phase} a write of ${what}`,
    arm(kill) {
      relay.watch((passing) => {
        const written = passing.path.startsWith('/api/v2/write') && passing.body.startsWith(what);
        if (written && passing.phase === phase) kill();
        return undefined;
      });
      return () => relay.watch(() => undefined);
    },
  };
}

/** When the database's files have changed for the n-th time: in a commit, or while its log is brought in at the end. */
export function duckDbMoment(random: Random, experiment: Experiment): Moment {
  if (random() < 0.4) return commonMoment(random, experiment);
  const n = 1 + Math.floor(random() * 40);
  return {
    name: `at change ${n} of the files`,
    arm(kill) {
      const folder = experiment.workplace.path('data');
      mkdirSync(folder, {recursive: true});
      let left = n;
      const watcher: FSWatcher = watch(folder, () => {
        left -= 1;
        if (left === 0) kill();
      });
      return () => watcher.close();
    },
  };
}
