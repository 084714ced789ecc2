import {vendorRules} from '../../../src/domain/vendor-rules.js';

export const vendorRuleTitle = 'New rules of the phone maker';

/** What the marks mean, and all of them, whichever range is looked at. */
export const vendorRulePanel = {
  title: 'New rules of phone makers',
  description: 'Dates at which a platform began to limit messages by their category.',
  content: `The charts have a mark at the first window of a platform on each of these dates. A step in a delivery rate there is the phone maker's doing:
from then on, messages that are not declared as chat or system messages count against a daily limit for each device, and what exceeds
it is dropped.

| since | platform |
| --- | --- |
${vendorRules.map(({date, platform}) => `| ${date} | ${platform} |`).join('\n')}
`,
};
