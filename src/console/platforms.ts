import {platformLabel} from '../domain/platform-labels.js';
import {colour} from './dom.js';

/** One platform looks the same everywhere: a colour that the colour-blind can tell, a pattern and a dash. */
export interface PlatformLook {
  readonly label: string;
  /** Custom property of the style sheet. */
  readonly property: string;
  readonly dash: readonly number[];
  readonly pattern: Pattern;
}

type Pattern = 'plain' | 'rising' | 'falling' | 'level' | 'upright' | 'dots';

const looks: Readonly<Record<string, Omit<PlatformLook, 'label'>>> = {
  unknown: {property: '--p-unknown', dash: [2, 3], pattern: 'dots'},
  apns: {property: '--p-apns', dash: [], pattern: 'plain'},
  xiaomi: {property: '--p-xiaomi', dash: [8, 3], pattern: 'rising'},
  huawei: {property: '--p-huawei', dash: [], pattern: 'plain'},
  fcm: {property: '--p-fcm', dash: [3, 3], pattern: 'upright'},
  meizu: {property: '--p-meizu', dash: [10, 3, 2, 3], pattern: 'level'},
  oppo: {property: '--p-oppo', dash: [6, 3], pattern: 'falling'},
  vivo: {property: '--p-vivo', dash: [12, 4], pattern: 'level'},
  honor: {property: '--p-honor', dash: [2, 2], pattern: 'plain'},
};

export function lookOf(platform: string): PlatformLook {
  return {...(looks[platform] ?? looks.unknown!), label: platformLabel(platform)};
}

/** The platform's fill for a canvas of so many device pixels to a CSS pixel. */
export function fillOf(platform: string, context: CanvasRenderingContext2D): CanvasPattern | string {
  const {property, pattern} = lookOf(platform);
  const size = 6 * devicePixelRatio;
  const tile = document.createElement('canvas');
  [tile.width, tile.height] = [size, size];
  const pen = tile.getContext('2d')!;
  pen.fillStyle = colour(property);
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = colour('--pattern');
  pen.fillStyle = colour('--pattern');
  pen.lineWidth = devicePixelRatio;
  draw[pattern](pen, size);
  return context.createPattern(tile, 'repeat') ?? colour(property);
}

const line = (pen: CanvasRenderingContext2D, ...[x1, y1, x2, y2]: [number, number, number, number]) => {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
};

const draw: Readonly<Record<Pattern, (pen: CanvasRenderingContext2D, size: number) => unknown>> = {
  plain: () => {},
  // Three strokes, so that the corners of neighbouring tiles meet.
  rising: (pen, s) => [-s, 0, s].map((x) => line(pen, x, s, x + s, 0)),
  falling: (pen, s) => [-s, 0, s].map((x) => line(pen, x, 0, x + s, s)),
  level: (pen, s) => line(pen, 0, s / 2, s, s / 2),
  upright: (pen, s) => line(pen, s / 2, 0, s / 2, s),
  dots: (pen, s) => pen.fillRect(s / 3, s / 3, s / 3, s / 3),
};

/** A small piece of the platform's pattern, for legends and headings. */
export function swatch(platform: string): HTMLCanvasElement {
  return sample((pen) => {
    pen.fillStyle = fillOf(platform, pen);
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  });
}

/** A small piece of the platform's line. */
export function lineSwatch(platform: string): HTMLCanvasElement {
  const {property, dash} = lookOf(platform);
  return sample((pen) => {
    pen.strokeStyle = colour(property);
    pen.lineWidth = 2 * devicePixelRatio;
    pen.setLineDash(dash.map((length) => length * devicePixelRatio));
    line(pen, 0, pen.canvas.height / 2, pen.canvas.width, pen.canvas.height / 2);
  });
}

function sample(paint: (pen: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = 'swatch';
  canvas.setAttribute('aria-hidden', 'true');
  [canvas.width, canvas.height] = [16 * devicePixelRatio, 10 * devicePixelRatio];
  paint(canvas.getContext('2d')!);
  return canvas;
}
