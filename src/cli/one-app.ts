import type {App} from '../domain/app.js';
import {appsNamed} from './selection.js';
import {UsageError} from './usage-error.js';

/** The app that is named, or the only one. Throws a UsageError. */
export function oneApp(apps: readonly App[], name: string | undefined): App {
  if (name !== undefined) return appsNamed(apps, [name])[0]!;
  if (apps.length === 1) return apps[0]!;
  throw new UsageError(`--app: say which of ${apps.map((app) => app.name).join(', ')}`);
}
