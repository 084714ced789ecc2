import type {LiveProblem, LiveView, RunView} from '../domain/console.js';
import {numbered} from '../domain/numbered.js';
import {showCluster} from './cluster.js';
import {el, part, show} from './dom.js';
import {clockText, countText, durationText, timeText} from './format.js';

/** Runs at work, problems, machines, and the last runs. */
export function showActivity(live: LiveView, timezone: string): void {
  show(part('problems'), ...problems(live, timezone));
  show(part('running'), ...running(live, timezone));
  showCluster(live.cluster, timezone);
  show(part('runs'), ...lastRuns(live, timezone));
}

/** The same trouble of many jobs is one trouble. */
function problems({problems: found}: LiveView, timezone: string): HTMLElement[] {
  const byText = new Map<string, LiveProblem[]>();
  for (const problem of found) byText.set(problem.text, [...(byText.get(problem.text) ?? []), problem]);
  return [...byText].map(([text, alike]) => {
    const jobs = [...new Set(alike.map(({app, report, step}) => `${app} ${report} ${step}`))];
    const more = jobs.length > 6 && ` and ${jobs.length - 6} more`;
    return el(
      'div',
      {class: 'problem', 'data-kind': alike[0]!.kind},
      el('p', {}, el('b', {}, 'Problem: '), jobs.slice(0, 6).join(', '), more),
      el('p', {}, text),
      el('p', {class: 'note'}, `last seen at ${timeText(alike[0]!.at, timezone)}`),
    );
  });
}

function running(live: LiveView, timezone: string): HTMLElement[] {
  const rows = live.running.map(({app, report, step, planned, done, secondsLeft}) =>
    el(
      'li',
      {},
      el('span', {class: 'name'}, `${app} ${report} ${step}`),
      el('progress', {max: planned, value: done, 'aria-label': `${app} ${report} ${step}`}),
      el('span', {class: 'number'}, `${countText(done)} of ${numbered(planned, 'window')}`),
      el('span', {class: 'note'}, secondsLeft === null ? '' : `${durationText(secondsLeft)} left`),
    ),
  );
  const nothing = el('p', {class: 'note'}, 'No run is at work.');
  return [
    el(
      'div',
      {class: 'head'},
      el('h2', {}, `At work: ${numbered(rows.length, 'run')}, ${live.callsPerSecond.toFixed(1)} calls a second`),
    ),
    rows.length > 0 ? el('ul', {class: 'running'}, ...rows) : nothing,
    el('p', {class: 'note', id: 'ticks'}, ticksText(live, timezone)),
  ];
}

export function ticksText({ticks, now}: LiveView, timezone: string): string {
  const texts = ticks.map(
    ({report, step, at}) =>
      `${report} ${step} at ${clockText(at, timezone)}, in ${durationText(Math.max(0, at - now))}`,
  );
  return `Next ticks: ${texts.join('; ')}.`;
}

function lastRuns({lastRuns: runs}: LiveView, timezone: string): HTMLElement[] {
  const heading = ['began', 'app', 'report', 'step', 'collected', 'rejected', 'left', 'calls', 'took', 'outcome'];
  const row = ({at, app, report, step, collected, rejected, left, calls, seconds, error}: RunView) =>
    el(
      'tr',
      {},
      ...[timeText(at, timezone), app, report, step, collected, rejected, left, calls, durationText(seconds)].map(
        (value) => (typeof value === 'number' ? el('td', {class: 'numeric'}, countText(value)) : el('td', {}, value)),
      ),
      el('td', {class: error ? 'outcome bad' : 'outcome'}, error || (left > 0 ? 'not all' : 'ok')),
    );
  const table = el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...heading.map((text) => el('th', {scope: 'col'}, text)))),
    el('tbody', {}, ...runs.map(row)),
  );
  return [
    el('h2', {}, 'Last runs'),
    runs.length > 0
      ? el(
          'div',
          {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Last runs', 'data-key': 'runs'},
          table,
        )
      : el('p', {class: 'note'}, 'No run has asked for anything since the start.'),
  ];
}
