import {expect, test} from '@jest/globals';
import {Client} from 'undici';
import {newApp} from '../../src/http/app.js';
import {silentLog} from '../support/doubles/silent-log.js';

test('a question that comes while the server closes is answered, not refused by something that looks like a collector', async () => {
  const app = newApp(silentLog);
  const answers: {status: number; text: string}[] = [];
  app.get('/api/x', async () => ({rows: []}));
  app.addHook('preClose', async () => {
    const {statusCode, body} = await client.request({path: '/api/x', method: 'GET'});
    answers.push({status: statusCode, text: await body.text()});
  });
  const client = new Client(await app.listen({host: '127.0.0.1', port: 0}));
  await app.close();
  expect(answers).toEqual([{status: 200, text: '{"rows":[]}'}]);
  await client.destroy();
});
