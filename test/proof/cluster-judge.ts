import type {LoggedRequest} from '../../src/simulator/simulator.js';
import type {ClusterMember} from './cluster-members.js';
import type {LagLog} from './lag-log.js';

interface Begun {
  readonly atMs: number;
  readonly host: string;
}

export interface JudgeOptions {
  /** The least time between two calls of a lane. */
  readonly minGapMs: number;
  /** Names of the lanes by SDKAppID. */
  readonly lanes: ReadonlyMap<number, string>;
  /** Of the process that saw the calls. */
  readonly lag: Pick<LagLog, 'around'>;
  /** What a log says of a moment and the arrival of a call may be so far apart. */
  readonly toleranceMs: number;
}

/** What the simulator's own log says against a cluster: calls of a lane too close together, or of a holder whose lane was given on. */
export function flawsOfCalls(
  calls: readonly LoggedRequest[],
  /** Undefined: their logs tell nothing. */
  members: readonly ClusterMember[] | undefined,
  {minGapMs, lanes, toleranceMs, lag}: JudgeOptions,
): string[] {
  const begun = turnsOf(members ?? []);
  return [...lanes].flatMap(([sdkAppId, lane]) => {
    const ofLane = calls.filter((call) => call.sdkAppId === sdkAppId);
    const wrong = members ? outOfTurn(ofLane, lane, begun.get(lane) ?? [], toleranceMs) : [];
    return [...tooClose(ofLane, lane, minGapMs, lag), ...wrong];
  });
}

function tooClose(
  calls: readonly LoggedRequest[],
  lane: string,
  minGapMs: number,
  lag: Pick<LagLog, 'around'>,
): string[] {
  // The earlier of the two may have come before it was seen.
  const gaps = calls.slice(1).map((call, index) => call.at - calls[index]!.at + lag.around(calls[index]!.at));
  const smallest = Math.min(...gaps);
  return smallest < minGapMs ? [`${lane}: two calls are only ${smallest.toFixed(0)} ms apart`] : [];
}

/** A call under a turn after which another machine had begun one. */
function outOfTurn(
  calls: readonly LoggedRequest[],
  lane: string,
  begun: readonly Begun[],
  toleranceMs: number,
): string[] {
  const wrong = calls.filter(({clockMs, host}) => {
    const before = begun.filter(({atMs}) => atMs < clockMs + toleranceMs);
    const own = before.findLast((turn) => turn.host === host);
    const since = before.filter(({atMs}) => own && atMs > own.atMs + toleranceMs && atMs < clockMs - toleranceMs);
    return !own || since.some((turn) => turn.host !== host);
  });
  return wrong.length > 0
    ? [`${lane}: ${wrong.length} calls of one who did not hold it, the first by ${wrong[0]!.host}`]
    : [];
}

/** By lane, in the order of time. */
function turnsOf(members: readonly ClusterMember[]): Map<string, Begun[]> {
  const turns = new Map<string, Begun[]>();
  for (const {host, output} of members) {
    for (const [, time, lane] of output.matchAll(/"time":(\d+)[^\n]*"lane":"([^"]+)"[^\n]*"msg":"turn begins"/g))
      turns.set(lane!, [...(turns.get(lane!) ?? []), {atMs: Number(time), host}]);
  }
  for (const all of turns.values()) all.sort((a, b) => a.atMs - b.atMs);
  return turns;
}
