import {measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';

/** Counts of a window: so many sent, nine tenths of them delivered, a tenth clicked. */
export function countsOf(sent: number) {
  const [delivered, clicked] = [sent * 0.9, sent * 0.1];
  return {
    total: sent,
    sent,
    delivered,
    clicked,
    receipt_sent: sent,
    receipt_delivered: delivered,
    receipt_clicked: clicked,
  };
}

/** A window's total and its platforms. */
export function pushPoints(app: string, step: string, time: number, sent: Readonly<Record<string, number>>): Point[] {
  const tags = {app, sdkappid: '1400000001'};
  const all = Object.values(sent).reduce((sum, count) => sum + count, 0);
  return [
    {measurement: measurement.chatTotal(step), tags, fields: countsOf(all), time},
    ...Object.entries(sent).map(([platform, count]) => ({
      measurement: measurement.chatPlatform(step),
      tags: {...tags, platform},
      fields: countsOf(count),
      time,
    })),
  ];
}
