import {expect, test} from '@jest/globals';
import {contrast} from '../../grafana/source/checks/contrast.js';
import {palette, platformOverrides} from '../../grafana/source/panels/colours.js';
import {platformNames} from '../../src/domain/measurements.js';

type Three = readonly [number, number, number];

/** What is left of red, green and blue light in the eyes of people who lack a kind of cone (Machado, Oliveira and Fernandes 2009). */
const eyes: Readonly<Record<string, readonly [Three, Three, Three]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no cones for red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no cones for green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no cones for blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** CIE 1976 XYZ of light, relative to white. */
const xyz: readonly [Three, Three, Three] = [
  [0.4339, 0.3762, 0.1899],
  [0.2126, 0.7152, 0.0722],
  [0.0177, 0.1095, 0.8728],
];

const times = (matrix: readonly Three[], light: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * light[index]!, 0));

function light(colour: string): number[] {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}

/** L*, a*, b*: equal distances look equally different. */
function seen(colour: string, matrix: readonly Three[]): Three {
  const inRange = times(matrix, light(colour)).map((part) => Math.min(1, Math.max(0, part)));
  const [x, y, z] = times(xyz, inRange).map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

const colours = platformOverrides.map(({properties}) => (properties[0]!.value as {fixedColor: string}).fixedColor);
const all = Object.values(palette);
const pairs = all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));

test('every platform has a colour of its own, and so has what is not documented', () => {
  expect(new Set(colours).size).toBe(platformNames.length + 1);
});

test('contrast is that of WCAG', () => {
  expect(contrast('#FFFFFF', '#000000')).toBeCloseTo(21, 9);
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
});

test.each(Object.entries(eyes))('with %s any two colours are as far apart as those of Okabe and Ito', (_, matrix) => {
  const distances = pairs.map(([a, b]) =>
    Math.hypot(...seen(a, matrix).map((part, at) => part - seen(b, matrix)[at]!)),
  );
  // 2 is just to be seen, and 16 is what the seven of theirs keep.
  expect(Math.min(...distances)).toBeGreaterThan(15);
});
