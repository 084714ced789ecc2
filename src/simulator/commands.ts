import {broadcastResult, type Fields, lossFields, statisticsFields} from './answer.js';
import type {PushProfile} from './app.js';
import {broadcastCountsOf} from './broadcast.js';
import {isKnown} from './campaign.js';
import {code} from './code.js';
import {countsOf} from './counts.js';
import {countedWindow, type Deviations, seenAt, withDeviation} from './deviations.js';
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
  readonly deviations: Deviations;
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

/** A window that is answered, and the instant as of which. */
interface Counted {
  readonly window: Span;
  readonly asOf: number;
}

function countedOf(asked: Asked, {asOf, rules}: View, limits: WindowLimits): Counted | undefined {
  const read = readWindow(asked, asOf, limits);
  const window = read && countedWindow(read, asOf, rules.deviations);
  return window && {window, asOf: seenAt(window, asOf, rules.deviations)};
}

const chatCounts: Command = (asked, view) => {
  const {profile, conditions, rules} = view;
  const counted = countedOf(asked, view, countLimits(rules));
  if (!counted) return code.badParameters;
  const counts = countsOf(profile, counted.window, counted.asOf, conditions);
  return statisticsFields(withDeviation(counts, counted.window, rules.deviations));
};

const chatLosses: Command = (asked, view) => {
  const {profile, conditions, rules} = view;
  const counted = countedOf(asked, view, lossLimits(rules));
  if (!counted) return code.badParameters;
  const fields = lossFields(chatLossesOf(profile, counted.window, counted.asOf, conditions));
  // The vendor's sample has them in an object without a name, which is no JSON.
  return rules.nestedLoss ? {Loss: fields} : fields;
};

const broadcastCounts: Command = (asked, view) =>
  results(asked, view, countLimits(view.rules), (taskId, {window, asOf}) => {
    const {profile, conditions, rules} = view;
    const counts = broadcastCountsOf(profile, window, asOf, conditions, taskId);
    return broadcastResult(taskId ?? '', withDeviation(counts, window, rules.deviations));
  });

const broadcastLosses: Command = (asked, view) =>
  results(asked, view, lossLimits(view.rules), (taskId, {window, asOf}) => {
    const {profile, conditions} = view;
    return {TaskID: taskId ?? '', ...lossFields(broadcastLossesOf(profile, window, asOf, conditions, taskId))};
  });

/**
 * One result for each task, or one for all of them together. What the vendor says to task ids that it does not know is documented
 * for revoking only (90049); that known ones are answered beside unknown ones is a judgement.
 */
function results(
  asked: Asked,
  view: View,
  limits: WindowLimits,
  resultOf: (taskId: string | undefined, counted: Counted) => Fields,
): Fields | number {
  const {profile, asOf, rules} = view;
  const counted = countedOf(asked, view, limits);
  const tasks = readTasks(asked.fields.TaskID, rules.blankTaskId);
  if (!counted || !tasks) return code.badParameters;
  const {pushesPerDay, campaigns} = profile.broadcast;
  if (tasks.length === 0) {
    const silent = pushesPerDay === 0 && campaigns.length === 0;
    return {Results: silent ? [] : [resultOf(undefined, counted)]};
  }
  const known = new Set(campaigns.filter((campaign) => isKnown(campaign, asOf)).map(({taskId}) => taskId));
  const answered = tasks.filter((taskId) => known.has(taskId));
  const enough = rules.deviations.unknownTaskRefusesAll ? tasks.length : 1;
  return answered.length >= enough ? {Results: answered.map((taskId) => resultOf(taskId, counted))} : code.unknownTask;
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
