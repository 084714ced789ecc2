import {createHmac} from 'node:crypto';
import {inflateSync} from 'node:zlib';
import {code} from './code.js';

/** The account that signs in, and the key that it must have used. */
export interface SignedIn {
  readonly sdkAppId: number;
  readonly identifier: string;
  readonly secretKey: string;
  /** Unix seconds. */
  readonly now: number;
}

interface SigDocument {
  readonly 'TLS.identifier': string;
  readonly 'TLS.sdkappid': number;
  readonly 'TLS.time': number;
  readonly 'TLS.expire': number;
  readonly 'TLS.sig': string;
}

/** Checks a UserSig of version 2; 0 when it is good. */
export function verifyUserSig(userSig: string, {sdkAppId, identifier, secretKey, now}: SignedIn): number {
  const document = readDocument(userSig);
  if (!document) return code.sigUnreadable;
  if (document['TLS.sdkappid'] !== sdkAppId) return code.sigOtherSdkAppId;
  if (document['TLS.identifier'] !== identifier) return code.sigOtherIdentifier;
  if (document['TLS.sig'] !== sign(document, secretKey)) return code.sigWrongKey;
  return document['TLS.time'] + document['TLS.expire'] <= now ? code.sigExpired : code.ok;
}

/** JSON, deflated with a zlib header, in a Base64 of the vendor's own: `*-_` for `+/=`. */
function readDocument(userSig: string): SigDocument | undefined {
  if (!/^[\w*-]+$/.test(userSig)) return undefined;
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  try {
    const value: unknown = JSON.parse(inflateSync(Buffer.from(base64, 'base64'), {maxOutputLength: 4096}).toString());
    return isSigDocument(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSigDocument(value: unknown): value is SigDocument {
  if (typeof value !== 'object' || value === null) return false;
  const document = value as Record<string, unknown>;
  const integers = [document['TLS.sdkappid'], document['TLS.time'], document['TLS.expire']];
  const texts = [document['TLS.identifier'], document['TLS.sig']];
  return (
    document['TLS.ver'] === '2.0' && integers.every(Number.isInteger) && texts.every((text) => typeof text === 'string')
  );
}

/** The key is used as text, though it looks like hex. */
function sign(document: SigDocument, secretKey: string): string {
  const names = ['identifier', 'sdkappid', 'time', 'expire'] as const;
  const content = names.map((name) => `TLS.${name}:${document[`TLS.${name}`]}\n`).join('');
  return createHmac('sha256', secretKey).update(content).digest('base64');
}
