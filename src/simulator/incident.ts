/** Something that happens to pushes sent in `[from, to)`, Unix seconds. It begins and ends on a quarter of an hour. */
export interface Incident {
  /** All platforms when absent. */
  readonly platform?: number;
  /** All apps when absent. */
  readonly sdkAppId?: number;
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
}

/** All factors at one moment. */
export type Effect = Required<Pick<Incident, 'share' | 'sent' | 'delivery' | 'clicks'>>;

const NO_EFFECT: Effect = {share: 1, sent: 1, delivery: 1, clicks: 1};

/** Those that concern one platform of one app. */
export function incidentsOf(incidents: readonly Incident[], sdkAppId: number, platform: number): Incident[] {
  return incidents.filter(
    (incident) => (incident.sdkAppId ?? sdkAppId) === sdkAppId && (incident.platform ?? platform) === platform,
  );
}

/** Incidents at the same time multiply. */
export function effectAt(incidents: readonly Incident[], time: number): Effect {
  if (incidents.length === 0) return NO_EFFECT;
  return incidents
    .filter(({from, to}) => from <= time && time < to)
    .reduce(
      (effect, {share = 1, sent = 1, delivery = 1, clicks = 1}) => ({
        share: effect.share * share,
        sent: effect.sent * sent,
        delivery: effect.delivery * delivery,
        clicks: effect.clicks * clicks,
      }),
      NO_EFFECT,
    );
}
