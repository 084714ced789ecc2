import type {CellsView} from '../domain/cells-view.js';
import {csvText} from '../domain/csv.js';
import {countFields} from '../domain/measurements.js';
import type {PushView} from '../domain/push-view.js';
import {ratesOf} from '../domain/rates.js';

/** The table's rows, every count and rate. */
export function tableCsv({rows}: PushView): string {
  const lines = rows.map(({app, platform, counts, windows}) => {
    const {send, delivery, click} = ratesOf(counts);
    return [
      app,
      platform ?? 'total',
      ...countFields.map((field) => counts[field]),
      send,
      delivery,
      click,
      windows.collected,
      windows.expected,
    ];
  });
  return csvText([
    ['app', 'platform', ...countFields, 'send_rate', 'delivery_rate', 'click_rate', 'windows', 'windows_expected'],
    ...lines,
  ]);
}

/** What the charts show: a row for each window and platform, and how many apps the window has. */
export function seriesCsv({times, series, present, expectedApps}: PushView): string {
  const fields = countFields.filter((field) => series[0]?.counts[field]);
  const lines = times.flatMap((time, index) =>
    series
      .map(({platform, counts}) => ({platform, values: fields.map((field) => counts[field]![index]!)}))
      .filter(({values}) => values[0] !== null)
      .map(({platform, values}) => [
        new Date(time * 1000).toISOString(),
        platform,
        ...values,
        present[index]!,
        expectedApps,
      ]),
  );
  return csvText([['window_start', 'platform', ...fields, 'apps', 'apps_expected'], ...lines]);
}

/** A row for each window, app and platform, with every count. */
export function cellsCsv({report, step, cells}: CellsView): string {
  const lines = cells.map(({start, app, platform, event = '', counts}) => [
    new Date(start * 1000).toISOString(),
    ...[step, report, app, platform ?? 'total', event],
    ...countFields.map((field) => counts[field]),
  ]);
  return csvText([['window_start', 'step', 'report', 'app', 'platform', 'event', ...countFields], ...lines]);
}

const KEPT_MS = 60_000;

/** Hands a text to the browser as a file to keep. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: the browser may not have begun to read.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
