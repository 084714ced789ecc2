import {vendorRules} from '../../../src/domain/vendor-rules.js';
import {palette} from '../panels/colours.js';
import {findings} from '../queries/finding-queries.js';
import {failedRuns, firstWindows, growingWindows, rejectedWindows} from '../queries/mark-queries.js';
import type {Mark} from './annotations.js';
import {vendorRuleTitle} from './vendor-rules.js';

/** What explains a step or a gap in a chart of pushes, beside the alerts. */
export const pushMarks: readonly Mark[] = [
  {name: 'Findings', query: findings(), colour: palette.violet},
  {name: 'Failed runs of the collector', query: failedRuns(), colour: palette.vermillion},
  {name: 'Rejected windows', query: rejectedWindows(), colour: palette.orange},
  {name: vendorRuleTitle, query: firstWindows(vendorRules), colour: palette.pink},
  {
    name: 'Still growing',
    query: growingWindows(),
    colour: palette.grey,
    text: 'Windows that ended less than six hours ago: deliveries and clicks of them will still come.',
  },
];
