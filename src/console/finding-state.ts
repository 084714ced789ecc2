import {type FindingsView, type FindingView, pushFindingKinds, rateShowing} from '../domain/finding.js';
import {minuteText} from './format.js';
import type {ViewState} from './view-state.js';

/** Hours around a finding, so that what is usual is seen, too. */
const AROUND_S = 12 * 3600;

/** A finding's hours in the charts. */
export interface Band {
  readonly report: string;
  readonly start: number;
  readonly end: number;
  readonly severity: FindingView['severity'];
  readonly sentence: string;
}

export function isOfPush({kind}: Pick<FindingView, 'kind'>): boolean {
  return pushFindingKinds.some((each) => each === kind);
}

/** The view that shows a finding: its app and platform, the hours around it whatever zone the app has, and the rate that it is about. */
export function stateOf(finding: FindingView, view: Pick<FindingsView, 'to'>, state: ViewState): ViewState {
  const {app, report, platform, since, until, step} = finding;
  const now = seconds(view.to);
  const end = until === null ? now : Math.min(now, seconds(until) + AROUND_S);
  const hours = {from: minuteText(seconds(since) - AROUND_S), to: end >= now ? '' : minuteText(end), against: ''};
  const common = {...state, ...hours, app, report: report === 'chat' ? '' : report};
  if (!isOfPush(finding)) return {...common, view: 'collecting', platform: '', step: step ?? ''};
  return {...common, view: 'push', platform: platform ?? '', step: '', ...figuresOf(finding)};
}

/** The figures that a finding is about. */
function figuresOf(finding: FindingView): Pick<ViewState, 'count' | 'rate'> {
  const rate = rateShowing(finding);
  return {rate, count: ({send: 'sent', delivery: 'delivered', click: 'clicked'} as const)[rate]};
}

/** Those of pushes; one that goes on reaches to the end of what was looked at. */
export function bandsOf({findings, to}: FindingsView): Band[] {
  return findings.filter(isOfPush).map(({report, since, until, severity, sentence}) => ({
    report,
    start: seconds(since),
    end: seconds(until ?? to),
    severity,
    sentence,
  }));
}

export function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
