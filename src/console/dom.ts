type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | undefined | ((event: Event) => void);

/** An element. Text becomes text and never markup, whatever it holds. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The element of the page with that id. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Replaces the children; the element that had the focus, by `data-key`, gets it back. */
export function show(parent: HTMLElement, ...children: readonly Child[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
  if (key !== undefined) parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
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
  return el('label', {class: 'field'}, el('span', {}, label), select);
}
