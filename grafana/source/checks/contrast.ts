import type {Dashboard} from '../dashboards/dashboard.js';

/** What panels of Grafana stand on: its light and its dark theme. */
const backgrounds = ['#FFFFFF', '#181B1F'] as const;
/** WCAG 1.4.11, of lines and areas. */
const LEAST = 3;

/** Colours of panels and marks that are lost on one of the backgrounds. */
export function contrastProblems({panels, annotations}: Dashboard): string[] {
  const used = JSON.stringify([panels, annotations]).match(/#[0-9A-Fa-f]{6}(?=")/g) ?? [];
  return [...new Set(used)]
    .filter((colour) => backgrounds.some((background) => contrast(colour, background) < LEAST))
    .map((colour) => `the colour ${colour} is hard to see on a light or on a dark page`);
}

/** 1 to 21, of two colours as `#RRGGBB`. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
