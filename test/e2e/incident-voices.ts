import {Agent} from 'undici';
import {Monitor} from '../../src/alerts/monitor.js';
import {openReceivers} from '../../src/alerts/receivers.js';
import {measurement, tag} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {WhyView} from '../../src/domain/why-view.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import type {HttpServer} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {reports} from '../../src/timpush/reports.js';
import type {FindingsQuery} from '../../src/views/findings-view.js';
import {type Queries, queries} from '../../src/views/query.js';
import {serveStore} from '../console/store-page.js';
import {Collection, TICK} from '../grafana/alerting/collection.js';
import {BEGIN, stories} from '../grafana/alerting/planted.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {answer, startRawServer} from '../support/doubles/raw-server.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {makeWorkplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {type ShownAlert, startAlertmanager} from '../support/servers/alertmanager.js';
import {commandLine} from '../support/servers/command-line.js';

const ZONE = 'Asia/Shanghai';
const FIRST_APP = 1_400_000_001;
const jobs = Object.values(reports).map((report) => aJob({report}));

export type Voices = Awaited<ReturnType<typeof openVoices>>;

/** Apps of the planted incidents, collected into one DuckDB file as virtual time passes, and everybody who tells of it. */
export async function openVoices(names: readonly string[]) {
  const workplace = await makeWorkplace();
  const database = workplace.path('push.duckdb');
  const store = await openDuckDb({path: database});
  const people = await startRawServer((socket) => socket.write(answer('')));
  const alertmanager = await startAlertmanager({notified: people.origin});
  const clock = new ManualClock(isoOf(BEGIN));
  const apps = names.map((name, index) => anApp({name, sdkAppId: FIRST_APP + index}));
  const secretKeyFile = await workplace.secret('key', 'never-used');
  await workplace.configure({
    apps: apps.map(({name, sdkAppId}) => ({name, sdkAppId, region: 'china', secretKeyFile})),
    jobs: [
      {report: Object.keys(reports), step: '1h', schedule: '*/10 * * * *', span: '7d', refresh: ['10m', '1h', '1d']},
    ],
    timezone: ZONE,
    store: 'duckdb',
    duckdb: {path: database},
    log: {level: 'silent'},
  });
  const told = stories.filter(({name}) => names.includes(name));
  const collections = told.map((story) => new Collection(story, FIRST_APP + names.indexOf(story.name), BEGIN));
  const deps = {jobs, apps, store, clock, explainLoss: lookUp, timezone: ZONE};
  const asked = queries(deps);
  const troubles: string[] = [];
  const monitor = monitorOf(asked, clock, alertmanager.url, troubles);
  const servers: HttpServer[] = [];
  let written = BEGIN - TICK;

  let released: Promise<void> | undefined;
  const release = () => {
    released ??= Promise.all(servers.map((server) => server.close())).then(() => store.close());
    return released;
  };

  /** Collects until then, and lets Alertmanager know. */
  async function until(now: number): Promise<void> {
    const points: Point[] = [];
    for (; written + TICK <= now; written += TICK)
      for (const collection of collections) points.push(...(await collection.tick(written + TICK)));
    await store.write([...points, ...points.flatMap(otherLedgers)]);
    clock.set(isoOf(now));
    await monitor.look(new AbortController().signal);
    if (troubles.length > 0) throw new Error(troubles.join());
  }

  return {
    until,
    why: (query: FindingsQuery): Promise<WhyView> => asked.why(query),
    /** The page of a collector that has these apps. */
    async page(shown: readonly string[]): Promise<string> {
      const own = {...deps, apps: apps.filter(({name}) => shown.includes(name))};
      const server = await serveStore(own);
      servers.push(server);
      return server.url;
    },
    /** What Alertmanager shows, and what it told people to be over, which comes a moment later. */
    async alerts(app: string, isOver: boolean) {
      const own = <T extends Pick<ShownAlert, 'labels'>>(alerts: readonly T[]) =>
        alerts.filter(({labels}) => labels.app === app);
      const resolved = () => own(people.requests.flatMap(notifiedIn)).filter(({status}) => status === 'resolved');
      if (isOver) await eventually(() => resolved().length > 0, 20_000);
      return {shown: own(await alertmanager.alerts()), resolved: resolved()};
    },
    /** A command as people give it, who have no other way to the file: nobody else speaks afterwards. */
    async command(...args: string[]) {
      await release();
      const [name, ...options] = args;
      return commandLine([name!, '--config', workplace.path('collector.yaml'), ...options]);
    },
    async close() {
      await release();
      await alertmanager.stop();
      await people.close();
      await workplace.remove();
    },
  };
}

/** Alertmanager holds alerts by the wall clock; what goes on, and since when, is that of virtual time. */
function monitorOf({currentFindings, endedFindings}: Queries, clock: ManualClock, url: string, troubles: string[]) {
  const deps = {dispatcher: new Agent(), clock: systemClock()};
  const {list} = openReceivers({alertmanager: {url}, webhook: undefined}, deps);
  return new Monitor({
    source: {current: (gone) => currentFindings(gone), lately: (gone) => endedFindings(gone)},
    receivers: list,
    publicUrl: 'https://push.example',
    meter: {findings: () => {}, told: () => {}},
    record: async () => {},
    changes: () => String(clock.now()),
    clock,
    log: {...silentLog, warn: (data, sentence) => void troubles.push(`${sentence} ${JSON.stringify(data)}`)},
  });
}

/** The collection notes which windows of chat it has; it has the same of all reports. */
function otherLedgers(point: Point): Point[] {
  if (point.measurement !== measurement.ledger) return [];
  const others = Object.keys(reports).filter((report) => report !== point.tags[tag.report]);
  return others.map((report) => ({...point, tags: {...point.tags, [tag.report]: report}}));
}

interface Notified extends Omit<ShownAlert, 'updatedAt' | 'fingerprint'> {
  readonly status: string;
}

function notifiedIn(request: string): Notified[] {
  return (JSON.parse(request.slice(request.indexOf('\r\n\r\n'))) as {alerts: Notified[]}).alerts;
}

function isoOf(instant: number): string {
  return new Date(instant * 1000).toISOString();
}
