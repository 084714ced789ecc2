import {tag} from '../../src/domain/measurements.js';
import {type Dashboard, dashboard} from './dashboard.js';
import {barGauge, type Panel, stat, table, timeseries} from './panel.js';
import * as queries from './queries.js';
import {type CountField, type Dimension, type Rate, rates} from './queries.js';
import {variables} from './variables.js';

const lateness =
  'Late data: sends are counted at once, deliveries grow for hours and clicks for days after the push, so the newest steps read low.';
const receipts = 'Platforms that never report receipts are left out.';

/** Counts that people ask for first, in the order of a push's life. */
const counts: readonly {field: CountField; name: string; definition: string}[] = [
  {field: 'sent', name: 'Sent', definition: 'Pushes handed to the push channels. Unit: pushes.'},
  {
    field: 'delivered',
    name: 'Delivered',
    definition: `Pushes whose arrival was reported; platforms that never report receipts add nothing. Unit: pushes.`,
  },
  {field: 'clicked', name: 'Clicked', definition: 'Pushes that people opened. Unit: pushes.'},
];

const ratios: readonly {rate: Rate; definition: string}[] = [
  {
    rate: rates.send,
    definition: 'sent / total: the share of targets that were handed to a push channel. Unit: 0 to 100 %.',
  },
  {rate: rates.delivery, definition: `receipt_delivered / receipt_sent. ${receipts} Unit: 0 to 100 %.`},
  {rate: rates.click, definition: `receipt_clicked / receipt_delivered. ${receipts} Unit: 0 to 100 %.`},
];

const funnel: readonly CountField[] = ['total', 'sent', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'];

export const pushOverview: Dashboard = dashboard({
  uid: 'push-overview',
  title: 'Push overview',
  description: 'What was pushed, what arrived and what was opened, by app and platform.',
  variables,
  rows: [
    {id: 100, title: 'The range as a whole, every platform', width: 4, height: 4, panels: numbers()},
    {id: 101, title: 'Funnel and table', width: 12, height: 9, panels: [funnelPanel(), detail()]},
    {id: 102, title: 'By app, every platform', width: 8, height: 8, panels: trends(tag.app, 20)},
    {id: 103, title: 'By platform', width: 8, height: 8, panels: trends(tag.platform, 30)},
  ],
});

function numbers(): Panel[] {
  return [
    ...counts.map(({field, name, definition}, index) =>
      stat({
        id: 1 + index,
        title: name,
        description: `${definition} Sum over the range and the selected apps. ${lateness}`,
        unit: 'locale',
        query: queries.totalCounts([field], 'step'),
        alias: '$col',
        calc: 'sum',
      }),
    ),
    ...ratios.map(({rate, definition}, index) =>
      stat({
        id: 4 + index,
        title: rate.name,
        description: `${definition} Of the sums over the range and the selected apps. ${lateness}`,
        unit: 'percentunit',
        query: queries.totalRate(rate),
        alias: '$col',
        calc: 'lastNotNull',
      }),
    ),
  ];
}

function funnelPanel(): Panel {
  return barGauge({
    id: 10,
    title: 'Funnel',
    description: `From the targets of all pushes (total) to those handed to a channel (sent), and from the sends of platforms that report receipts (receipt_sent) to deliveries and clicks. Unit: pushes. ${lateness}`,
    unit: 'locale',
    query: queries.totalCounts(funnel, 'range'),
    alias: '$col',
  });
}

function detail(): Panel {
  return table({
    id: 11,
    title: 'App × platform',
    description: `Sums over the range, in pushes, and their rates, 0 to 100 %; a rate without a denominator stays empty. ${lateness}`,
    queries: [
      queries.countsByAppAndPlatform(['total', ...counts.map(({field}) => field)]),
      ...ratios.map(({rate}) => queries.rateByAppAndPlatform(rate)),
    ],
    rates: ratios.map(({rate}) => rate),
  });
}

/** Three counts above three rates; ids follow the given one. */
function trends(by: Dimension, firstId: number): Panel[] {
  const alias = `$tag_${by}`;
  return [
    ...counts.map(({field, name, definition}, index) => ({
      id: firstId + index,
      title: `${name} by ${by}`,
      description: `${definition} ${lateness}`,
      unit: 'locale' as const,
      query: queries.countOverTime(field, by),
      alias,
    })),
    ...ratios.map(({rate, definition}, index) => ({
      id: firstId + counts.length + index,
      title: `${rate.name} by ${by}`,
      description: `${definition} ${lateness}`,
      unit: 'percentunit' as const,
      query: queries.rateOverTime(rate, by),
      alias,
    })),
  ].map(timeseries);
}
