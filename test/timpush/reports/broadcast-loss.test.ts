import {expect, test} from '@jest/globals';
import {broadcastLoss} from '../../../src/timpush/reports/broadcast-loss.js';
import {reports} from '../../../src/timpush/reports.js';
import {aContext} from './example.js';
import {losses, lossPoint, lossRow, verdict} from './loss-example.js';
import {samples} from './samples.js';

const withEvent = (event: number, rows: readonly object[]) => rows.map((row) => ({EventType: event, ...row}));
const ofTask = {
  TaskID: '',
  ...losses,
  PlatformReadyToSendLoss: withEvent(1, losses.PlatformReadyToSendLoss),
  PlatformPostSendDeliveredLoss: withEvent(1, losses.PlatformPostSendDeliveredLoss),
};
const answering = (...Results: unknown[]) => ({...verdict, Results});
const read = (body: unknown) => broadcastLoss.transform(body, aContext());

test('the report is known by its name, with the limits that the vendor documents', () => {
  expect(reports['broadcast-loss']).toBe(broadcastLoss);
  expect(broadcastLoss).toMatchObject({
    command: 'all_member_push_loss',
    maxWindow: 604_800,
    retention: 604_800,
    maxSpan: 604_800,
  });
});

test('losses stand apart by event; what nothing splits is the total of both', () => {
  const {points, platforms} = read(answering(ofTask));
  expect(points).toEqual([
    lossPoint(
      {platform: 'total', event: 'total', stage: 'ready', class: 'config', code: '-1'},
      167,
      'certificate id not set',
    ),
    lossPoint({platform: 'total', event: 'total', stage: 'ready', class: 'user', code: '-2'}, 7, 'no token'),
    lossPoint(
      {platform: 'apns', event: 'offline', stage: 'ready', class: 'config', code: '-1'},
      5,
      'certificate id not set',
    ),
    lossPoint(
      {platform: 'huawei', event: 'offline', stage: 'ready', class: 'config', code: '-1'},
      123,
      'certificate id not set',
    ),
    lossPoint({platform: 'total', event: 'total', stage: 'sent', class: 'token', code: '10302'}, 3, 'bad regId'),
    lossPoint({platform: 'vivo', event: 'offline', stage: 'sent', class: 'token', code: '10302'}, 3, 'bad regId'),
  ]);
  expect(platforms).toEqual(['apns', 'huawei', 'vivo']);
});

test("the vendor's sample is read", () => {
  expect(
    read(samples['broadcast-loss']).points.map(({tags, fields}) => [tags.event, tags.platform, fields.count]),
  ).toEqual([
    ['total', 'total', 7],
    ['offline', 'vivo', 7],
    ['total', 'total', 3],
    ['offline', 'vivo', 3],
  ]);
});

test('one code of offline and online pushes is two points', () => {
  const rows = [1, 2, 1].map((EventType) => ({EventType, ...lossRow(0, '7', 2)}));
  const {points, platforms} = read(
    answering({...ofTask, ...losses, PlatformReadyToSendLoss: [], PlatformPostSendDeliveredLoss: rows}),
  );
  const own = points.filter(({tags}) => tags.platform !== 'total');
  expect(own.map(({tags, fields}) => [tags.platform, tags.event, fields.count])).toEqual([
    ['unknown', 'offline', 4],
    ['unknown', 'online', 2],
  ]);
  expect(platforms).toEqual(['unknown']);
});

test('the arrays may stand one level below the result', () => {
  const {TaskID, ...arrays} = ofTask;
  expect(read(answering({TaskID, Loss: arrays}))).toEqual(read(answering(ofTask)));
});

test('without broadcasts there are no points', () => {
  expect(read(answering())).toEqual({points: [], platforms: []});
});
