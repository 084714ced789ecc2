import {createGenerator, type Schema} from 'ts-json-schema-generator';
import {configSchema} from '../src/config/schema.js';
import {regionDomains} from '../src/timpush/regions.js';
import {reports} from '../src/timpush/reports.js';
import {measurementSchema} from './measurement-schema.js';

interface Answer {
  /** Where the type of the answer, or of its items, is declared. */
  readonly path: string;
  readonly type: string;
  readonly isList?: boolean;
}

/** Answers over HTTP whose schema is published. */
const answers: Readonly<Record<string, Answer>> = {
  report: {path: 'src/domain/report-view.ts', type: 'PushReport'},
  status: {path: 'src/views/job-status.ts', type: 'JobStatus', isList: true},
  campaigns: {path: 'src/domain/campaign-view.ts', type: 'CampaignView'},
  findings: {path: 'src/domain/finding.ts', type: 'FindingsView'},
  why: {path: 'src/domain/why-view.ts', type: 'WhyView'},
  query: {path: 'src/domain/tables.ts', type: 'SqlAnswer'},
  digest: {path: 'src/domain/digest-view.ts', type: 'DigestView'},
};

/** The schema of the configuration and of each answer, by the file it stands in, from what the program itself holds to. */
export function schemaFiles(): Map<string, string> {
  const files = Object.entries(answers).map(([name, answer]): [string, string] => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `/api/${name}`,
      ...schemaOf(answer),
    };
    return [`docs/api/${name}.schema.json`, fileText(schema)];
  });
  const known = {reports, regions: Object.keys(regionDomains)};
  return new Map([
    ...files,
    ['config/collector.schema.json', fileText(configSchema(known))],
    ['docs/api/measurements.json', measurementSchema()],
  ]);
}

function fileText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Whoever reads an answer leaves aside what it does not know: members may be added. */
function schemaOf({path, type, isList = false}: Answer): Schema {
  const tsconfig = 'tsconfig.json';
  const options = {path, type, tsconfig, skipTypeCheck: true, topRef: false, additionalProperties: true};
  const {$schema: _, ...schema} = createGenerator({...options, expose: 'none'}).createSchema(type);
  return isList ? {type: 'array', items: schema} : schema;
}
