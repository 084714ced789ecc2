import {
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/simulator.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {
  type CampaignAnswered,
  campaignLines,
  type OracleCampaign,
  withoutTimes,
} from '../support/oracle/campaign-lines.js';
import type {Answering} from '../support/oracle/figures.js';
import {Evidence} from '../support/oracle/leaks.js';
import {expectedLines, type OracleApp, type OracleJob, reportOf, windowText} from '../support/oracle/oracle.js';

export const HOUR = 3600;

export interface ExperimentOptions {
  readonly apps: number;
  readonly jobs: readonly OracleJob[];
  readonly paceMs: number;
  /** Unix milliseconds; the real time unless given. */
  readonly now?: () => number;
  readonly simulator?: Partial<SimulatorOptions>;
  /** So many for each app; none unless given. */
  readonly campaigns?: number;
  /** Answers are remembered for `flawsOf`, unless this is false. */
  readonly remember?: boolean;
}

/** Where one experiment takes place: the API's stand-in that remembers what it answered last, and a folder to work in. */
export interface Experiment {
  readonly simulator: Simulator;
  readonly workplace: Workplace;
  readonly evidence: Evidence;
  readonly secrets: readonly string[];
  readonly apps: readonly OracleApp[];
  /** Of each app. */
  readonly campaigns: readonly OracleCampaign[];
  /** Called for every call, before its answer leaves. */
  onCall(listener: (call: LoggedRequest) => void): void;
  /** Writes `collector.yaml`; what is given replaces what stands there at the top. */
  configure(settings: object): Promise<void>;
  /** What is wrong with the points of a store in which every window was acknowledged once. */
  flawsOf(lines: readonly string[]): string[];
  close(): Promise<void>;
}

export async function openExperiment(options: ExperimentOptions): Promise<Experiment> {
  const apps = Array.from({length: options.apps}, (_, index) => appOf(index));
  const keys = apps.map(({sdkAppId}) => `key/of+${sdkAppId}=ZmFrZQ`);
  const answers = new Answers();
  let listener = (_: LoggedRequest) => {};
  const workplace = await makeWorkplace();
  const now = options.now ?? Date.now;
  const campaigns = Array.from({length: options.campaigns ?? 0}, (_, n) => ({taskId: `task-${n}`, name: `Sale ${n}`}));
  const sent = campaigns.map(({taskId}, n) => {
    return {taskId, start: (Math.floor(now() / 900_000) - 4 * (n + 1)) * 900, size: 5000 * (n + 1)};
  });
  const simulated = apps.map(({sdkAppId}, index) => ({sdkAppId, secretKey: keys[index]!, campaigns: sent}));
  const simulator: Simulator = await startSimulator(
    {apps: simulated, minGapMs: 0, logLimit: 100_000, ...options.simulator},
    {
      now,
      onRequest(call) {
        if (options.remember ?? true) answers.note(call, simulator);
        listener(call);
      },
    },
  );
  const evidence = new Evidence();
  return {
    simulator,
    workplace,
    evidence,
    secrets: keys,
    apps,
    campaigns,
    onCall(next) {
      listener = next;
    },
    async configure(settings) {
      const configured = apps.map(async (app, index) => {
        const secretKeyFile = await workplace.secret(app.name, keys[index]!);
        return {...app, baseUrl: simulator.url, secretKeyFile, ...(campaigns.length > 0 && {campaigns})};
      });
      await workplace.configure({...settingsOf(options), apps: await Promise.all(configured), ...settings});
    },
    flawsOf(lines) {
      evidence.add('points', lines.join('\n'));
      const expected = expectedLines({apps, jobs: options.jobs, simulator: answers});
      const expectedOfTasks = apps.flatMap((app) => answers.linesOfTasks(app, campaigns));
      return [
        ...difference(comparable(lines), [...expected, ...expectedOfTasks.filter((line) => !isEmpty(line))]),
        ...evidence.leaks(keys),
      ];
    },
    async close() {
      await simulator.close();
      await workplace.remove();
    },
  };
}

/** The last good answer to each window, as it was given: what a store must hold when nothing was acknowledged before it. */
class Answers implements Answering {
  readonly #last = new Map<string, {request: LoggedRequest; answer: unknown}>();
  readonly #tasks = new Map<string, CampaignAnswered>();

  note(request: LoggedRequest, simulator: Simulator): void {
    const {sdkAppId, start, end, asOf, code} = request;
    if (code !== 0) return;
    const ask = functions[reportOf(request)]!;
    const window = {start: start!, end: end!};
    for (const taskId of request.taskIds ?? []) {
      const counts = simulator.broadcastCounts(sdkAppId!, window, asOf, taskId);
      this.#tasks.set(`${sdkAppId} ${taskId}`, {counts, firstAsked: asOf});
    }
    if (request.taskIds?.length) return;
    this.#last.set(keyOf(ask, sdkAppId!, window), {request, answer: simulator[ask](sdkAppId!, window, asOf)});
  }

  get requests(): LoggedRequest[] {
    return [...this.#last.values()].map(({request}) => request);
  }

  /** All is over within one day. */
  linesOfTasks(app: OracleApp, campaigns: readonly OracleCampaign[]): string[] {
    return campaigns.flatMap((campaign) => {
      const answered = this.#tasks.get(`${app.sdkAppId} ${campaign.taskId}`);
      return answered ? campaignLines(app, campaign, answered) : [`${campaign.taskId} of ${app.name}, never asked for`];
    });
  }

  readonly counts = this.#remembered('counts');
  readonly broadcastCounts = this.#remembered('broadcastCounts');
  readonly losses = this.#remembered('losses');
  readonly broadcastLosses = this.#remembered('broadcastLosses');

  #remembered<Ask extends FigureFunction>(ask: Ask): Simulator[Ask] {
    const recall = (sdkAppId: number, window: Span) => this.#last.get(keyOf(ask, sdkAppId, window))!.answer;
    return recall as Simulator[Ask];
  }
}

type FigureFunction = 'counts' | 'broadcastCounts' | 'losses' | 'broadcastLosses';

/** The simulator's function behind each report. */
const functions: Readonly<Record<string, FigureFunction>> = {
  chat: 'counts',
  broadcast: 'broadcastCounts',
  'chat-loss': 'losses',
  'broadcast-loss': 'broadcastLosses',
};

interface Span {
  readonly start: number;
  readonly end: number;
}

function keyOf(ask: FigureFunction, sdkAppId: number, window: Span): string {
  return `${ask} ${sdkAppId} ${windowText(window)}`;
}

function appOf(index: number): OracleApp {
  const timezone = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York'][index % 3]!;
  return {name: `app-${index}`, sdkAppId: 1_400_000_001 + index, timezone, withoutReceipts: ['fcm']};
}

/** What the configuration says of when what is asked for. */
export function workSettings(jobs: readonly OracleJob[], schedule: string): object {
  return {
    jobs: jobs.map(({report = 'chat', step, span, refresh}) => {
      return {report, step, schedule, span: `${span / HOUR}h`, refresh: Object.keys(refresh)};
    }),
    campaigns: {schedule, refresh: ['6h']},
  };
}

function settingsOf({jobs, paceMs}: ExperimentOptions): object {
  return {
    ...workSettings(jobs, '* * * * * *'),
    timpush: {paceMs, retries: 8},
    http: {port: 0},
    log: {level: 'debug'},
  };
}

/** The simulator leaves out a platform without any count, and a code without losses. */
const isEmpty = (line: string) => /^timpush_\w+_platform[_ ].* total=0$|^timpush_\w+_loss_.* count=0( |$)/.test(line);

/** Without run summaries and findings, points that only try the store, fetch times, and what was written again as zeros. */
export function comparable(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !/^timpush_(run|finding|check) /.test(line) && !isEmpty(line))
    .map(withoutTimes)
    .sort();
}

/** What is there and should not be, and what should be and is not: the first of each. */
export function difference(found: readonly string[], expected: readonly string[]): string[] {
  const [is, should] = [new Set(found), new Set(expected)];
  const extra = found.filter((line) => !should.has(line));
  const missing = expected.filter((line) => !is.has(line));
  const told = (what: string, lines: readonly string[]) => (lines[0] ? [`${lines.length} ${what}: ${lines[0]}`] : []);
  const twice = found.length > is.size ? [`${found.length - is.size} lines twice`] : [];
  return [...told('lines too many', extra), ...told('lines missing', missing), ...twice];
}

/** A refresh age at which no window becomes due for a quarter of an hour, whatever the zone. */
export function quietAge(): Readonly<Record<string, number>> {
  const minutes = (new Date().getUTCMinutes() + 15) % 30 || 30;
  return {[`${minutes}m`]: minutes * 60};
}

/** Works again when an hour began meanwhile: the oldest window has left the span then, and nobody asks for it any more. */
export async function withinAnHour<T>(work: () => Promise<T>): Promise<T> {
  const hour = Math.floor(Date.now() / 3_600_000);
  const result = await work();
  return Math.floor(Date.now() / 3_600_000) === hour ? result : work();
}
