import {InfluxDB, Point} from '@influxdata/influxdb-client';
import cron from 'node-cron';
import pRetry from 'p-retry';
import tlsSigApi from 'tls-sig-api-v2';
import {serve} from './conversation.js';
import {costOf} from './cost.js';
import {FIRST_APP_ID, HOUR, LOAD_END, type Load} from './load.js';

interface Counts {
  readonly TotalCount: number;
  readonly SentCount: number;
  readonly DeliveredCount: number;
  readonly ClickCount: number;
}

interface Answer extends Counts {
  readonly ErrorCode: number;
  readonly ActionStatus: string;
  readonly PlatformStatistics: readonly (Counts & {readonly PushPlatform: number})[];
}

/** What one would write in an afternoon with the same libraries: no ledger, no acknowledgement for each window, one signature for all. */
async function script({api, apps, windows, inFlight, influx}: Load): Promise<number> {
  const client = new InfluxDB({url: influx!.url});
  const writeApi = client.getWriteApi('', '', 's');
  writeApi.path = `/write?db=${influx!.database}&precision=s`;
  let kept = 0;

  const collect = async (sdkAppId: number, usersig: string, start: number) => {
    const url = `${api}/v4/timpush/normal_push_statistics?sdkappid=${sdkAppId}&identifier=administrator&usersig=${usersig}&random=${Math.floor(Math.random() * 2 ** 32)}&contenttype=json`;
    const body = JSON.stringify({StartTime: start, EndTime: start + HOUR});
    const answer = await pRetry(
      async () => {
        const response = await fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body});
        const json = (await response.json()) as Answer;
        if (json.ErrorCode !== 0 || json.ActionStatus !== 'OK') throw new Error(`code ${json.ErrorCode}`);
        return json;
      },
      {retries: 5},
    );
    writeApi.writePoint(pointOf('push_total', sdkAppId, start, answer));
    for (const row of answer.PlatformStatistics) {
      writeApi.writePoint(pointOf('push_platform', sdkAppId, start, row).tag('platform', String(row.PushPlatform)));
    }
    kept += 1;
  };

  const once = async () => {
    const runs = Array.from({length: apps}, async (_, i) => {
      const usersig = new tlsSigApi.Api(FIRST_APP_ID + i, 'bench').genSig('administrator', 86_400);
      let next = 0;
      const work = async () => {
        while (next < windows) await collect(FIRST_APP_ID + i, usersig, LOAD_END - ++next * HOUR);
      };
      await Promise.all(Array.from({length: inFlight}, work));
    });
    await Promise.all(runs);
    await writeApi.close();
  };
  await new Promise<void>((resolve, reject) => {
    const task = cron.schedule('* * * * * *', () => {
      void task.destroy();
      once().then(resolve, reject);
    });
  });
  return kept;
}

function pointOf(measurement: string, sdkAppId: number, time: number, counts: Counts): Point {
  return new Point(measurement)
    .tag('app', `app-${sdkAppId - FIRST_APP_ID}`)
    .tag('sdkappid', String(sdkAppId))
    .intField('total', counts.TotalCount)
    .intField('sent', counts.SentCount)
    .intField('delivered', counts.DeliveredCount)
    .intField('clicked', counts.ClickCount)
    .timestamp(time);
}

serve({collect: (load: Load) => costOf(() => script(load))});
