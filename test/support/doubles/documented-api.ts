import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {text} from 'node:stream/consumers';

/** The answer as the vendor's page prints it, word for word: https://www.tencentcloud.com/document/product/1047/71897 */
const PRINTED =
  '{"ActionStatus": "OK","ErrorCode": 0,"ErrorInfo": "sucess","TotalCount": 933478,"SentCount": 637076,"DeliveredCount": 7616,' +
  '"ClickCount": 421,"PlatformStatistics": [{"PushPlatform": 8,"TotalCount": 293,"SentCount": 0,"DeliveredCount": 0,"ClickCount": 0}]}';

const counts = (total: number, sent: number, delivered: number, clicked: number) => ({
  TotalCount: total,
  SentCount: sent,
  DeliveredCount: delivered,
  ClickCount: clicked,
});

/** Keys that no page tells of, and an order of its own. */
const EXTENDED = JSON.stringify({
  RequestId: '5c7d1a0e-3f6b-4a51-8f1f-2f0d6f6a9a01',
  PlatformStatistics: [
    {...counts(120, 110, 90, 9), PushPlatform: 1, EventType: 1, VendorNote: {nested: [1, 2]}},
    {...counts(40, 38, 0, 3), PushPlatform: 4},
    {...counts(7, 7, 7, 7), PushPlatform: 11},
    {...counts(2, 2, 2, 2), PushPlatform: 11},
  ],
  ...counts(200, 180, 120, 20),
  ErrorInfo: '',
  ErrorCode: 0,
  ActionStatus: 'OK',
  Results: null,
});

/** Nothing was pushed: the list may be missing. */
const QUIET = JSON.stringify({ActionStatus: 'OK', ErrorInfo: 'OK', ErrorCode: 0, ...counts(0, 0, 0, 0)});

export interface DocumentedApi {
  readonly url: string;
  /** Requests that break what the pages ask for, and how. */
  readonly complaints: readonly string[];
  /** Starts of the windows asked for, in the order of their arrival. */
  readonly starts: readonly number[];
  stop(): Promise<void>;
}

/**
 * A server written from the vendor's pages and nothing else. It checks what they state of a request, and gives the first
 * window the printed answer, the second one with more in it than the pages tell, and every other one the answer of a quiet day.
 */
export async function startDocumentedApi(): Promise<DocumentedApi> {
  const complaints: string[] = [];
  const starts: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    complaints.push(...complaintsAbout(request, body));
    const {StartTime} = JSON.parse(body) as {StartTime: number};
    if (!starts.includes(StartTime)) starts.push(StartTime);
    answer(response, starts.indexOf(StartTime));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  return {
    url: `http://127.0.0.1:${port}`,
    complaints,
    starts,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function complaintsAbout({method, url, headers}: IncomingMessage, body: string): string[] {
  const {pathname, searchParams} = new URL(url!, 'http://documented');
  const query = Object.fromEntries(searchParams);
  const {StartTime, EndTime, ...others} = JSON.parse(body) as Record<string, unknown>;
  const window = Number(EndTime) - Number(StartTime);
  const rules: [string, boolean][] = [
    ['POST', method === 'POST'],
    ['the path', pathname === '/v4/timpush/normal_push_statistics'],
    ['the names', Object.keys(query).sort().join() === 'contenttype,identifier,random,sdkappid,usersig'],
    ['sdkappid', query.sdkappid === '88888888'],
    ['identifier', query.identifier === 'admin'],
    ['usersig', /^[\w*-]{50,}$/.test(query.usersig ?? '')],
    ['random', /^\d{1,10}$/.test(query.random ?? '') && Number(query.random) <= 4294967295],
    ['contenttype', query.contenttype === 'json'],
    ['JSON', headers['content-type']?.startsWith('application/json') === true],
    ['integers', Number.isInteger(StartTime) && Number.isInteger(EndTime) && Object.keys(others).length === 0],
    ['30 days', window > 0 && window <= 30 * 86_400],
  ];
  return rules.filter(([, kept]) => !kept).map(([rule]) => `${rule}: ${method} ${url} ${body}`);
}

/** Each way in which a web server may put a body on the wire. */
function answer(response: ServerResponse, index: number): void {
  response.sendDate = false;
  response.setHeader('Server', 'nginx');
  response.setHeader('Connection', 'close');
  if (index === 0) {
    const type = {'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(PRINTED)};
    return void response.writeHead(200, type).end(PRINTED);
  }
  if (index === 1) {
    response.writeHead(200, {'Content-Type': 'text/plain', 'X-Request-Id': 'a b;c'});
    for (const piece of EXTENDED.match(/.{1,100}/gs)!) response.write(piece);
    return void response.end('\r\n');
  }
  response.writeHead(200).end(QUIET);
}
