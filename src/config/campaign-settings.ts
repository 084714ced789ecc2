import {display} from './display.js';
import {ascendingDurations, type Duration} from './duration.js';
import {defaulted, readable, required, Unfit} from './setting.js';
import {cronLine, text} from './values.js';

const REMEMBERED = 30 * 86_400;

const ages = readable(ascendingDurations.schema, (value): Duration[] => {
  const read = ascendingDurations(value);
  const late = read.find(({seconds}) => seconds >= REMEMBERED);
  if (late) throw new Unfit('is not shorter than the 30 days for which the vendor knows a task', display(late.name));
  return read;
});

/** When campaigns are asked for. */
export const campaignTimes = {
  schedule: defaulted({
    doc: 'When to look for campaigns that are due: a cron line, read in UTC; a look that finds none costs no call',
    default: '*/10 * * * *',
    read: cronLine,
  }),
  refresh: {
    ...defaulted({
      doc: 'How long after it was first seen a campaign is asked for again, ascending; after the last it is final',
      default: ['10m', '1h', '6h', '1d', '3d', '7d'],
      read: ages,
    }),
    example: '[10m, 1h, 1d]',
  },
};

/** The keys of one item of `apps[].campaigns`, or of a file of them. */
export const campaignSettings = {
  taskId: required({
    doc: 'Task id, as the API gave it out when the push was sent',
    example: 'batch_1442_15723514',
    // A backslash at the end could not be stored.
    read: text('a task id (up to 128 characters of ASCII, without blanks and backslashes)', /^[!-[\]-~]{1,128}$/),
  }),
  name: required({
    doc: 'Name under which the campaign is shown; it may be changed',
    example: 'Spring sale',
    read: text('a name (up to 200 characters on one line)', /^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u),
  }),
};
