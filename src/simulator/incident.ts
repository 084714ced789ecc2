/** A reason that the vendor gives for lost pushes. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** What a push is part of. */
export type Kind = 'chat' | 'broadcast';

/** Something that happens to pushes sent in `[from, to)`, Unix seconds. It begins and ends on a quarter of an hour. */
export interface Incident {
  /** All platforms when absent. */
  readonly platform?: number;
  /** All apps when absent. */
  readonly sdkAppId?: number;
  /** Both kinds when absent. */
  readonly kind?: Kind;
  readonly from: number;
  readonly to: number;
  /** Factor on the volume: shifts the mix. */
  readonly share?: number;
  /** Factor on what is sent of it; 0 is silence. */
  readonly sent?: number;
  /** Factor on what is delivered of that. */
  readonly delivery?: number;
  /** Factor on what is clicked of that. */
  readonly clicks?: number;
  /** Why `sent` and `delivery` fall. Unless given, the usual reasons have more to do. */
  readonly reason?: Reason;
}

/** All factors at one moment. */
export type Effect = Required<Pick<Incident, 'share' | 'sent' | 'delivery' | 'clicks'>>;

const NO_EFFECT: Effect = {share: 1, sent: 1, delivery: 1, clicks: 1};

/** Pushes that are hit or spared together. */
export interface Scope {
  readonly sdkAppId: number;
  /** Undefined for online pushes: only incidents of all platforms hit them. */
  readonly platform: number | undefined;
  readonly kind: Kind;
}

export function incidentsOf(incidents: readonly Incident[], {sdkAppId, platform, kind}: Scope): Incident[] {
  return incidents.filter(
    (incident) =>
      (incident.sdkAppId ?? sdkAppId) === sdkAppId &&
      (incident.platform ?? platform) === platform &&
      (incident.kind ?? kind) === kind,
  );
}

/** Incidents at the same time multiply. */
export function effectAt(incidents: readonly Incident[], time: number): Effect {
  if (incidents.length === 0) return NO_EFFECT;
  return during(incidents, time).reduce(
    (effect, {share = 1, sent = 1, delivery = 1, clicks = 1}) => ({
      share: effect.share * share,
      sent: effect.sent * sent,
      delivery: effect.delivery * delivery,
      clicks: effect.clicks * clicks,
    }),
    NO_EFFECT,
  );
}

/** Those that last at a moment. */
export const during = (incidents: readonly Incident[], time: number): Incident[] =>
  incidents.filter(({from, to}) => from <= time && time < to);
