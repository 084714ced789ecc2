import {expect, test} from '@jest/globals';
import {type KnownCampaign, noCounts} from '../../src/domain/campaign.js';
import {surveyCampaigns} from '../../src/domain/campaign-survey.js';
import {at} from '../support/doubles/manual-clock.js';

const DAY = 86_400;
const now = at('2026-03-10T09:00Z');
const job = {
  report: {name: 'campaigns', command: '', retention: 30 * DAY},
  step: {name: 'task'},
  schedule: '',
  refresh: [
    {name: '10m', seconds: 600},
    {name: '7d', seconds: 7 * DAY},
  ],
};
/** Of a campaign that was first seen and last asked for so long ago. */
const known = (seen: number, asked: number, more: Partial<KnownCampaign> = {}): KnownCampaign => ({
  time: 0,
  name: 'Spring',
  appearedAt: now - seen,
  fetchedAt: now - asked,
  outcome: 'ok',
  counts: noCounts,
  ...more,
});
const surveyOf = (campaign?: KnownCampaign) => {
  const byId = new Map(campaign && [['spring', campaign]]);
  const {survey, unknown} = surveyCampaigns([{taskId: 'spring', name: 'Spring'}], byId, job, now);
  return [survey.map(({coverage}) => coverage).join(), unknown.join()];
};

test.each<[string, KnownCampaign | undefined, [string, string]]>([
  ['that nobody has asked for yet', undefined, ['missing', '']],
  ['that has just been asked for', known(60, 60), ['fresh', '']],
  ['that has passed an age since', known(600, 600), ['due', '']],
  ['that was asked for at its last age', known(8 * DAY, DAY), ['settled', '']],
  ['that the vendor does not know', known(60, 60, {outcome: 'unknown'}), ['rejected', 'spring']],
  ['that is refused', known(8 * DAY, DAY, {outcome: 'rejected'}), ['rejected', '']],
  ['that the vendor has forgotten', known(30 * DAY, 29 * DAY, {outcome: 'unknown'}), ['settled', '']],
  ['that a clock which was ahead has seen', known(-60, -60), ['missing', '']],
])('a campaign %s stands so', (_, campaign, expected) => {
  expect(surveyOf(campaign)).toEqual(expected);
});

test('what the store has of campaigns that are not followed any more does not count', () => {
  expect(surveyCampaigns([], new Map([['old', known(60, 60)]]), job, now)).toEqual({survey: [], unknown: []});
});
