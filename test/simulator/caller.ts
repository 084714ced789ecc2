import {createRequire} from 'node:module';

type Api = new (sdkAppId: number, key: string) => {genUserSig(identifier: string, expire: number): string};
/** The vendor's own generator: a second reading of the algorithm that the simulator checks. */
const {Api} = createRequire(import.meta.url)('tls-sig-api-v2') as {Api: Api};

export const app = {sdkAppId: 1400000001, secretKey: 'a-key-for-tests'};
/** A quiet moment in the past, so that every signature made today is still valid. */
export const NOW = 1_741_795_200;
export const WINDOW = {StartTime: NOW - 7200, EndTime: NOW - 3600};

export const sign = ({
  sdkAppId = app.sdkAppId,
  key = app.secretKey,
  identifier = 'administrator',
  expire = 3600,
} = {}) => new Api(sdkAppId, key).genUserSig(identifier, expire);

/** The address of a correct call; `changes` replaces parts of its query, and undefined leaves one out. */
export function address(
  url: string,
  changes: Record<string, string | undefined> = {},
  command = 'normal_push_statistics',
): string {
  const query = {
    sdkappid: String(app.sdkAppId),
    identifier: 'administrator',
    usersig: changes.usersig ?? sign(),
    random: '4294967295',
    contenttype: 'json',
    ...changes,
  };
  const parts = Object.entries(query).filter((part): part is [string, string] => part[1] !== undefined);
  return `${url}/v4/timpush/${command}?${new URLSearchParams(parts)}`;
}

export const post = (target: string, body: unknown = WINDOW) =>
  fetch(target, {method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body)});

/** The body of a success, or the code of a refusal. */
export async function told(url: string, command: string, body: unknown): Promise<unknown> {
  const answer = await post(address(url, {}, command), body);
  const {ActionStatus, ErrorCode, ErrorInfo, ...fields} = (await answer.json()) as Record<string, unknown>;
  return ActionStatus === 'OK' && ErrorCode === 0 && ErrorInfo === 'sucess' ? fields : ErrorCode;
}

export async function verdict(response: Promise<Response>): Promise<number> {
  const answer = await response;
  const {ActionStatus, ErrorCode} = (await answer.json()) as {ActionStatus: string; ErrorCode: number};
  if (answer.status !== 200 || (ActionStatus === 'OK') !== (ErrorCode === 0)) throw new Error('not an envelope');
  return ErrorCode;
}
