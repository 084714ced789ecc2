import type {AppReason, AppRow, AppState} from '../domain/apps-view.js';
import {appStates} from '../domain/apps-view.js';
import {type FindingView, type Severity, severities} from '../domain/finding.js';
import type {Problem} from '../domain/health.js';

/** Why an app is not well: what its jobs have met, and what was found about its pushes and is not over. Worst first. */
export function reasonsOf(problems: readonly Problem[], findings: readonly FindingView[]): AppReason[] {
  const byText = new Map<string, AppReason>();
  for (const {kind, report, step, text} of problems) {
    const about = [...(byText.get(text)?.about ?? []), `${report} ${step}`];
    byText.set(text, {severity: kind === 'failed' ? 'critical' : 'warning', about, text});
  }
  // What was found about collecting is what the problems tell.
  const ofPushes = findings.filter(({step, until}) => step === null && until === null);
  const found = ofPushes.map(({severity, sentence: text}) => ({severity, about: [], text}));
  return [...byText.values(), ...found].sort((a, b) => rank(a.severity) - rank(b.severity));
}

export function stateOf(
  reasons: readonly AppReason[],
  {configured, collected}: {readonly configured: boolean; readonly collected: boolean},
): AppState {
  if (!configured) return 'gone';
  const worst = reasons[0]?.severity;
  if (worst === 'critical' || worst === 'warning') return worst;
  return collected ? 'well' : 'empty';
}

/** The worst first; of those that are alike the one whose delivery has fallen most, and after all that the names. */
export function worstFirst(rows: readonly AppRow[]): AppRow[] {
  const fall = ({change}: AppRow) => (change ? change.now - change.before : 0);
  const order = ({state}: AppRow) => appStates.indexOf(state);
  return rows.toSorted((a, b) => order(a) - order(b) || fall(a) - fall(b) || a.app.localeCompare(b.app, 'en', NATURAL));
}

/** `app-9` stands before `app-10`. */
const NATURAL = {numeric: true};

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}
