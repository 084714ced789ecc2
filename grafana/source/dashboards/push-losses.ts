import {lossClasses} from '../../../src/domain/loss.js';
import {tag} from '../../../src/domain/measurements.js';
import {platformOverrides} from '../panels/colours.js';
import {classOverrides, codeTable, hourBars, lossLateness, shareByWeek} from '../panels/loss-panels.js';
import {eventColumn, platformAlias} from '../panels/names.js';
import type {Panel} from '../panels/panel.js';
import {stat, timeseries} from '../panels/series-panels.js';
import {table, words, wrapped} from '../panels/table-panel.js';
import * as queries from '../queries/loss-queries.js';
import {dashboard} from './dashboard.js';
import {pushMarks} from './push-marks.js';
import {variables} from './variables.js';

const chosen = 'Of the chosen apps and platforms.';

const trends = {
  class: {alias: `$tag_${tag.class}`, overrides: classOverrides},
  platform: {alias: platformAlias, overrides: platformOverrides},
  code: {alias: `$tag_${tag.platform} $tag_${tag.code} $tag_${tag.event}`, overrides: []},
};

const classes = Object.entries(lossClasses)
  .map(([name, meaning]) => `${name}: ${meaning}.`)
  .join(' ');

const stages = {
  ready: {gap: 'Not sent', told: 'Not sent, told why', share: 'Not sent, explained'},
  sent: {gap: 'Not delivered', told: 'Not delivered, told why', share: 'Not delivered, explained'},
} as const;

export const pushLosses = dashboard({
  uid: 'push-losses',
  title: 'Push losses',
  description: 'Why pushes were lost, by the reasons that the vendor tells, and what to do about each.',
  from: 'now-7d',
  variables: variables.losses,
  marks: pushMarks,
  rows: [
    {id: 100, title: 'Lost in the range', width: 6, height: 5, panels: numbers()},
    {id: 101, title: 'Why, over time', width: 12, height: 9, panels: [overTime(10, 'class'), overTime(11, 'platform')]},
    {id: 102, title: 'Codes over time', width: 24, height: 10, panels: [overTime(12, 'code')]},
    {id: 103, title: 'What each code means, and what to do', width: 24, height: 13, panels: [codes(), unexplained()]},
    {id: 104, title: 'Can the reasons be believed?', width: 24, height: 17, panels: [explained()]},
    {id: 105, title: 'Quotas and tokens', width: 12, height: 13, panels: [quota(), tokens()]},
  ],
});

function numbers(): Panel[] {
  const one = (id: number, title: string, definition: string, query: string) =>
    stat({
      id,
      title,
      none: 'None told',
      description: `${definition} Sum over the range. Unit: pushes. ${lossLateness}`,
      unit: 'locale',
      queries: [{query, alias: '$col'}],
      calc: 'sum',
    });
  const ofClass = (name: 'config' | 'quota') => `Losses of the class ${name}: ${lossClasses[name]}. ${chosen}`;
  const all = 'as the vendor adds up every platform.';
  return [
    one(1, 'Lost before sending', `Between sendable and sent, ${all}`, queries.lostOverTime('ready')),
    one(2, 'Lost after sending', `Between sent and delivered, ${all}`, queries.lostOverTime('sent')),
    one(3, 'Lost to credentials', ofClass('config'), queries.lostOfClass('config')),
    one(4, 'Lost to quotas', ofClass('quota'), queries.lostOfClass('quota')),
  ];
}

function overTime(id: number, by: queries.LossDimension): Panel {
  const what = {class: classes, platform: '', code: 'The codes are the vendors’ own; the table below explains them.'};
  return timeseries({
    id,
    title: `Lost by ${by}`,
    none: 'No losses were told',
    description: ['Losses that the vendor told, step by step.', what[by], chosen, 'Unit: pushes.', lossLateness]
      .filter(Boolean)
      .join(' '),
    unit: 'locale',
    queries: [{query: queries.lossesOverTime(by), alias: trends[by].alias}],
    overrides: trends[by].overrides,
  });
}

function codes(): Panel {
  return codeTable({
    id: 20,
    title: 'Codes that occurred',
    none: 'No losses were told',
    description: `Sums over the range; chat and broadcasts together where both are chosen. The same number means different things before and after sending and for each phone maker. All codes: docs/loss-codes.md. ${chosen} Unit: pushes. ${lossLateness}`,
    query: queries.lostByCode(),
  });
}

function unexplained(): Panel {
  return table({
    id: 21,
    title: 'Codes that nobody has explained',
    none: 'Every code is explained',
    description: `Losses of the class unknown, with the vendor’s own words: report them, so that they get an entry. ${chosen} Unit: pushes. ${lossLateness}`,
    queries: [queries.unexplainedCodes()],
    order: [tag.platform, tag.event, tag.code, tag.stage],
    overrides: [eventColumn, words('Text', {'custom.minWidth': 240, ...wrapped()})],
  });
}

/** Losses by what they should explain. */
function explained(): Panel {
  const shares = Object.values(stages).map(({gap, told, share}) => ({
    id: 'calculateField',
    options: {mode: 'binary', alias: share, binary: {left: told, operator: '/', right: gap}, replaceFields: false},
  }));
  const columns = Object.values(stages);
  return table({
    id: 30,
    title: 'Explained share',
    description: `Losses that the vendor told, divided by the pushes that are missing between two stages. Near 100 % the reasons can be believed; near 0 receipts are missing and not messages. Where there are no receipts nobody knows what was not delivered. Of apps whose losses are not collected, 0 % or no share says nothing. ${chosen} Unit: pushes, and 0 to 100 %. ${lossLateness}`,
    queries: (['ready', 'sent'] as const).flatMap((stage) => [
      queries.gap(stage, stages[stage].gap),
      queries.toldLosses(stage, stages[stage].told),
    ]),
    further: shares,
    rates: columns.map(({share}) => share),
    order: [tag.app, tag.platform, tag.event, ...columns.flatMap(({gap, told, share}) => [gap, told, share])],
    frozen: 2,
    overrides: [eventColumn],
  });
}

function quota(): Panel {
  return hourBars({
    id: 40,
    title: 'Quota losses by hour of the day',
    none: 'No losses to quotas were told',
    description: `Losses of the class quota by the hour of the day at which their windows began, in the chosen time zone, summed over the range. A quota of the day that is used up begins at its hour and lasts until midnight. ${chosen} Unit: pushes. ${lossLateness}`,
    query: queries.hourlyLostOfClass('quota'),
  });
}

function tokens(): Panel {
  return shareByWeek({
    id: 41,
    title: 'Token losses by week',
    none: 'No losses of tokens were told',
    description: `Losses of the class token among all targets (sendable), by weeks that begin on Monday, of the last six weeks whatever the range; the first is cut. It rises as the device base decays. ${chosen} Unit: 0 to 100 %. ${lossLateness}`,
    queries: [queries.weeklyLostOfClass('token'), queries.weeklyTargets()],
  });
}
