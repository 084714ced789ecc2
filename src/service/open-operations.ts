import type {Executor} from '../domain/executor.js';
import type {Clock, Log} from '../domain/ports.js';
import type {Backfill} from '../pipeline/backfill.js';
import type {AnyJob} from '../pipeline/turn.js';
import type {InForce} from './in-force.js';
import {type KnownOperations, Operations, type OperationsDeps} from './operations.js';
import {passBeside} from './pass.js';

export interface OpenOperationsDeps {
  readonly commands: KnownOperations;
  readonly inForce: InForce;
  readonly executor: Pick<Executor<AnyJob>, 'begin'>;
  readonly backfill: Backfill;
  /** Absent: this process works alone. */
  readonly cluster?: unknown;
  readonly clock: Clock;
  readonly log: Log;
}

/** A command has it done by what is in force when it begins; calls of its own keep the pace of all others. */
export function openOperations(deps: OpenOperationsDeps): Operations {
  const {commands: known, inForce, executor, backfill, cluster, clock, log} = deps;
  const toolsOf: OperationsDeps['toolsOf'] = ({count, ...asker}) => {
    const {collector} = inForce;
    const beside = {backfill, store: collector.store, isShared: cluster !== undefined, clock, count, stop: asker.stop};
    return {
      ...asker,
      collector,
      pass: (selected, force) => passBeside(selected, force, beside),
      async passCampaigns(apps) {
        const {campaigns} = collector;
        if (!campaigns || apps.length === 0) return [];
        for (const app of apps) executor.begin(campaigns.job, app);
        asker.note('Campaigns are asked for beside this; status tells how they stand.');
        return [];
      },
    };
  };
  return new Operations({known, toolsOf, log});
}
