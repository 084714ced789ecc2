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

/** What a series or column of this name has of its own. */
export function named(name: string, properties: Readonly<Record<string, unknown>>): Override {
  return {
    matcher: {id: 'byName', options: name},
    properties: Object.entries(properties).map(([id, value]) => ({id, value})),
  };
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
  ...Object.entries(platformColours).map(([platform, colour]) => named(platform, {color: fixed(colour)})),
  {
    matcher: {id: 'byRegexp', options: '/^platform_\\d+$/'},
    properties: [{id: 'color', value: fixed(undocumented)}],
  },
];
