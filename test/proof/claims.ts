import type {Claim} from './claim.js';
import {apiFaults} from './claims/api-faults.js';
import {badBodies} from './claims/bad-bodies.js';
import {cluster} from './claims/cluster.js';
import {configuration} from './claims/configuration.js';
import {databaseFaults} from './claims/database-faults.js';
import {disk} from './claims/disk.js';
import {hostileInput} from './claims/hostile-input.js';
import {identity} from './claims/identity.js';
import {killedDuckDb, killedInflux} from './claims/killed.js';
import {longRun} from './claims/long-run.js';
import {outage} from './claims/outage.js';
import {time} from './claims/time.js';
import {twoCollectors} from './claims/two-collectors.js';
import {webClaim} from './claims/web.js';
import {windows} from './claims/windows.js';

export const claims: readonly Claim[] = [
  killedInflux,
  killedDuckDb,
  twoCollectors,
  cluster,
  databaseFaults,
  outage,
  apiFaults,
  longRun,
  badBodies,
  windows,
  time,
  identity,
  disk,
  configuration,
  hostileInput,
  webClaim,
];
