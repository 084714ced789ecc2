import type {ClusterView, HeldLane, MachineView, TakeOver} from '../domain/cluster-view.js';
import {numbered} from '../domain/numbered.js';
import {el, part, show} from './dom.js';
import {countText, durationText, timeText} from './format.js';

const SHOWN_LANES = 4;
const SHOWN_TAKE_OVERS = 5;

/** Collectors that share the work: who holds what, and what was taken over. Nothing where one works alone. */
export function showCluster(view: ClusterView | null, timezone: string): void {
  const panel = part('cluster');
  panel.hidden = view === null;
  if (view) show(panel, ...content(view, timezone));
}

function content(view: ClusterView, timezone: string): (HTMLElement | false)[] {
  const {machines, waiting, oldestWaiting, takeOvers, failure} = view;
  const lanes = machines.reduce((sum, machine) => sum + machine.lanes, 0);
  const queue = `${numbered(waiting, 'lane')} waiting for a machine, the first for ${durationText(oldestWaiting)}.`;
  return [
    el('h2', {}, `Machines: ${numbered(machines.length, 'collector')}, ${numbered(lanes, 'lane')} at work`),
    failure !== '' && el('p', {class: 'reason'}, `Redis is away: ${failure}. What is shown is from before.`),
    table(view, timezone),
    waiting > 0 && el('p', {class: 'note'}, queue),
    takeOvers.length > 0 && el('ul', {class: 'taken'}, ...takenOver(takeOvers, timezone)),
    el('p', {class: 'note'}, 'A lane is an app and a report; one machine at a time works on it.'),
  ];
}

function table({machines, held}: ClusterView, timezone: string): HTMLElement {
  const heading = ['machine', 'since', 'lanes', 'turns', 'lost', 'taken over', 'works on'];
  return el(
    'div',
    {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Machines', 'data-key': 'machines'},
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...heading.map((text) => el('th', {scope: 'col'}, text)))),
      el('tbody', {}, ...machines.map((machine) => row(machine, held, timezone))),
    ),
  );
}

function row(machine: MachineView, held: readonly HeldLane[], timezone: string): HTMLElement {
  const {name, isThis, startedAt, lanes, turns, lost, takeOvers} = machine;
  const own = held.filter((lane) => lane.machine === name).map(({lane}) => lane);
  const more = lanes > SHOWN_LANES ? ` and ${lanes - SHOWN_LANES} more` : '';
  const works = own.length === 0 ? '–' : own.slice(0, SHOWN_LANES).join(', ') + more;
  return el(
    'tr',
    {},
    el('td', {}, name, isThis && el('span', {class: 'note'}, ' (this one)')),
    el('td', {}, timeText(startedAt, timezone)),
    ...[lanes, turns, lost, takeOvers].map((value) => el('td', {class: 'numeric'}, countText(value))),
    el('td', {}, works),
  );
}

function takenOver(takeOvers: readonly TakeOver[], timezone: string): HTMLElement[] {
  const told = takeOvers.slice(0, SHOWN_TAKE_OVERS);
  return told.map(({lane, by, at}) => el('li', {}, `${timeText(at, timezone)}: ${by} took over ${lane}`));
}
