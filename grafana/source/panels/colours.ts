/** Okabe and Ito's colours, which people tell apart however they see colours. Black is left out: it is gone on a dark page. */
export const okabeIto = {
  orange: '#E69F00',
  skyBlue: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#999999',
} as const;

/** One colour a platform, the same on every chart. Okabe and Ito have too few: the rest are those that stay farthest from theirs. */
const platformColours: Readonly<Record<string, string>> = {
  apns: okabeIto.blue,
  xiaomi: okabeIto.orange,
  huawei: okabeIto.vermillion,
  fcm: okabeIto.yellow,
  oppo: okabeIto.green,
  vivo: okabeIto.skyBlue,
  honor: okabeIto.purple,
  meizu: '#904830',
  unknown: '#606060',
};

/** Of every platform that the vendor has not documented. */
export const undocumented = '#9030F0';

export interface Override {
  readonly matcher: {readonly id: 'byName' | 'byRegexp'; readonly options: string};
  readonly properties: readonly {readonly id: string; readonly value: unknown}[];
}

type Properties = Readonly<Record<string, unknown>>;

/** What a series or column of this name has of its own. */
export const named = (name: string, properties: Properties) => override('byName', name, properties);

/** The same of all whose names match, `/…/`. */
export const pattern = (regex: string, properties: Properties) => override('byRegexp', regex, properties);

function override(id: Override['matcher']['id'], options: string, properties: Properties): Override {
  return {matcher: {id, options}, properties: Object.entries(properties).map(([id, value]) => ({id, value}))};
}

export const fixed = (fixedColor: string) => ({mode: 'fixed', fixedColor});

/** From the first colour on, and from each further value on the next one. */
export function thresholds(first: string, ...steps: readonly (readonly [value: number, color: string])[]) {
  return {
    mode: 'absolute',
    steps: [{value: null, color: first}, ...steps.map(([value, color]) => ({value, color}))],
  };
}

export const platformOverrides: readonly Override[] = [
  ...Object.entries({...platformColours, 'platform_\\d+': undocumented}).map(([platform, colour]) =>
    // Whatever more the name of the series says.
    pattern(`/^${platform}( |$)/`, {color: fixed(colour)}),
  ),
];
