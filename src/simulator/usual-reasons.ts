import type {Reason} from './incident.js';

/** Between sendable and sent, or between sent and delivered. */
export type Stage = 'ready' | 'sent';

/** A reason, and how much of what is lost it takes, beside others. */
export interface WeighedReason extends Reason {
  readonly weight: number;
}

const reason = (code: string, text: string, weight: number): WeighedReason => ({code, text, weight});

/** The only codes of this stage that the vendor's pages show are its own: -2, and -1 for a certificate that is missing. */
const READY = [reason('-2', 'token not uploaded', 1)];

/** No page names codes of the vendor's own connection: one that no table explains. */
const CONNECTION_LOST = [reason('-3', 'long connection lost', 1)];

/** By platform number, from the tables that the phone makers publish. Which of them the vendor passes on is documented nowhere. */
const SENT: Readonly<Record<number, readonly WeighedReason[]>> = {
  1: [
    reason('410', 'Unregistered', 0.85),
    reason('400', 'BadDeviceToken', 0.13),
    reason('429', 'TooManyRequests', 0.02),
  ],
  2: [
    reason('10029', 'no such device', 0.55),
    reason('65003', 'device not found', 0.41),
    reason('10027', 'api called too often', 0.02),
    reason('-1', 'unknown error', 0.02),
  ],
  3: [
    reason('80300007', 'all tokens are invalid', 0.35),
    reason('2', 'app removed', 0.25),
    reason('6', 'notifications are off', 0.2),
    reason('5', 'token is not on this device', 0.1),
    reason('10', 'device inactive', 0.08),
    reason('102', 'too many messages for this device', 0.02),
  ],
  4: [reason('UNREGISTERED', 'Requested entity was not found.', 0.95), reason('UNAVAILABLE', 'overloaded', 0.05)],
  5: [
    reason('110003', 'pushId invalid', 0.55),
    reason('110002', 'not subscribed or switched off', 0.4),
    reason('520', 'folded', 0.05),
  ],
  6: [
    reason('10000', 'invalid RegistrationId', 0.9),
    reason('67', 'category and channel do not match', 0.07),
    reason('-2', 'flow control', 0.03),
  ],
  7: [
    reason('10302', 'regId invalid', 0.88),
    reason('10085', 'title or content breaks a rule', 0.1),
    reason('10072', 'too fast', 0.02),
  ],
  // Honor publishes no table that could be read; its numbers are taken to be of Huawei's family.
  8: [reason('80300007', 'all tokens are invalid', 0.6), reason('6', 'notifications are off', 0.4)],
};

/** Why pushes of a platform get lost on any day. */
export function usualReasons(stage: Stage, platform: number): readonly WeighedReason[] {
  return stage === 'ready' ? READY : (SENT[platform] ?? CONNECTION_LOST);
}
