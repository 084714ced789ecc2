import {grouped} from '../../src/domain/grouped.js';
import type {LoggedRequest} from '../../src/simulator/simulator.js';
import {type OracleApp, reportOf} from '../support/oracle/oracle.js';
import type {ClusterMember} from './cluster-members.js';
import type {LagLog} from './lag-log.js';

/** Of a lane, as its holder's log tells. */
interface Turn {
  readonly atMs: number;
  /** Infinite: nobody saw its end. */
  readonly endMs: number;
  readonly host: string;
  /** It has ended, the lane was its holder's until then, and nothing went wrong. */
  readonly endedWell: boolean;
}

export interface JudgeOptions {
  readonly apps: readonly OracleApp[];
  /** The least time between two calls of one app and command. */
  readonly minGapMs: number;
  /** Of the process that saw the calls. */
  readonly lag: Pick<LagLog, 'around'>;
  /** What a log says of a moment and the arrival of a call may be so far apart. */
  readonly toleranceMs: number;
  /** When the work began, Unix milliseconds. */
  readonly begunMs: number;
  /** A lane with work to do may be left alone for so long. */
  readonly leftAloneMs: number;
}

/**
 * What the simulator's own log says against a cluster: calls of an app and command too close together, calls of a holder whose lane was
 * given on, a lane that nobody cared for, or an answer that was asked for again without need.
 */
export function flawsOfCalls(
  calls: readonly LoggedRequest[],
  /** Undefined: their logs tell nothing. */
  members: readonly ClusterMember[] | undefined,
  {apps, minGapMs, toleranceMs, lag, begunMs, leftAloneMs}: JudgeOptions,
): string[] {
  const byTurn = turnsOf(members ?? []);
  const nameOf = (call: LoggedRequest) => apps.find(({sdkAppId}) => sdkAppId === call.sdkAppId)!.name;
  const byCommand = grouped(calls, (call) => `${nameOf(call)} ${call.command}`);
  const byLane = grouped(calls, (call) => `${nameOf(call)} ${call.taskIds?.length ? 'campaigns' : reportOf(call)}`);
  const ofLanes = [...byLane].flatMap(([lane, ofLane]) => {
    const turns = byTurn.get(lane) ?? [];
    return [
      ...repeated(ofLane, lane, turns),
      ...leftAlone(ofLane, lane, {turns, begunMs, leftAloneMs}),
      ...(members ? outOfTurn(ofLane, lane, turns, toleranceMs) : []),
    ];
  });
  return [...[...byCommand].flatMap(([command, ofCommand]) => tooClose(ofCommand, command, minGapMs, lag)), ...ofLanes];
}

function tooClose(
  calls: readonly LoggedRequest[],
  command: string,
  minGapMs: number,
  lag: Pick<LagLog, 'around'>,
): string[] {
  // The earlier of the two may have come before it was seen.
  const gaps = calls.slice(1).map((call, index) => call.at - calls[index]!.at + lag.around(calls[index]!.at));
  const smallest = Math.min(...gaps);
  return smallest < minGapMs ? [`${command}: two calls are only ${smallest.toFixed(0)} ms apart`] : [];
}

/** A call under a turn after which another machine had begun one. */
function outOfTurn(
  calls: readonly LoggedRequest[],
  lane: string,
  turns: readonly Turn[],
  toleranceMs: number,
): string[] {
  const wrong = calls.filter(({clockMs, host}) => {
    const before = turns.filter(({atMs}) => atMs < clockMs + toleranceMs);
    const own = before.findLast((turn) => turn.host === host);
    const since = before.filter(({atMs}) => own && atMs > own.atMs + toleranceMs && atMs < clockMs - toleranceMs);
    return !own || since.some((turn) => turn.host !== host);
  });
  return wrong.length > 0
    ? [`${lane}: ${wrong.length} calls of one who did not hold it, the first by ${wrong[0]!.host}`]
    : [];
}

/** Until its last call a lane is called, or given to somebody, again and again: also when its holder has vanished. */
function leftAlone(
  calls: readonly LoggedRequest[],
  lane: string,
  {turns, begunMs, leftAloneMs}: Pick<JudgeOptions, 'begunMs' | 'leftAloneMs'> & {readonly turns: readonly Turn[]},
): string[] {
  const lastMs = calls.at(-1)!.clockMs;
  const moments = [begunMs, ...turns.map(({atMs}) => atMs), ...calls.map(({clockMs}) => clockMs)];
  const cared = moments.filter((atMs) => atMs >= begunMs && atMs <= lastMs).sort((a, b) => a - b);
  const longest = Math.max(0, ...cared.slice(1).map((atMs, index) => atMs - cared[index]!));
  return longest > leftAloneMs ? [`${lane}: nobody cared for it for ${(longest / 1000).toFixed(1)} s`] : [];
}

/** What a turn was answered that ended well is recorded: no turn that begins afterwards asks for it again. */
function repeated(calls: readonly LoggedRequest[], lane: string, turns: readonly Turn[]): string[] {
  const answered = calls.filter(({code}) => code === 0);
  const needless = [...grouped(answered, whatOf).values()].flatMap((alike) => {
    return alike.slice(1).filter((call, index) => {
      // One machine may have two turns of a lane, of which it has lost the first.
      const earlier = turnsOfCall(alike[index]!, turns);
      const begunMs = turnsOfCall(call, turns).at(-1)?.atMs ?? 0;
      return earlier.length > 0 && earlier.every(({endedWell, endMs}) => endedWell && endMs <= begunMs);
    });
  });
  const [first] = needless;
  return first
    ? [`${lane}: ${needless.length} answers of turns that ended well were asked for again, the first ${whatOf(first)}`]
    : [];
}

function turnsOfCall({host, clockMs}: LoggedRequest, turns: readonly Turn[]): Turn[] {
  return turns.filter((turn) => turn.host === host && turn.atMs <= clockMs && clockMs <= turn.endMs);
}

function whatOf({start, taskIds}: LoggedRequest): string {
  return taskIds?.join() || String(start);
}

/** By lane, in the order of time. */
function turnsOf(members: readonly ClusterMember[]): Map<string, Turn[]> {
  const turns = members.flatMap(({host, output}) => turnsIn(output).map((turn) => ({...turn, host})));
  return grouped(
    turns.sort((a, b) => a.atMs - b.atMs),
    ({lane}) => lane,
  );
}

interface OpenTurn {
  readonly lane: string;
  readonly atMs: number;
  readonly token: string;
  endMs: number;
  hasStopped: boolean;
  endedWell: boolean;
}

/** The engine hands a worker's token on to its next job, and a lane that is lost may come back before its turn has ended. */
function turnsIn(output: string): OpenTurn[] {
  const lines = output.split('\n').filter((line) => /"msg":"(turn begins|run stopped early|turn ended)"/.test(line));
  const turns: OpenTurn[] = [];
  for (const {msg, time, lane, token, lost, app, report} of lines.map((line) => JSON.parse(line))) {
    const open = turns.filter(
      (turn) => turn.endMs === Number.POSITIVE_INFINITY && turn.lane === (lane ?? `${app} ${report}`),
    );
    if (msg === 'turn begins')
      turns.push({lane, atMs: time, token, endMs: Number.POSITIVE_INFINITY, hasStopped: false, endedWell: false});
    else if (msg === 'run stopped early') for (const turn of open) turn.hasStopped = true;
    else
      for (const turn of open.filter((each) => each.token === token)) {
        turn.endMs = time;
        turn.endedWell = !lost && !turn.hasStopped;
      }
  }
  return turns;
}
