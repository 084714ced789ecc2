import {Registry} from 'prom-client';
import {stringify} from 'yaml';
import {type Description, describeConfig} from '../src/config/describe.js';
import {type Recovery, transportAdvice} from '../src/domain/errors.js';
import {watchCluster} from '../src/http/cluster-metrics.js';
import {createInstruments, metricsOf} from '../src/http/instruments.js';
import {codeTable} from '../src/timpush/codes.js';
import {regionDomains} from '../src/timpush/regions.js';
import {rooms} from '../test/rooms.js';
import {definitionTable} from './findings.js';
import {lossClassTable, lossCodeTables} from './loss-codes.js';
import {code, codes, table} from './markdown.js';
import {measurements} from './measurements.js';

/** The generated sections of the documents by name, each from the code that it is about. */
export const sections: Readonly<Record<string, () => string>> = {
  configuration,
  jobs,
  regions,
  errors,
  measurements,
  metrics,
  'cluster-metrics': clusterMetrics,
  rooms: roomTable,
  findings: definitionTable,
  'loss-classes': lossClassTable,
  'loss-codes': lossCodeTables,
};

function configuration(): string {
  const rows = describeConfig().map((key) => [
    code(key.path),
    defaultOf(key),
    key.env ? code(key.env) : '',
    `${key.doc}.`,
  ]);
  return table(['key', 'default', 'variable', 'meaning'], rows);
}

function defaultOf({path, default: value}: Description): string {
  if (path === 'jobs') return 'the jobs below';
  if (value === null) return '**required**';
  if (value === undefined) return '–';
  return code(Array.isArray(value) ? `[${value.join(', ')}]` : String(value));
}

function jobs(): string {
  const items = describeConfig().find(({path}) => path === 'jobs')!.default as readonly object[];
  return `\`\`\`yaml\njobs:\n${items.map(item).join('\n')}\n\`\`\``;
}

/** Of a list of YAML: one line, or one for each key where that is too long, as the formatter has it. */
function item(job: object): string {
  const line = `  - ${flow(job)}`;
  if (line.length <= LONGEST_LINE) return line;
  const keys = Object.entries(job).map(([key, value]) => `      ${key}: ${flow(value)},`);
  return ['  - {', ...keys, '    }'].join('\n');
}

const LONGEST_LINE = 120;

function flow(value: unknown): string {
  return stringify(value, {collectionStyle: 'flow', lineWidth: 0}).trim().replaceAll('[ ', '[').replaceAll(' ]', ']');
}

function regions(): string {
  return table(
    ['region', 'server'],
    Object.entries(regionDomains).map(([region, domain]) => [code(region), code(domain)]),
  );
}

/** What the collector does, in the operator's words. */
const recoveries: Readonly<Record<Recovery, string>> = {
  retry: 'tries again with growing pauses; after the last try the window waits for the next tick',
  'slow-down': 'waits, calls less often for a minute, tries again; never counts as a failure',
  'sign-anew': 'signs anew, tries once more',
  'reload-secret': 'reads the key again; tries once more if it has changed, otherwise stops the run of this app',
  rest: 'leaves the app alone for a minute',
  'stop-until-tomorrow': 'leaves the app alone until its next local day',
  stop: 'stops the run of this app; other apps go on; asks again at a later tick',
  'stop-report': 'stops the run of this report; other reports and apps go on; asks again at a later tick',
  reject: 'records the window as `rejected`; asks again at its next refresh age',
};

function errors(): string {
  const rows = codeTable.map((row) => [codes(row.codes), row.meaning, recoveries[row.recovery], row.advice]);
  const unknown = ['any other code', 'not documented', recoveries.retry, 'nothing; if it lasts, ask the vendor'];
  const transport = [
    'no verdict',
    'refused, reset, too slow, too big, HTTP status other than 200, or not the JSON of the API',
    recoveries.retry,
    transportAdvice,
  ];
  const contract = [
    'broken contract',
    'a count is missing, negative or not a whole number; the log names field and value, and nothing of that answer is written',
    recoveries.reject,
    'ask the vendor, with the log line',
  ];
  return table(['code', 'meaning', 'the collector', 'the operator'], [...rows, unknown, transport, contract]);
}

function metrics(): string {
  return metricTable(metricsOf(createInstruments(new Registry())));
}

function clusterMetrics(): string {
  const nothing = {failure: '', machines: [], waiting: 0, oldestWaiting: 0, held: [], takeOvers: []};
  return metricTable(watchCluster(new Registry(), () => nothing));
}

function metricTable(found: readonly unknown[]): string {
  const instruments = found as readonly Instrument[];
  return table(
    ['metric', 'labels', 'meaning'],
    instruments.map(({name, help, labelNames}) => [code(name), codes(labelNames), `${help}.`]),
  );
}

/** What an instrument knows of itself; the library does not declare it. */
interface Instrument {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** A room is a folder of `src`, or a file at its root. */
function roomTable(): string {
  return table(
    ['room of `src`', 'what it is', 'may import'],
    Object.entries(rooms).map(([room, {purpose, imports}]) => [
      code(room),
      purpose,
      codes(imports) || 'nothing of ours',
    ]),
  );
}
