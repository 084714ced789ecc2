import {broadcastResult, type Fields, lossFields, statisticsFields} from './answer.js';
import type {PushProfile} from './app.js';
import {broadcastCountsOf} from './broadcast.js';
import {isKnown} from './campaign.js';
import {code} from './code.js';
import {countsOf} from './counts.js';
import {broadcastLossesOf, chatLossesOf} from './losses.js';
import {type Asked, readWindow, type WindowLimits} from './request.js';
import type {Span} from './slot-parts.js';
import type {Conditions} from './stream.js';
import {type BlankTaskId, readTasks} from './tasks.js';
import {broadcastTrace, chatTrace} from './trace.js';

/** How the vendor reads and writes. */
export interface Rules {
  readonly keepDays: number;
  readonly lossKeepDays: number;
  readonly blankTaskId: BlankTaskId;
  readonly nestedLoss: boolean;
}

/** What a command answers from. */
export interface View {
  readonly profile: PushProfile;
  /** Unix seconds. */
  readonly asOf: number;
  readonly conditions: Conditions;
  readonly rules: Rules;
}

/** The fields of a success, or the code of a refusal. */
export type Command = (asked: Asked, view: View) => Fields | number;

const countLimits = ({keepDays}: Rules): WindowLimits => ({longestDays: 30, keepDays});
const lossLimits = ({lossKeepDays}: Rules): WindowLimits => ({longestDays: 7, keepDays: lossKeepDays});

const chatCounts: Command = (asked, {profile, asOf, conditions, rules}) => {
  const window = readWindow(asked, asOf, countLimits(rules));
  return window ? statisticsFields(countsOf(profile, window, asOf, conditions)) : code.badParameters;
};

const chatLosses: Command = (asked, {profile, asOf, conditions, rules}) => {
  const window = readWindow(asked, asOf, lossLimits(rules));
  if (!window) return code.badParameters;
  const fields = lossFields(chatLossesOf(profile, window, asOf, conditions));
  // The vendor's sample has them in an object without a name, which is no JSON.
  return rules.nestedLoss ? {Loss: fields} : fields;
};

const broadcastCounts: Command = (asked, view) =>
  results(asked, view, countLimits(view.rules), (taskId, window) => {
    const {profile, asOf, conditions} = view;
    return broadcastResult(taskId ?? '', broadcastCountsOf(profile, window, asOf, conditions, taskId));
  });

const broadcastLosses: Command = (asked, view) =>
  results(asked, view, lossLimits(view.rules), (taskId, window) => {
    const {profile, asOf, conditions} = view;
    return {TaskID: taskId ?? '', ...lossFields(broadcastLossesOf(profile, window, asOf, conditions, taskId))};
  });

/**
 * One result for each task, or one for all of them together. What the vendor says to task ids that it does not know is documented
 * for revoking only (90049); that known ones are answered beside unknown ones is a judgement.
 */
function results(
  asked: Asked,
  {profile, asOf, rules}: View,
  limits: WindowLimits,
  resultOf: (taskId: string | undefined, window: Span) => Fields,
): Fields | number {
  const window = readWindow(asked, asOf, limits);
  const tasks = readTasks(asked.fields.TaskID, rules.blankTaskId);
  if (!window || !tasks) return code.badParameters;
  const {pushesPerDay, campaigns} = profile.broadcast;
  if (tasks.length === 0) {
    const silent = pushesPerDay === 0 && campaigns.length === 0;
    return {Results: silent ? [] : [resultOf(undefined, window)]};
  }
  const known = new Set(campaigns.filter((campaign) => isKnown(campaign, asOf)).map(({taskId}) => taskId));
  const answered = tasks.filter((taskId) => known.has(taskId));
  return answered.length > 0 ? {Results: answered.map((taskId) => resultOf(taskId, window))} : code.unknownTask;
}

const traceOfPush: Command = ({fields: {PushID}}, view) =>
  isName(PushID) ? {InstanceTrace: chatTrace(PushID, view)} : code.badParameters;

const traceOfTask: Command = ({fields: {TaskID, UserID}}, view) =>
  isName(TaskID) && isName(UserID) ? {InstanceTrace: broadcastTrace(TaskID, UserID, view)} : code.badParameters;

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Everything under `/v4/timpush/` that the simulator plays. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['normal_push_statistics', chatCounts],
  ['all_member_push_statistics', broadcastCounts],
  ['normal_push_loss', chatLosses],
  ['all_member_push_loss', broadcastLosses],
  ['normal_push_trace', traceOfPush],
  ['all_member_push_trace', traceOfTask],
]);
