import type {Report} from '../../src/domain/report.js';
import type {Window} from '../../src/domain/window.js';
import {type Fields, success} from '../../src/simulator/answer.js';
import type {PushProfile} from '../../src/simulator/app.js';
import {commands} from '../../src/simulator/commands.js';
import type {Conditions} from '../../src/simulator/stream.js';

export interface Asked {
  readonly profile: PushProfile;
  readonly window: Window;
  /** When it is asked, Unix seconds. */
  readonly asOf: number;
  readonly conditions: Conditions;
}

const NEVER = Number.POSITIVE_INFINITY;
const rules = {
  keepDays: NEVER,
  lossKeepDays: NEVER,
  blankTaskId: 'empty-list',
  nestedLoss: false,
  deviations: {},
} as const;

/** What the simulator answers to a request of a report, without a server. */
export function answerOf({command}: Report, {profile, window: {start, end}, asOf, conditions}: Asked): unknown {
  const fields = {TaskID: []};
  const answer = commands.get(command)!({start, end, taskIds: [], fields}, {profile, asOf, conditions, rules});
  if (typeof answer === 'number') throw new Error(`The simulator refuses ${command} with ${answer}.`);
  return JSON.parse(success(answer satisfies Fields));
}
