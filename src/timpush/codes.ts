import {ApiError, type CollectorError, type Recovery} from '../domain/errors.js';

/** What a code of the API means for the collector and for the operator. */
export interface CodeRow {
  readonly codes: readonly number[];
  readonly recovery: Recovery;
  /** What happened, in the operator's words. */
  readonly meaning: string;
  /** What the operator does about it. */
  readonly advice: string;
}

const nothing = 'nothing; if it lasts for hours, ask the vendor';

/**
 * The whole error table: the client obeys it, errors quote it, docs/errors.md prints it.
 * Sources: https://www.tencentcloud.com/document/product/1047/71897, /34348 and /74196.
 */
export const codeTable: readonly CodeRow[] = [
  {
    codes: [90102, 91000, 60004, 60005, 60008, 60013, 60014, 70169, 70500],
    recovery: 'retry',
    meaning: 'the API failed or was too slow',
    advice: nothing,
  },
  {
    codes: [60007, 60018, 60011, 60019],
    recovery: 'slow-down',
    meaning: 'calls came too often',
    advice: 'nothing; if it lasts, see what else calls with this SDKAppID, or raise timpush.paceMs',
  },
  {
    codes: [70001],
    recovery: 'sign-anew',
    meaning: 'the UserSig expired',
    advice: 'nothing; if it lasts, set the clock of this machine',
  },
  {
    codes: [70003, 70009],
    recovery: 'reload-secret',
    meaning: 'the signature is not accepted',
    advice: 'put the key of this very SDKAppID (console: basic information, display key) where the configuration says',
  },
  {
    codes: [70050],
    recovery: 'rest',
    meaning: 'too many calls with a bad signature',
    advice: 'mend the secret key; calls begin again by themselves after a minute',
  },
  {
    codes: [60028],
    recovery: 'stop-until-tomorrow',
    meaning: "the trial edition's calls for today are used up",
    advice: 'upgrade the plan, or wait: collection goes on tomorrow',
  },
  {
    codes: [90009, 90103, 60010, 70402, 70403],
    recovery: 'stop',
    meaning: 'the account may not ask',
    advice: 'set identifier to an App administrator',
  },
  {
    codes: [90045],
    recovery: 'stop',
    meaning: 'the Push service is not enabled',
    advice: 'enable or renew the Push plug-in in the console',
  },
  {
    codes: [60012, 60025, 70020],
    recovery: 'stop',
    meaning: 'the SDKAppID is missing or unknown there',
    advice: 'check sdkAppId, and that region is where the app was created',
  },
  {
    codes: [60026, 70016],
    recovery: 'stop',
    meaning: 'the app lives in another data centre',
    advice: 'set region to the one the console shows for the app',
  },
  {
    codes: [70013, 70014],
    recovery: 'stop',
    meaning: 'the UserSig was made for another identifier or SDKAppID',
    advice: 'check identifier, sdkAppId and secret key: they belong together',
  },
  {codes: [60016, 60017, 80005], recovery: 'stop', meaning: 'the app is disabled', advice: 'ask the vendor why'},
  {codes: [60020], recovery: 'stop', meaning: 'the plan has expired or is in arrears', advice: 'renew or pay the plan'},
  {
    codes: [60021],
    recovery: 'stop',
    meaning: 'calls from this address are not allowed',
    advice: "allow this machine's address with the vendor",
  },
  {codes: [70051], recovery: 'stop', meaning: 'the account is on a block list', advice: 'ask the vendor to lift it'},
  {
    codes: [90001],
    recovery: 'stop-report',
    meaning: 'the API cannot read the request, which is a fault of the collector',
    advice: 'report it to this project, with the log line and the version; other reports go on',
  },
  {
    codes: [90049],
    recovery: 'reject',
    meaning: 'a task id is not known',
    advice: 'check the id; other ids and reports go on',
  },
  {
    codes: [90100],
    recovery: 'reject',
    meaning: 'the API refuses the window',
    advice:
      'nothing; the window is asked for again at its next refresh age, after the last one only by collect --force',
  },
];

const rows = new Map(codeTable.flatMap((row) => row.codes.map((code) => [code, row] as const)));

/** An undocumented code may pass: it is retried, and then waits for the next tick. */
const unknown: CodeRow = {codes: [], recovery: 'retry', meaning: 'a code that is not documented', advice: nothing};

export function codeRow(code: number): CodeRow {
  return rows.get(code) ?? unknown;
}

/** What a code means and what the operator does about it. */
export function explain(code: number): string {
  const {meaning, advice} = codeRow(code);
  return `Code ${code}: ${meaning}; what to do: ${advice}`;
}

/** Codes below are common to all commands; these are a command's own, by https://www.tencentcloud.com/document/product/1047/34348. */
const FIRST_OF_A_COMMAND = 90_000;

/** The app may ask by its other commands. */
export function isOfOneCommand(error: CollectorError): boolean {
  return error instanceof ApiError && error.code >= FIRST_OF_A_COMMAND;
}
