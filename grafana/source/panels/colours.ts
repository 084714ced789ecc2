/**
 * Colours that people tell apart however they see colours, near those of Okabe and Ito, and of which each stands out from a white page
 * and from a dark one. That leaves a narrow band of lightness.
 */
export const palette = {
  blue: '#006CA8',
  orange: '#CC8400',
  vermillion: '#B44800',
  khaki: '#A89048',
  green: '#009C6C',
  skyBlue: '#5490F0',
  pink: '#C078A8',
  brown: '#9C543C',
  grey: '#606C6C',
  violet: '#9030F0',
} as const;

/** One colour a platform, the same on every chart. */
const platformColours: Readonly<Record<string, string>> = {
  apns: palette.blue,
  xiaomi: palette.orange,
  huawei: palette.vermillion,
  fcm: palette.khaki,
  oppo: palette.green,
  vivo: palette.skyBlue,
  honor: palette.pink,
  meizu: palette.brown,
  unknown: palette.grey,
};

/** Of every platform that the vendor has not documented. */
export const undocumented = palette.violet;

export interface Override {
  readonly matcher: {readonly id: 'byName' | 'byRegexp' | 'byType'; readonly options: string};
  readonly properties: readonly {readonly id: string; readonly value: unknown}[];
}

type Properties = Readonly<Record<string, unknown>>;

/** What a series or column of this name has of its own. */
export const named = (name: string, properties: Properties) => override('byName', name, properties);

/** The same of all whose names match, `/…/`. */
export const pattern = (regex: string, properties: Properties) => override('byRegexp', regex, properties);

/** The same of all that hold numbers. */
export const numbers = (properties: Properties) => override('byType', 'number', properties);

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
