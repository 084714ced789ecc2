import {grouped} from '../domain/grouped.js';
import {localText} from '../domain/local-time.js';
import type {WhyView} from '../domain/why-view.js';
import {percent} from './table.js';
import {wrapped} from './wrapped.js';

const bars = '▁▂▃▄▅▆▇█';
/** The lowest bar, as a part of the highest: less is bad anyhow, and small falls are to be seen. */
const LOWEST = 0.5;
const HOUR_MS = 3_600_000;

/** The rate of each window as a bar: a line for each day, of windows of a day or more for each month. The worst one is marked, and named. */
export function timesText(
  {times, step, timezone}: Pick<WhyView, 'times' | 'step' | 'timezone'>,
  columns?: number,
): string {
  const rates = times.map(({rate}) => rate).filter((value) => value !== null);
  if (rates.length === 0) return '';
  const most = Math.max(...rates);
  const pitch = Math.min(...times.map(({start, end}) => (Date.parse(end) - Date.parse(start)) / HOUR_MS));
  const isWithinDays = pitch < 23;
  const told = times.map((time) => ({...time, text: localText(Date.parse(time.start) / 1000, timezone)}));
  const lines = grouped(told, ({text}) => text.slice(isWithinDays ? 5 : 0, isWithinDays ? 10 : 7));
  const drawn = [...lines].flatMap(([name, own]) => {
    // Where a line begins in the middle, what was before is left blank.
    const place = ({text}: {readonly text: string}) =>
      isWithinDays ? Math.floor(Number(text.slice(11, 13)) / pitch) : Number(text.slice(8, 10)) - 1;
    const cells = new Map(own.map((time) => [place(time), time]));
    const last = Math.max(...cells.keys());
    const bar = Array.from({length: last + 1}, (_, index) => barOf(cells.get(index)?.rate, cells.has(index), most));
    const worst = own.find(({isWorst}) => isWorst);
    const margin = ' '.repeat(name.length + 1);
    return [`${name} ${bar.join('')}`, ...(worst ? [`${margin}${' '.repeat(place(worst))}^ worst`] : [])];
  });
  const worst = told.find(({isWorst}) => isWorst);
  const named = worst ? `; worst: ${worst.text.slice(0, isWithinDays ? 16 : 10)}, ${percent(worst.rate)}` : '';
  const scale = `By windows of ${step}: █ is ${percent(most)}, ▁ ${percent(most * LOWEST)} or less, · none${named}`;
  const young = times.some(({isYoung}) => isYoung) ? '; the last 24 hours still grow' : '';
  return `${[wrapped(scale + young, columns, '  '), ...drawn].join('\n')}\n`;
}

function barOf(rate: number | null | undefined, isThere: boolean, most: number): string {
  if (!isThere) return ' ';
  if (rate === null || rate === undefined) return '·';
  const height = (rate / (most || 1) - LOWEST) / (1 - LOWEST);
  return bars[Math.max(0, Math.min(bars.length - 1, Math.floor(height * bars.length)))]!;
}
