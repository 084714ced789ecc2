import type {KnownOperations, Operation} from '../service/operations.js';
import {checking} from './check.js';
import {collecting} from './collect.js';
import {exporting} from './export.js';
import {planning} from './plan.js';
import {UsageError} from './usage-error.js';
import {verifying} from './verify.js';

/** What a running collector does for commands, by the name of the command. */
export const operations: KnownOperations = {
  check: checking,
  collect: collecting,
  export: exporting,
  plan: planning,
  verify: verifying,
};

/** Calls take the lane, which may be another machine's. */
const notShared: Operation = async () => {
  throw new UsageError('--url: a collector of a cluster makes no calls for this command; leave it out');
};

/** The same for one that shares its lanes with others. */
export const sharedOperations: KnownOperations = {...operations, check: notShared, verify: notShared};
