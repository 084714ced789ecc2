import {tag} from '../../../src/domain/measurements.js';
import {platformOverrides} from '../panels/colours.js';
import {counts, lateness, ratios} from '../panels/figures.js';
import {platformAlias} from '../panels/names.js';
import type {Panel} from '../panels/panel.js';
import {barGauge, stat, timeseries} from '../panels/series-panels.js';
import {weekTable} from '../panels/week-table.js';
import {type CountField, type Rate, rates} from '../queries/clauses.js';
import * as queries from '../queries/push-queries.js';
import {dashboard} from './dashboard.js';
import {pushMarks} from './push-marks.js';
import {variables} from './variables.js';
import {whyMoved} from './why-moved.js';

const funnel: readonly CountField[] = ['total', 'sent', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'];

export const pushPlatform = dashboard({
  uid: 'push-platform',
  title: 'Push platform',
  description: 'The chosen platforms over apps, and what each platform did to the rate of all.',
  from: 'now-7d',
  variables: variables.platform,
  marks: pushMarks,
  rows: [
    {id: 100, title: 'The chosen platforms in the range', width: 6, height: 5, panels: numbers()},
    {id: 101, title: 'By app', width: 12, height: 8, panels: byApp()},
    {id: 102, title: 'Hours of the week', width: 12, height: 26, panels: [week(6, 'delivery'), week(7, 'click')]},
    {
      id: 103,
      title: 'Why the delivery rate of all moved',
      width: 12,
      height: 13,
      panels: whyMoved,
    },
    {id: 104, title: 'Share of the mix', width: 12, height: 9, panels: [mix(), funnelPanel()]},
  ],
});

function numbers(): Panel[] {
  const sums = `Sum over the range, the selected apps and the selected platforms. ${lateness}`;
  const numbers = ratios.map(({rate, definition}, index) =>
    stat({
      id: 2 + index,
      title: rate.name,
      description: `${definition} ${sums}`,
      unit: 'percentunit',
      queries: [{query: queries.platformRate(rate), alias: '$col'}],
      calc: 'lastNotNull',
    }),
  );
  const sent = stat({
    id: 1,
    title: 'Sent',
    description: `${counts[0]!.definition} ${sums}`,
    unit: 'locale',
    queries: [{query: queries.platformCounts(['sent']), alias: '$col'}],
    calc: 'lastNotNull',
  });
  return [sent, ...numbers];
}

function byApp(): Panel[] {
  const alias = `$tag_${tag.app}`;
  const volume = timeseries({
    id: 10,
    title: 'Sent by app',
    description: `${counts[0]!.definition} ${lateness}`,
    unit: 'locale',
    queries: [{query: queries.platformCountByApp('sent'), alias}],
  });
  const lines = ratios.map(({rate, definition}, index) =>
    timeseries({
      id: 11 + index,
      title: `${rate.name} by app`,
      description: `${definition} ${lateness}`,
      unit: 'percentunit',
      queries: [{query: queries.platformRateByApp(rate), alias}],
    }),
  );
  return [volume, ...lines];
}

function week(id: number, name: 'delivery' | 'click'): Panel {
  const rate: Rate = rates[name];
  return weekTable({
    id,
    title: `${rate.name} by hour`,
    description: `${rate.part} / ${rate.whole} of all windows of an hour in the range that began at the same hour of the same day of the week, in the chosen time zone. Unit: 0 to 100 %. ${lateness}`,
    rate,
    query: queries.hours(rate),
  });
}

function mix(): Panel {
  return timeseries({
    id: 30,
    title: 'Share of sends',
    description: `Sends of each platform among those of all platforms of the selected apps. Unit: pushes, drawn as shares of 100 %. ${lateness}`,
    unit: 'locale',
    queries: [{query: queries.mixOverTime('sent'), alias: platformAlias}],
    overrides: platformOverrides,
    stacking: 'percent',
  });
}

function funnelPanel(): Panel {
  return barGauge({
    id: 31,
    title: 'Funnel of the platforms',
    description: `Targets (sendable), those handed to the channel (sent), and, where the platform reports receipts, deliveries and clicks. Unit: pushes. ${lateness}`,
    unit: 'locale',
    queries: [{query: queries.platformCounts(funnel), alias: '$col'}],
  });
}
