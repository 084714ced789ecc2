import type {Recurring} from '../domain/job.js';
import type {Queries} from '../views/query.js';

type Query = Record<string, string>;

/** What commands and programs ask, by path. `late`: jobs whose tick has not come. */
export function questionRoutes(queries: Queries, late: () => readonly Recurring[]) {
  return {
    '/api/status': (_query: Query, gone: AbortSignal) => queries.status(gone),
    '/api/report': (query: Query, gone: AbortSignal) => queries.report(query, gone),
    '/api/findings': (query: Query, gone: AbortSignal) => queries.findings(query, gone, late()),
    '/api/why': (query: Query, gone: AbortSignal) => queries.why(query, gone, late()),
    '/api/digest': (query: Query, gone: AbortSignal) => queries.digest(query, gone, late()),
    '/api/campaigns': (query: Query) => queries.campaignReport(query),
  };
}
