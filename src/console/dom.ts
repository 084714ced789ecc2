import morphdom from './morphdom.js';

type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/** The events that elements are made with. */
const events = ['click', 'change', 'input', 'keydown', 'toggle'] as const;

/** An element. Text becomes text and never markup, whatever it holds. A function is called for the event of its name, one of `events`. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') Object.assign(element, {[`on${key}`]: value});
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element of the page with that id. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/**
 * Makes the children what these are. Elements that are there already, by `data-key` or by their place, stay and become like the new
 * ones: a press that has begun, a list that is open, what is half typed, and how far something is scrolled outlast it. So whoever
 * wants to keep an element for later finds it in the parent afterwards.
 */
export function show(parent: HTMLElement, ...children: readonly Child[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
  morphdom(parent, el('div', {}, ...children), {
    childrenOnly: true,
    getNodeKey: (node) => (node as HTMLElement).dataset?.key,
    onBeforeElUpdated: handOn,
  });
  // What is moved among its neighbours loses the focus.
  if (key !== undefined && document.activeElement !== active)
    parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** Hands on what is neither attribute nor child; false: nothing else has changed. */
function handOn(old: HTMLElement, wanted: HTMLElement): boolean {
  for (const event of events) Object.assign(old, {[`on${event}`]: wanted[`on${event}`]});
  // The page's policy refuses a style that comes as an attribute.
  if (old.style.cssText !== wanted.style.cssText) old.style.cssText = wanted.style.cssText;
  if (old instanceof HTMLCanvasElement) repaint(old, wanted as HTMLCanvasElement);
  // Somebody is typing.
  if (old instanceof HTMLInputElement && old === document.activeElement) (wanted as HTMLInputElement).value = old.value;
  return !(old instanceof HTMLSelectElement && old.isEqualNode(wanted));
}

function repaint(canvas: HTMLCanvasElement, picture: HTMLCanvasElement): void {
  // This clears it, too.
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext('2d')!.drawImage(picture, 0, 0);
}

/** A colour of the style sheet, for canvases. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A heading that sorts its table when it is pressed. */
export function sortHeading(
  key: string,
  sorted: 'ascending' | 'descending' | 'none',
  onPick: () => void,
  ...content: readonly (Node | string)[]
): HTMLElement {
  const button = el('button', {type: 'button', 'data-key': `sort ${key}`, click: onPick}, ...content);
  return el('th', {scope: 'col', 'aria-sort': sorted}, button);
}

/** A choice among values; `onPick` gets the chosen one. */
export function picker(
  label: string,
  options: readonly {readonly value: string; readonly text: string}[],
  value: string,
  onPick: (value: string) => void,
): HTMLLabelElement {
  const choices = options.map((option) =>
    el('option', {value: option.value, selected: option.value === value}, option.text),
  );
  const select = el(
    'select',
    {'data-key': label, change: (event) => onPick((event.target as HTMLSelectElement).value)},
    ...choices,
  );
  return el('label', {class: 'field', 'data-key': `field ${label}`}, el('span', {}, label), select);
}
