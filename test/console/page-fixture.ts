import type {CampaignView} from '../../src/domain/campaign-view.js';
import type {CoverageView, LiveView, WindowView} from '../../src/domain/console.js';
import type {FindingsView} from '../../src/domain/finding.js';
import type {PushView} from '../../src/domain/push-view.js';
import type {LossView} from '../../src/domain/why-lost.js';
import {createMetrics} from '../../src/http/metrics.js';
import {pageFiles} from '../../src/http/page-files.js';
import {type HttpServer, startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';

type Query = Readonly<Record<string, string>>;

/** What the page is told, by what it asks. */
export interface PageAnswers {
  push(query: Query): Promise<PushView>;
  coverage(query: Query): Promise<CoverageView>;
  losses(query: Query): Promise<LossView>;
  findings(query: Query): Promise<FindingsView>;
  campaigns?(query: Query): Promise<CampaignView>;
  window?(query: Query): Promise<WindowView>;
  live(): LiveView;
}

const noCampaigns: CampaignView = {
  timezone: 'UTC',
  from: '2026-11-19T02:00:00Z',
  to: '2026-11-26T02:00:00Z',
  rows: [],
};

/** The page, served as ever, and answered by a test. */
export function servePage({
  push,
  coverage,
  losses,
  findings,
  campaigns = async () => noCampaigns,
  window,
  live,
}: PageAnswers): Promise<HttpServer> {
  return startHttp(
    {host: '127.0.0.1', port: 0},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {
        '/api/push': push,
        '/api/coverage': coverage,
        '/api/losses': losses,
        '/api/campaigns': campaigns,
        ...(window && {'/api/window': window}),
        '/api/findings': findings,
      },
      streams: {'/api/live': live},
      clock: systemClock(),
      files: pageFiles(),
      log: silentLog,
    },
  );
}
