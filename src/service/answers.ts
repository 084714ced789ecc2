import type {Cluster} from '../domain/cluster.js';
import type {FindingView} from '../domain/finding.js';
import type {Clock} from '../domain/ports.js';
import {sqlAnswer} from '../export/serving.js';
import {type ApiDeps, apiRoutes, type BackfillControl} from '../http/api-routes.js';
import type {Snapshot} from '../http/live.js';
import {readiness} from '../http/readiness.js';
import type {Action, Route} from '../http/server.js';
import type {Schedule} from '../pipeline/schedule.js';
import type {AnyJob} from '../pipeline/turn.js';
import type {Activity} from '../views/activity.js';
import type {InForce} from './in-force.js';
import type {Operations} from './operations.js';
import type {Reload} from './reload.js';

export interface AnswerDeps {
  readonly inForce: InForce;
  readonly activity: Activity;
  readonly backfill: BackfillControl;
  readonly schedule: Schedule<AnyJob>;
  readonly reload: Reload;
  readonly operations: Operations;
  readonly commands: readonly string[];
  readonly openFindings: () => readonly FindingView[] | undefined;
  readonly cluster: Cluster | undefined;
  readonly clock: Clock;
}

type Query = Record<string, string>;

/** Over the network nobody makes the collector write where he likes. */
const writesFiles: ReadonlySet<string> = new Set(['export']);

/** Everything that is answered, from what is in force at the time of the question. */
export function answers({inForce, operations, commands, ...deps}: AnswerDeps) {
  const {schedule, reload} = deps;
  const api = () => apiRoutes({...inForce.collector, ...deps} satisfies ApiDeps);
  const routes: Record<string, Route> = {
    ...whenAsked<Route>(() => api().queries),
    '/api/status': (_query: Query, gone) => inForce.collector.status(gone),
    '/api/report': (query: Query, gone) => inForce.collector.report(query, gone),
    '/api/findings': (query: Query, gone) => inForce.collector.findings(query, gone, schedule.late()),
    '/api/why': (query: Query, gone) => inForce.collector.why(query, gone, schedule.late()),
    '/api/digest': (query: Query, gone) => inForce.collector.digest(query, gone, schedule.late()),
    '/api/campaigns': (query: Query) => inForce.collector.campaignReport(query),
    '/api/query': (query: Query, gone) => sqlAnswer(inForce.collector.store.tables, query, gone),
  };
  const polls: Record<string, Route> = {
    '/api/operation': async ({id = ''}) => ({operation: operations.view(id)}),
  };
  const beginning = (names: readonly string[]): Record<string, Action> =>
    Object.fromEntries(
      names.map((name) => [
        `/api/operation/${name}`,
        async (_body, _gone, {options = '{}'}) => ({operation: operations.begin(name, options)}),
      ]),
    );
  const actions: Record<string, Action> = {
    ...whenAsked<Action>(() => api().actions),
    ...beginning(commands.filter((name) => !writesFiles.has(name))),
    '/api/operation/stop': async (_body, _gone, {id = ''}) => ({operation: operations.stop(id)}),
    '/-/reload': () => reload.reload(),
  };
  return {
    ready: () => readiness({...inForce.collector, ...deps}),
    routes,
    polls,
    actions,
    /** For those alone who may open the socket. */
    localActions: beginning(commands.filter((name) => writesFiles.has(name))),
    streams: whenAsked<Snapshot>(() => api().streams),
  };
}

/** By path, each built when somebody asks. */
function whenAsked<F extends Route | Action | Snapshot>(build: () => Readonly<Record<string, F>>): Record<string, F> {
  const asked = (path: string) =>
    ((...args: Parameters<F>) => (build()[path] as (...args: unknown[]) => unknown)(...args)) as F;
  return Object.fromEntries(Object.keys(build()).map((path) => [path, asked(path)]));
}
