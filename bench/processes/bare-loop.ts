import {Pool} from 'undici';
import {serve} from './conversation.js';
import {costOf} from './cost.js';
import {FIRST_APP_ID, HOUR, LOAD_END, type Load} from './load.js';

const HEADERS = {'content-type': 'application/json', accept: 'application/json'};

const POOL = 64;

/** The least that anybody can do for a window: one POST on a warm connection, the body parsed, and forgotten. */
async function loop({api, apps, windows, inFlight}: Load): Promise<number> {
  const workers = apps * inFlight;
  // A pool looks through its connections for a free one: many small pools are quicker than a large one.
  const pools = Array.from({length: Math.ceil(workers / POOL)}, () => new Pool(api, {connections: POOL}));
  const count = apps * windows;
  let next = 0;
  let kept = 0;
  const work = async (worker: number) => {
    const pool = pools[Math.floor(worker / POOL)]!;
    const path = `/v4/timpush/normal_push_statistics?sdkappid=${FIRST_APP_ID + (worker % apps)}&identifier=administrator&usersig=${'e'.repeat(170)}&random=${worker}&contenttype=json`;
    while (next < count) {
      const start = LOAD_END - ++next * HOUR;
      const body = JSON.stringify({StartTime: start, EndTime: start + HOUR});
      const answer = await pool.request({path, method: 'POST', headers: HEADERS, body});
      const json = (await answer.body.json()) as {ErrorCode: number};
      if (json.ErrorCode === 0) kept += 1;
    }
  };
  await Promise.all(Array.from({length: workers}, (_, worker) => work(worker)));
  await Promise.all(pools.map((pool) => pool.close()));
  return kept;
}

serve({collect: (load: Load) => costOf(() => loop(load))});
