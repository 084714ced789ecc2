import type {CampaignReport} from '../../src/domain/campaign.js';
import type {Report} from '../../src/domain/report.js';
import {campaigns} from '../../src/timpush/campaigns.js';
import {reports} from '../../src/timpush/reports.js';
import {bomb, broken, cut, drip, GOOD, halfHeaders, huge, refusal, silence, type Trick, whole} from './tricky-api.js';

export const RETRIES = 2;

/** What a fault does to a fetch, by the recovery that the API's table names for it. */
export interface Course {
  /** Calls when the fault stays. Undefined: it is waited out, so that it never ends a fetch. */
  readonly calls: number | undefined;
  /** Calls of the next fetch, when the fault stays. */
  readonly next: number;
  /** A fetch that meets the fault once, and whether it goes well after all. */
  readonly mended: boolean;
}

const courses: Readonly<Record<string, Course>> = {
  retry: {calls: RETRIES + 1, next: RETRIES + 1, mended: true},
  'slow-down': {calls: undefined, next: 0, mended: true},
  'sign-anew': {calls: 2, next: 2, mended: true},
  'reload-secret': {calls: 1, next: 0, mended: false},
  rest: {calls: 1, next: 0, mended: false},
  'stop-until-tomorrow': {calls: 1, next: 0, mended: false},
  stop: {calls: 1, next: 0, mended: false},
  'stop-report': {calls: 1, next: 1, mended: false},
  reject: {calls: 1, next: 1, mended: false},
};

/** A request that can be said in three ways is said in each before its refusal counts. */
const inThreeForms: Readonly<Record<string, Course>> = {...courses, reject: {calls: 3, next: 3, mended: true}};

/** As the vendor's pages and the design have them; the program's own table is not asked. */
const codes: Readonly<Record<string, readonly number[]>> = {
  retry: [90102, 91000, 60004, 60005, 60008, 60013, 60014, 70169, 70500, 12345, 1, -1],
  'slow-down': [60007, 60018, 60011, 60019],
  'sign-anew': [70001],
  'reload-secret': [70003, 70009],
  rest: [70050],
  'stop-until-tomorrow': [60028],
  stop: [
    90009, 90045, 90103, 60010, 60012, 60016, 60017, 60020, 60021, 60025, 60026, 70013, 70014, 70016, 70020, 70051,
    70402, 70403, 80005,
  ],
  'stop-report': [90001],
  reject: [90049, 90100],
};

export interface Case {
  readonly name: string;
  readonly trick: Trick;
  readonly recovery: string;
  readonly course: Course;
  readonly report: Report | CampaignReport;
  /** How the call is counted. */
  readonly counted: string;
}

const html = '<html><body>Bad Gateway</body></html>';
const transport: readonly [string, Trick][] = [
  ['reset before the headers', broken()],
  ['reset in the headers', halfHeaders],
  ['502 with HTML', whole(502, html)],
  ['500 with a good body', whole(500, GOOD)],
  ['204', whole(204, '')],
  ['a redirect', whole(302, GOOD, {location: '/'})],
  ['200 with HTML', whole(200, html)],
  ['200 with nothing', whole(200, '')],
  ['JSON of another kind', whole(200, '[]')],
  ['no verdict', whole(200, '{"ErrorCode":0}')],
  ['a verdict of two minds', whole(200, GOOD.replace('"ErrorCode":0', '"ErrorCode":"0"'))],
  ['no answer', silence],
  ['a slow drip', drip],
  ['50 MB', huge],
  ['a gzip bomb', bomb],
];
/** Every number of bytes, in an order that a few of them are spread over the whole. */
const bytes = Array.from({length: GOOD.length}, (_, n) => (n * 101) % GOOD.length);
export const truncations = bytes.flatMap((count): [string, Trick][] => [
  [`broken after ${count} bytes`, broken(count)],
  [`cut after ${count} bytes`, cut(count)],
]);

function refused(report: Report | CampaignReport): Case[] {
  const course = 'forms' in report ? inThreeForms : courses;
  const named = (code: number) => ({name: `${report.name}: code ${code}`, trick: refusal(code), counted: String(code)});
  return Object.entries(codes).flatMap(([recovery, all]) =>
    all.map((code) => ({...named(code), report, recovery, course: course[recovery]!})),
  );
}

const {chat, ...others} = reports;
const retried = ([name, trick]: readonly [string, Trick]): Case => {
  return {name, trick, report: chat!, recovery: 'retry', counted: 'transport', course: courses.retry!};
};

export const cases: readonly Case[] = [
  ...refused(chat!),
  ...Object.values(others).flatMap(refused),
  ...refused(campaigns),
  ...transport.map(retried),
  ...truncations.map(retried),
];
