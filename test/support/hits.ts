import {ContractError} from '../../src/domain/errors.js';
import type {Report} from '../../src/domain/report.js';

/** The plainest report there is: a body is a count, and a window becomes one point. */
export const hits: Report = {
  name: 'hits',
  command: 'hits',
  maxWindow: 30 * 86_400,
  retention: 30 * 86_400,
  transform(body, {app, step, window}) {
    if (!Number.isSafeInteger(body)) throw new ContractError('hits', body, 'a count');
    const tags = {app: app.name};
    const point = {measurement: `hits_${step.name}`, tags, fields: {hits: Number(body)}, time: window.start};
    return {points: [point], platforms: ['fcm']};
  },
};
