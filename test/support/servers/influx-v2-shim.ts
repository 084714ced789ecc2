import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {buffer} from 'node:stream/consumers';
import {gunzipSync} from 'node:zlib';

/** What happens to a request instead of being served; `lost` serves it, and drops the connection before the answer. */
export type Fault = 'hang' | 'drop' | 'lost' | {status: number; headers?: Record<string, string>; body?: string};

export interface InfluxShim {
  readonly url: string;
  /** Writes and queries that came in, with their bodies in clear. */
  readonly requests: readonly {path: string; authorization: string | undefined; body: string}[];
  /** The next `times` writes and queries meet this fault. */
  fail(fault: Fault, times?: number): void;
  stop(): Promise<void>;
}

/**
 * The write path and the error bodies of InfluxDB 2.x in front of a real 1.x, whose databases are its buckets. The 1.x paths pass too.
 * With `token`, requests need it; without, what they carry is passed on.
 */
export async function startInfluxShim(target: string, token?: string): Promise<InfluxShim> {
  const faults: Fault[] = [];
  const requests: {path: string; authorization: string | undefined; body: string}[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, target);
    const body = await clearBody(request);
    if (url.pathname === '/ping') return void response.writeHead(204).end();
    if (url.pathname === '/health') return json(response, 200, {name: 'influxdb', status: 'pass'});
    const {authorization} = request.headers;
    requests.push({path: request.url!, authorization, body: String(body)});
    const fault = faults.shift();
    if (fault === 'hang') return;
    if (fault === 'drop') return void request.socket.destroy();
    if (typeof fault === 'object') return void response.writeHead(fault.status, fault.headers).end(fault.body);
    if (token !== undefined && authorization !== `Token ${token}`) return json(response, 401, UNAUTHORIZED);
    const answer = await forward(url, request, body, token === undefined ? authorization : undefined);
    if (fault === 'lost') return void request.socket.destroy();
    if (url.pathname === '/api/v2/write' && answer.status >= 400) {
      const {status, ...body} = refusal(answer);
      return json(response, status, body);
    }
    response
      .writeHead(answer.status, {'content-type': 'application/json'})
      .end(answer.status === 204 ? '' : answer.text);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => json(response, 502, {code: 'internal error', message: String(error)}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    fail: (fault, times = 1) => void faults.push(...Array<Fault>(times).fill(fault)),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const UNAUTHORIZED = {code: 'unauthorized', message: 'unauthorized access'};

async function clearBody(request: IncomingMessage): Promise<Buffer> {
  const body = await buffer(request);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

async function forward(url: URL, request: IncomingMessage, body: Buffer, authorization: string | undefined) {
  const to = new URL(url);
  if (url.pathname === '/api/v2/write') {
    to.pathname = '/write';
    const {bucket = '', precision = 'ns'} = Object.fromEntries(url.searchParams);
    to.search = String(new URLSearchParams({db: bucket, precision}));
  }
  const {method = 'GET', headers} = request;
  const answer = await fetch(to, {
    method,
    headers: {'content-type': headers['content-type'] ?? 'text/plain', ...(authorization ? {authorization} : {})},
    ...(method === 'POST' ? {body: new Uint8Array(body)} : {}),
  });
  return {status: answer.status, text: await answer.text()};
}

/** The same refusal as 2.x words it. */
function refusal({status, text}: {status: number; text: string}): {status: number; code: string; message: string} {
  const {error} = JSON.parse(text) as {error: string};
  if (status === 404)
    return {status, code: 'not found', message: error.replace(/database (not found): (.*)/, 'bucket $2 $1')};
  if (!error.startsWith('partial write')) return {status, code: 'invalid', message: error};
  return {status: 422, code: 'unprocessable entity', message: `failure writing points to database: ${error}`};
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {'content-type': 'application/json; charset=utf-8'}).end(JSON.stringify(body));
}
