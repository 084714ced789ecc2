import type {App} from '../domain/app.js';
import {
  type Campaign,
  type CampaignJob,
  type CampaignReport,
  campaignPoints,
  type KnownCampaign,
} from '../domain/campaign.js';
import {withoutLead} from '../domain/clock-lead.js';
import type {RunSignals} from '../domain/executor.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Clock, Fetched, Log, Meter, Recorder, Source, Store} from '../domain/ports.js';
import {ALL_TIME, type EpochSeconds, type Seconds} from '../domain/window.js';
import {answerOf, type CampaignAnswer, recordOf, rejectionOf} from './campaign-record.js';
import {isRejection} from './record.js';

export interface CampaignInput extends RunSignals {
  readonly job: CampaignJob;
  readonly app: App;
  readonly campaigns: readonly Campaign[];
  /** Why these are not the campaigns that the operator wants, if so. */
  readonly problem?: string | undefined;
}

export interface CampaignDeps {
  readonly report: CampaignReport;
  readonly source: Pick<Source, 'ask' | 'clockLead'>;
  readonly store: Pick<Store, 'points'>;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly meter: Pick<Meter, 'planned' | 'window' | 'run'>;
  readonly log: Log;
}

/** A call may wait for its turn, and the vendor's clock need not be ours. */
const MARGIN: Seconds = 3600;
/** Of one app and, unless of all, of one task. They stand at the day on which it was first asked for, however long ago that is. */
export function storedPoints(
  name: string,
  app: App,
  {store}: Pick<CampaignDeps, 'store'>,
  taskId?: string,
): Promise<Point[]> {
  const tags = {[tag.sdkAppId]: String(app.sdkAppId), ...(taskId !== undefined && {[tag.task]: taskId})};
  return store.points({measurement: name, span: ALL_TIME, tags});
}

/** One pass over the campaigns that are due. */
export class CampaignPass {
  ok = 0;
  failed = 0;
  calls = 0;
  retries = 0;

  constructor(
    private readonly input: CampaignInput,
    /** What it finds out is added. */
    private readonly known: Map<string, KnownCampaign>,
    private readonly now: EpochSeconds,
    private readonly deps: CampaignDeps,
  ) {}

  /** As many as fit into one call. */
  async ask(group: readonly Campaign[]): Promise<void> {
    await this.deps.recorder.room();
    const answered = await this.#answers(group);
    if (!answered) for (const campaign of group) await this.ask([campaign]);
    else
      for (const [index, answer] of answered.answers.entries())
        await this.#record(group[index]!, answer, answered.fetchedAt);
  }

  /** One for each; undefined when several are refused, which may be for the sake of one: then each is to be asked for alone. */
  async #answers(
    group: readonly Campaign[],
  ): Promise<{answers: CampaignAnswer[]; fetchedAt: EpochSeconds} | undefined> {
    const {clock, source, report} = this.deps;
    const askedAt = Math.floor(clock.now() / 1000);
    try {
      const {body, fetchedAt} = await this.#fetch(group);
      const found = report.read(body, this.input.app);
      return {answers: group.map(({taskId}) => answerOf(found.get(taskId))), fetchedAt};
    } catch (error) {
      if (!isRejection(error)) throw error;
      if (group.length > 1) return undefined;
      return {answers: [rejectionOf(error)], fetchedAt: withoutLead(askedAt, source.clockLead())};
    }
  }

  #fetch(group: readonly Campaign[]): Promise<Fetched> {
    const {report, source} = this.deps;
    const taskIds = group.map(({taskId}) => taskId);
    const request = report.request(taskIds, {start: this.now - report.retention + MARGIN, end: this.now});
    const onCall = (attempt: number) => {
      this.calls += 1;
      if (attempt > 1) this.retries += 1;
    };
    const {cancel: signal, leave} = this.input;
    return source.ask({name: report.name, command: report.command, request}, {signal, leave, onCall});
  }

  /** The total last: it is what says that the task was asked for. It has counts, too: who has lost the lane meanwhile does not write it. */
  async #record(campaign: Campaign, answer: CampaignAnswer, fetchedAt: EpochSeconds): Promise<void> {
    const {app, job} = this.input;
    const known = this.known.get(campaign.taskId);
    const stored = await storedPoints(measurement.campaignPlatform, app, this.deps, campaign.taskId);
    const record = recordOf({app, campaign, answer, known, stored, fetchedAt, now: this.now});
    const [total, ...platforms] = campaignPoints(record);
    if (platforms.length > 0) await this.deps.recorder.write(platforms, {soon: true});
    await this.deps.recorder.record([], total!, {soon: true});
    this.known.set(campaign.taskId, {...record, name: campaign.name, counts: record.rows[0]!.counts});
    const {outcome, errorCode} = record;
    if (outcome === 'ok') this.ok += 1;
    else {
      this.failed += 1;
      this.deps.log.warn({app: app.name, ...campaign, outcome, errorCode}, 'campaign without new counts');
    }
    this.deps.meter.window(app.name, job.report.name, job.step.name, outcome === 'ok' ? 'ok' : 'rejected');
  }
}
