import {verifyPoint} from '../src/audit/verify.js';
import type {App} from '../src/domain/app.js';
import {campaignPoints} from '../src/domain/campaign.js';
import type {LedgerEntry} from '../src/domain/coverage.js';
import {type FindingView, pushFindingKinds} from '../src/domain/finding.js';
import {ALL_PLATFORMS, findingPoint, NO_CLASS} from '../src/domain/finding-point.js';
import {problemKinds} from '../src/domain/health.js';
import {ledger} from '../src/domain/ledger.js';
import {isoUtc} from '../src/domain/local-time.js';
import {lossClasses, lossStages} from '../src/domain/loss.js';
import {countFields, eventName, OTHER_CODES, platformNames, TOTAL, tag} from '../src/domain/measurements.js';
import type {Point} from '../src/domain/point.js';
import type {Report} from '../src/domain/report.js';
import {runPoint} from '../src/domain/run-summary.js';
import {parseStep} from '../src/domain/window.js';
import {campaigns} from '../src/timpush/campaigns.js';
import {reports} from '../src/timpush/reports.js';
import {campaignSample, samples} from '../test/timpush/reports/samples.js';
import {code, codes, table} from './markdown.js';

/** Every measurement, read off points that the program itself makes. */
export function measurements(): string {
  const rows = examples().map((point) => [code(point.measurement), codes(Object.keys(point.tags)), fieldsOf(point)]);
  return `${table(['measurement', 'tags', 'fields'], rows)}\n\nThe _counts_ are the integers ${codes(countFields)}.\n\n${values()}`;
}

/** What stands in the tags. */
function values(): string {
  return table(
    ['tag', 'values'],
    [
      [
        code(tag.platform),
        `${codes(platformNames)}, or \`platform_n\` for a number n that is not documented; of losses also ${code(TOTAL)}, of findings ${code(ALL_PLATFORMS)}`,
      ],
      [code(tag.event), `${codes([1, 2].map(eventName))}, or \`event_n\`; of losses also ${code(TOTAL)}`],
      [code(tag.stage), codes(lossStages)],
      [code(tag.class), `${codes(Object.keys(lossClasses))}; of findings that are about none, ${code(NO_CLASS)}`],
      [code(tag.code), `the code of the vendor, or ${code(OTHER_CODES)}`],
      [code(tag.task), 'the task id of a campaign, as the vendor gave it out'],
      [code(tag.check), '`hours`, `platforms`, `database_1h` and the like for other steps'],
      [code(tag.kind), codes([...pushFindingKinds, ...problemKinds])],
    ],
  );
}

const app: App = {name: 'shop-cn', sdkAppId: 1_400_000_001, timezone: 'Asia/Shanghai', withoutReceipts: []};
const window = {start: 0, end: 3600};
const entry: LedgerEntry = {
  app: app.name,
  sdkAppId: app.sdkAppId,
  report: 'chat',
  step: '1h',
  window,
  fetchedAt: 4200,
  outcome: 'ok',
  errorCode: 0,
  platforms: [],
};

/** One point of each measurement, read off an answer of each report. */
export function examples(): Point[] {
  const points = Object.values(reports).flatMap(pointsOf);
  const measurements = new Map(points.toReversed().map((point) => [point.measurement, point]));
  return [
    ...[...measurements.values()].reverse(),
    ...ofCampaign(),
    ledger.pointOf(entry),
    runPoint(summary()),
    ofVerify(),
    findingPoint(ofFinding(), app),
  ];
}

/** The total, and one channel. */
function ofCampaign(): Point[] {
  const [taskId, found] = [...campaigns.read(campaignSample, app)][0]!;
  if (found instanceof Error) throw found;
  const record = {app, campaign: {taskId, name: ''}, time: 0, appearedAt: 0, fetchedAt: 0, errorCode: 0} as const;
  return campaignPoints({...record, outcome: 'ok', rows: found.slice(0, 2)});
}

function ofVerify(): Point {
  const compared = {expected: 0, found: 0, difference: 0, cells: []};
  return verifyPoint({app, report: reports.chat!, day: window}, {check: 'hours', ...compared});
}

function ofFinding(): FindingView {
  const about = {
    id: '',
    kind: 'delivery',
    severity: 'critical',
    app: app.name,
    platform: null,
    report: 'chat',
  } as const;
  const numbers = {step: null, class: null, now: null, usual: null, pushes: null, volume: null, age: null};
  return {...about, ...numbers, since: isoUtc(0), until: null, sentence: '', reasons: [], note: ''};
}

const answers: Readonly<Record<string, unknown>> = samples;

/** Fetched just as the window reaches its first refresh age, so that aged copies are among the points. */
function pointsOf({name, transform}: Report): readonly Point[] {
  const step = {...parseStep('1h')!, name: '{step}'};
  const refresh = [{name: '10m', seconds: 600}];
  return transform(answers[name], {app, step, window, previous: undefined, refresh, fetchedAt: 4200}).points;
}

function summary() {
  const numbers = {startedAt: 0, durationMs: 0, windowsOk: 0, windowsFailed: 0, windowsLeft: 0, calls: 0, retries: 0};
  return {app, report: 'chat', step: '1h', ...numbers, lag: 0, survey: [], error: undefined};
}

function fieldsOf({fields}: Point): string {
  const isCounts = countFields.every((field) => field in fields);
  const others = Object.keys(fields).filter((field) => !isCounts || !countFields.some((count) => count === field));
  const strings = others.filter((field) => typeof fields[field] === 'string');
  const integers = others.filter((field) => !strings.includes(field));
  const named = [
    ['integer', integers],
    ['string', strings],
  ] as const;
  const kinds = named
    .filter(([, fields]) => fields.length > 0)
    .map(([kind, fields]) => `${kind}${fields.length > 1 ? 's' : ''} ${codes(fields)}`);
  return [...(isCounts ? ['the counts'] : []), ...kinds].join('; ');
}
