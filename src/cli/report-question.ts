import type {Grouping} from '../domain/report-view.js';
import type {ReportOption} from './report-option.js';
import type {UrlOption} from './running-collector.js';
import type {ConfigOption} from './session.js';

/** What `report` can be asked. */
export interface ReportOptions extends ConfigOption, UrlOption, ReportOption {
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly step?: string;
  readonly app?: readonly string[];
  readonly platform?: string;
  readonly by?: Grouping;
  readonly compare?: boolean;
  readonly campaigns?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** The parameters of a question that are given. */
export function given(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
