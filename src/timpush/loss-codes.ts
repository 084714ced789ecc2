import type {LossMeaning, LossStage} from '../domain/loss.js';
import {OTHER_CODES} from '../domain/measurements.js';
import {printable} from '../domain/printable.js';
import {apns} from './loss-codes/apns.js';
import {fcm} from './loss-codes/fcm.js';
import {honor, huawei} from './loss-codes/huawei.js';
import type {LossCode} from './loss-codes/loss-code.js';
import {meizu} from './loss-codes/meizu.js';
import {oppo} from './loss-codes/oppo.js';
import {tencent} from './loss-codes/tencent.js';
import {vivo} from './loss-codes/vivo.js';
import {xiaomi} from './loss-codes/xiaomi.js';

export interface LossTable {
  readonly stage: LossStage;
  /** Value of the tag `platform`, or `any`. */
  readonly platform: string;
  readonly codes: readonly LossCode[];
}

const ANY = 'any';

/** The whole dictionary. The same number means different things by stage and vendor. */
export const lossTables: readonly LossTable[] = [
  {stage: 'ready', platform: ANY, codes: tencent},
  ...Object.entries({apns, fcm, xiaomi, huawei, honor, oppo, vivo, meizu}).map(
    ([platform, codes]): LossTable => ({stage: 'sent', platform, codes}),
  ),
];

const MAX_TEXT = 200;

/** As much of the vendor's text as is kept and looked at. */
export function excerptOf(text: string): string {
  return printable(text.slice(0, MAX_TEXT)).trim();
}

/**
 * Explains a code of the loss reports. `platform` is a value of the tag, `total` among them; `text` is the vendor's `ErrInfo`, which
 * is written in many languages and hence never matched, except for the words by which Apple documents its reasons.
 */
export function lookUp(stage: LossStage, platform: string, code: string, text = ''): LossMeaning {
  if (code === OTHER_CODES) return rest;
  const excerpt = excerptOf(text);
  const [first, ...others] = tablesFor(stage, platform, code).flatMap((table) => {
    const entry = entryIn(table, code, excerpt);
    // A vendor's entry was written for its own platform and stage; elsewhere it is likely.
    const exact = table.stage === stage && (table.platform === platform || table.platform === ANY);
    return entry ? [meaningOf(entry, exact)] : [];
  });
  const meaning = excerpt || 'the vendor sent no text';
  if (!first) return {class: 'unknown', meaning, advice: REPORT, known: false, probable: false};
  if (others.length === 0) return first;
  const agreed = others.every((other) => other.class === first.class);
  return {class: agreed ? first.class : 'unknown', meaning, advice: BY_PLATFORM, known: true, probable: agreed};
}

const REPORT =
  'Ask the vendor of this platform what the code means, and report code and text to this project, so that both get an entry.';
const BY_PLATFORM = 'Look at the rows of each platform, since the number means something else for each vendor.';

const rest: LossMeaning = {
  class: 'unknown',
  meaning: 'codes that the collector added up, since they were too many or not printable',
  advice: "Read the codes in the vendor's answer itself.",
  known: true,
  probable: false,
};

/**
 * Tencent's own codes are negative and come before sending. All others are the vendors' own, at either stage: the documents do not
 * say whether a push that the vendor refuses at once counts as sent.
 */
function tablesFor(stage: LossStage, platform: string, code: string): readonly LossTable[] {
  if (stage === 'ready' && code.startsWith('-')) return lossTables.filter((table) => table.stage === 'ready');
  return lossTables.filter((table) => table.stage === 'sent' && (platform === 'total' || platform === table.platform));
}

function entryIn({codes}: LossTable, code: string, text: string): LossCode | undefined {
  const entries = codes.filter((entry) => entry.code === code);
  const words = text.toLowerCase().split(/[^\p{L}\p{N}_]+/u);
  const named = entries.find(({reasons}) => reasons?.some((reason) => words.includes(reason.toLowerCase())));
  return named ?? entries.find(({reasons}) => !reasons);
}

function meaningOf({class: lossClass, meaning, advice, probable}: LossCode, exact: boolean): LossMeaning {
  return {class: lossClass, meaning, advice, known: true, probable: probable === true || !exact};
}
