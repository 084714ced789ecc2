import type {LiveView} from '../domain/console.js';
import {part} from './dom.js';
import {clockText} from './format.js';

/** Whether the collector still sends, and what its clock says. */
export class Connection {
  #live: LiveView | undefined;
  #lost = false;

  /** Whether it was lost before. */
  hear(live: LiveView, zone: string): boolean {
    const back = this.#lost;
    this.#live = live;
    this.#lost = false;
    this.tell(zone);
    return back;
  }

  lose(zone: string): void {
    this.#lost = true;
    const since = this.#live ? ` Figures are from ${clockText(this.#live.now, zone)}.` : '';
    show(`Connection lost, trying again.${since}`, false);
  }

  tell(zone: string): void {
    if (this.#live && !this.#lost) show(`live, ${clockText(this.#live.now, zone)}`, true);
  }
}

function show(text: string, alive: boolean): void {
  const element = part('connection');
  // A status that changes every second would be read out every second.
  element.setAttribute('aria-live', alive ? 'off' : 'assertive');
  element.classList.toggle('lost', !alive);
  if (element.textContent !== text) element.textContent = text;
}
