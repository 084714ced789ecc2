import {tag} from '../../../src/domain/measurements.js';
import {named, palette, pattern, thresholds} from '../panels/colours.js';
import {counts, lateness, ratios} from '../panels/figures.js';
import {findingTable} from '../panels/finding-table.js';
import {eventColumn} from '../panels/names.js';
import {type Panel, POINTS, type Unit} from '../panels/panel.js';
import {barGauge, stat} from '../panels/series-panels.js';
import {table} from '../panels/table-panel.js';
import {textPanel} from '../panels/text-panel.js';
import {countTrend, rateTrend} from '../panels/trends.js';
import {countChange, rateChange} from '../queries/change-queries.js';
import {type CountField, perDay} from '../queries/clauses.js';
import * as queries from '../queries/push-queries.js';
import {dashboard} from './dashboard.js';
import {pushMarks} from './push-marks.js';
import {variables} from './variables.js';
import {vendorRulePanel} from './vendor-rules.js';

const [sent, delivered, clicked] = counts as [(typeof counts)[0], (typeof counts)[0], (typeof counts)[0]];
const [send, delivery, click] = ratios as [(typeof ratios)[0], (typeof ratios)[0], (typeof ratios)[0]];
const funnel: readonly CountField[] = ['total', 'sent', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'];
const against =
  'Change: against the equally long period before, of windows as they were six hours after their end; the newest windows of both periods, which are younger, are left out. There is none where nearly all windows of both periods are not there at that age.';

const toPlatform = {
  title: 'This platform in detail',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
  url: '/d/push-platform?var-platform=${__data.fields.platform}&var-app=${__data.fields.app}&${pushes:queryparam}&${datasource:queryparam}&${timezone:queryparam}&${step:queryparam}&${__url_time_range}',
};

export const pushOverview = dashboard({
  uid: 'push-overview',
  title: 'Push overview',
  description: 'What was pushed, what arrived and what was opened, by app and platform.',
  from: 'now-7d',
  variables: variables.overview,
  marks: pushMarks,
  rows: [
    {id: 108, title: 'What is wrong now', width: 24, height: 7, panels: [findingTable(12)]},
    {id: 100, title: 'Now: the whole range, every platform', width: 8, height: 5, panels: numbers()},
    {id: 101, title: 'Funnel', width: 24, height: 9, panels: [funnelPanel()]},
    {id: 107, title: 'Table', width: 24, height: 17, panels: [detail()]},
    {id: 103, title: 'By platform, and a week earlier', width: 12, height: 8, panels: besideLastWeek()},
    {id: 105, title: 'By platform, day by day', width: 12, height: 8, panels: byDay()},
    {
      id: 104,
      title: 'By platform, more',
      width: 12,
      height: 8,
      panels: [
        countTrend(delivered, {id: 31, by: tag.platform}),
        countTrend(clicked, {id: 32, by: tag.platform}),
        rateTrend(send, {id: 33, by: tag.platform}),
        rateTrend(click, {id: 35, by: tag.platform}),
      ],
    },
    {id: 102, title: 'By app, every platform', width: 8, height: 8, panels: byApp()},
    {id: 106, title: 'What vendors changed', width: 24, height: 9, panels: [textPanel({id: 50, ...vendorRulePanel})]},
  ],
});

function numbers(): Panel[] {
  const change = (unit: Unit) => [
    pattern('/^Change/', {unit, decimals: 1, thresholds: thresholds(palette.vermillion, [0, palette.green])}),
  ];
  return [
    ...counts.map(({field, name, definition}, index) =>
      stat({
        id: 1 + index,
        title: name,
        description: `${definition} Sum over the range and the selected apps. ${against} ${lateness}`,
        unit: 'locale',
        queries: [
          {query: queries.totalCounts([field], 'step'), alias: '$col'},
          {query: countChange(field), alias: '$col'},
        ],
        calc: 'sum',
        overrides: change('percentunit'),
      }),
    ),
    ...ratios.map(({rate, definition}, index) =>
      stat({
        id: 4 + index,
        title: rate.name,
        description: `${definition} Of the sums over the range and the selected apps. ${against} Its unit is points of the rate. ${lateness}`,
        unit: 'percentunit',
        queries: [
          {query: queries.totalRate(rate), alias: 'Range'},
          {query: rateChange(rate), alias: '$col'},
        ],
        calc: 'lastNotNull',
        overrides: change(POINTS),
      }),
    ),
  ];
}

function funnelPanel(): Panel {
  return barGauge({
    id: 10,
    title: 'Funnel',
    description: `From the targets of all pushes (sendable) to those handed to a channel (sent), and from the sends of platforms that report receipts to their deliveries and clicks. Unit: pushes. ${lateness}`,
    unit: 'locale',
    queries: [{query: queries.totalCounts(funnel, 'range'), alias: '$col'}],
  });
}

function detail(): Panel {
  return table({
    id: 11,
    title: 'App × platform',
    description: `Sums over the range, in pushes, and their rates, 0 to 100 %; a rate without a denominator stays empty. A platform's name leads to its details. ${lateness}`,
    queries: [
      queries.countsByAppAndPlatform(['total', ...counts.map(({field}) => field)]),
      ...ratios.map(({rate}) => queries.rateByAppAndPlatform(rate)),
    ],
    rates: ratios.map(({rate}) => rate.name),
    frozen: 2,
    overrides: [named(tag.platform, {links: [toPlatform]}), eventColumn],
  });
}

function besideLastWeek(): Panel[] {
  const earlier = {by: tag.platform, timeShift: '7d', note: 'Seven days before what the panel beside it shows.'};
  return [
    countTrend(sent, {id: 30, by: tag.platform}),
    countTrend(sent, {id: 40, title: 'Sent, a week earlier', ...earlier}),
    rateTrend(delivery, {id: 34, by: tag.platform}),
    rateTrend(delivery, {id: 41, title: 'Delivery rate, a week earlier', ...earlier}),
  ];
}

function byDay(): Panel[] {
  const days = {by: tag.platform, bucket: perDay, note: 'Days of the chosen time zone; the first is cut by the range.'};
  return [
    countTrend(sent, {id: 42, title: 'Sent per day', ...days}),
    rateTrend(delivery, {id: 43, title: 'Delivery rate per day', ...days}),
  ];
}

function byApp(): Panel[] {
  return [
    ...counts.map((figure, index) => countTrend(figure, {id: 20 + index, by: tag.app})),
    ...ratios.map((figure, index) => rateTrend(figure, {id: 23 + index, by: tag.app})),
  ];
}
