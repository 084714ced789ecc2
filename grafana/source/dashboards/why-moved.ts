import {platformNames, tag} from '../../../src/domain/measurements.js';
import {named} from '../panels/colours.js';
import {lateness} from '../panels/figures.js';
import {classOverrides, lossLateness} from '../panels/loss-panels.js';
import {eventColumn} from '../panels/names.js';
import {type Panel, POINTS} from '../panels/panel.js';
import {signedBars, timeseries} from '../panels/series-panels.js';
import {table} from '../panels/table-panel.js';
import {mixEffect, OTHERS, ownRateEffect, rateMove} from '../queries/change-queries.js';
import {rates} from '../queries/clauses.js';
import {classesOverTime, codesIn} from '../queries/loss-queries.js';
import * as queries from '../queries/push-queries.js';

const toLosses = {
  title: 'What it means, and what to do',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
  url: '/d/push-losses?var-platform=${__data.fields.platform}&${app:queryparam}&${pushes:queryparam}&${datasource:queryparam}&${timezone:queryparam}&${step:queryparam}&${__url_time_range}',
};

/** What moved the delivery rate of all platforms, and beside it why pushes were lost. */
export const whyMoved: readonly Panel[] = [why(), codes(), platformTable(), classes()];

/** Every bar is a part of the first: it is the sum of the others. */
function why(): Panel {
  const rate = rates.delivery;
  const own = [...platformNames, OTHERS].map((platform) => ({query: ownRateEffect(rate, platform), alias: platform}));
  return signedBars({
    id: 20,
    title: 'Why the rate moved',
    none: 'Nothing to compare with in the period before',
    description: `Change of the delivery rate of all platforms against the equally long period before, and its parts: for each platform its mean share of receipt_sent times the change of its own rate, and for the mix what the change of the shares did. A platform that was there in one of the periods only belongs to the mix. Of windows as they were six hours after their end; the newest of both periods, which are younger, are left out. Unit: points. ${lateness}`,
    unit: POINTS,
    queries: [
      {query: rateMove(rate), alias: 'Change in all'},
      {query: mixEffect(rate), alias: 'Mix of platforms'},
      ...own,
    ],
  });
}

function platformTable(): Panel {
  const {delivery} = rates;
  return table({
    id: 21,
    title: 'Now and before',
    description: `Sends of platforms that report receipts, in pushes, and delivery rates, 0 to 100 %, of the range and of the equally long period before. ${lateness}`,
    queries: [
      queries.countByPlatform('receipt_sent', 'Sent', 'now'),
      queries.countByPlatform('receipt_sent', 'Sent before', 'before'),
      queries.rateByPlatform({...delivery, name: 'Rate'}, 'now'),
      queries.rateByPlatform({...delivery, name: 'Rate before'}, 'before'),
    ],
    rates: ['Rate', 'Rate before'],
    overrides: [eventColumn],
  });
}

/** Beside the change of the rate, of every platform. */
function codes(): Panel {
  return table({
    id: 22,
    title: 'Why pushes were lost',
    none: 'No losses were told',
    description: `Losses by code, of every platform, in the range and in the equally long period before; what each code means, and what to do, tells the dashboard Push losses, to which a code leads. Unit: pushes. ${lossLateness}`,
    queries: [codesIn('now', 'Lost'), codesIn('before', 'Lost before')],
    order: [tag.platform, tag.event, tag.code, tag.class, tag.stage],
    frozen: 1,
    further: [{id: 'sortBy', options: {fields: {}, sort: [{field: 'Lost', desc: true}]}}],
    overrides: [named(tag.code, {links: [toLosses]}), eventColumn],
  });
}

function classes(): Panel {
  return timeseries({
    id: 23,
    title: 'Lost by class',
    none: 'No losses were told',
    description: `Losses of the selected platforms that the vendor told, step by step, before and after sending. Unit: pushes. ${lossLateness}`,
    unit: 'locale',
    queries: [{query: classesOverTime(), alias: `$tag_${tag.class}`}],
    overrides: classOverrides,
  });
}
