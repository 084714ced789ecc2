import type {Activity} from '../views/activity.js';
import {QuestionError} from '../views/span-query.js';
import type {Backfill} from '../pipeline/backfill.js';
import {type BackfillQuery, type PriceDeps, priceBackfill} from '../views/backfill-estimate.js';
import {coverageGrid} from '../views/coverage-view.js';
import type {LiveView} from '../domain/console.js';
import type {Clock, Store} from '../domain/ports.js';
import {pushView} from '../views/push-view.js';
import type {Schedule} from '../pipeline/schedule.js';
import {type StoryDeps, windowStory} from '../views/window-view.js';

export interface ConsoleDeps extends PriceDeps, StoryDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly sums: Pick<Store, 'sums'>;
  readonly activity: Activity;
  readonly backfill: Backfill;
  readonly schedule: Pick<Schedule, 'upcoming'>;
}

type Query = Record<string, string>;

/** What the console's page asks and does, by path. */
export function consoleRoutes(deps: ConsoleDeps) {
  const now = () => Math.floor(deps.clock.now() / 1000);
  return {
    questions: {
      '/api/push': (query: Query) => pushView(query, {...deps, store: deps.sums}, now()),
      '/api/coverage': (query: Query) => coverageGrid(query, deps, now()),
      '/api/window': (query: Query) => windowStory(query, deps, now()),
      '/api/price': async (query: Query) => (await priceBackfill(query, deps, now())).view,
    },
    actions: {
      '/api/backfill': (body: unknown) => startBackfill(backfillQuery(body), deps, now()),
      '/api/backfill/stop': async () => deps.backfill.stop(),
    },
    streams: {'/api/live': () => liveView(deps)},
  };
}

function liveView({activity, backfill, schedule}: ConsoleDeps): LiveView {
  const ticks = schedule.upcoming().map(({job, atMs}) => ({
    report: job.report.name,
    step: job.step.name,
    at: Math.round(atMs / 1000),
  }));
  return {...activity.view(), backfill: backfill.view(), ticks};
}

/** Priced again: what the page has shown may have been collected meanwhile. */
async function startBackfill(query: BackfillQuery, deps: ConsoleDeps, now: number) {
  const {span, pieces, view} = await priceBackfill(query, deps, now);
  // After the price, because there nobody else can come in between.
  if (deps.backfill.busy)
    throw Object.assign(new QuestionError('a backfill is at work: stop it first'), {statusCode: 409});
  deps.backfill.start(span, pieces);
  return view;
}

const NAMES = ['app', 'step', 'from', 'to'] as const;

function backfillQuery(body: unknown): BackfillQuery {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const query: Record<string, string> = {};
  for (const name of NAMES) {
    const value = given[name];
    if (typeof value === 'string') query[name] = value;
    else if (value !== undefined) throw new QuestionError(`${name}: it is not a text`);
  }
  return query;
}
