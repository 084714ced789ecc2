import type {Collector} from '../collector.js';
import {workedOn} from '../domain/worked-on.js';
import type {Work} from '../pipeline/open-executor.js';
import type {AnyJob} from '../pipeline/turn.js';

/** What the configuration says, and what is to be done for it. It is replaced as a whole: whoever needs it asks for it each time. */
export class InForce {
  #collector: Collector;
  #work: Work;

  constructor(collector: Collector) {
    this.#collector = collector;
    this.#work = workOf(collector);
  }

  get collector(): Collector {
    return this.#collector;
  }

  get work(): Work {
    return this.#work;
  }

  get jobs(): AnyJob[] {
    return this.#work.lanes.map(({job}) => job);
  }

  replace(collector: Collector): void {
    this.#collector = collector;
    this.#work = workOf(collector);
  }
}

function workOf({jobs, apps, campaigns, run}: Collector): Work {
  const lanes: Work['lanes'] = [
    ...jobs.map((job) => ({job, apps})),
    ...(campaigns ? [{job: campaigns.job, apps: campaigns.apps}] : []),
  ];
  return {lanes, isWorkedOn: workedOn(lanes), run, runCampaigns: campaigns?.run};
}
