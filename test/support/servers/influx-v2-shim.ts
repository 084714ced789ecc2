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
  /** From now on queries go to this database, whichever they name, as a mapping of databases to buckets can make them; undefined: no more. */
  map(database: string | undefined): void;
  stop(): Promise<void>;
}

/**
 * The paths that write, delete and tell of buckets, and the error bodies, of InfluxDB 2.x in front of a real 1.x, whose databases are its buckets. The 1.x paths pass too.
 * With `token`, requests need it; without, what they carry is passed on.
 */
export async function startInfluxShim(target: string, token?: string): Promise<InfluxShim> {
  const faults: Fault[] = [];
  const requests: {path: string; authorization: string | undefined; body: string}[] = [];
  let mapped: string | undefined;

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
    if (url.pathname === '/api/v2/buckets')
      return json(response, 200, await bucketsOf(target, url.searchParams.get('name')!));
    const answer = await forward(
      url,
      request,
      await routed(url, body),
      token === undefined ? authorization : undefined,
    );
    if (fault === 'lost') return void request.socket.destroy();
    if (url.pathname === '/api/v2/write' && answer.status >= 400) {
      const {status, ...body} = refusal(answer);
      return json(response, status, body);
    }
    response
      .writeHead(answer.status, {'content-type': 'application/json'})
      .end(answer.status === 204 ? '' : answer.text);
  }

  async function routed(url: URL, body: Buffer): Promise<Buffer> {
    if (url.pathname === '/api/v2/delete') return deletion(String(body));
    if (url.pathname !== '/query' || mapped === undefined) return body;
    const form = new URLSearchParams(String(body));
    form.set('db', mapped);
    form.delete('rp');
    return Buffer.from(String(form));
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
    map(database) {
      mapped = database;
    },
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
  const {bucket: db = '', precision = 'ns'} = Object.fromEntries(url.searchParams);
  if (url.pathname === '/api/v2/write') {
    to.pathname = '/write';
    to.search = String(new URLSearchParams({db, precision}));
  }
  const deletes = url.pathname === '/api/v2/delete';
  if (deletes) {
    to.pathname = '/query';
    to.search = String(new URLSearchParams({db}));
  }
  const {method = 'GET', headers} = request;
  const type = deletes ? 'application/x-www-form-urlencoded' : (headers['content-type'] ?? 'text/plain');
  const answer = await fetch(to, {
    method,
    headers: {'content-type': type, ...(authorization ? {authorization} : {})},
    ...(method === 'POST' ? {body: new Uint8Array(body)} : {}),
  });
  const text = await answer.text();
  return deletes && answer.ok && !text.includes('"error"') ? {status: 204, text: ''} : {status: answer.status, text};
}

interface Deletion {
  readonly start: string;
  readonly stop: string;
  readonly predicate: string;
}

/** A predicate of 2.x knows `"tag"="value"` and AND, the measurement being one more tag. Both ends are deleted. */
function deletion(body: string): Buffer {
  const {start, stop, predicate} = JSON.parse(body) as Deletion;
  const pattern = /"((?:[^"\\]|\\.)*)"="((?:[^"\\]|\\.)*)"/g;
  if (predicate.replace(pattern, '').replaceAll(' AND ', '') !== '')
    throw new Error(`no predicate of 2.x: ${predicate}`);
  const equal = [...predicate.matchAll(pattern)].map(([, key, value]) => [key!, value!] as const);
  const literal = (value: string) => `'${value.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  const tags = equal.filter(([key]) => key !== '_measurement').map(([key, value]) => `"${key}" = ${literal(value)}`);
  const [, measurement] = equal.find(([key]) => key === '_measurement')!;
  const times = [`time >= '${start}'`, `time <= '${stop}'`];
  return Buffer.from(
    String(new URLSearchParams({q: `DELETE FROM "${measurement}" WHERE ${[...tags, ...times].join(' AND ')}`})),
  );
}

/** A bucket's retention is that of the database's default policy. */
async function bucketsOf(target: string, name: string): Promise<object> {
  const query = new URLSearchParams({q: `SHOW RETENTION POLICIES ON "${name}"`});
  const {results} = (await (await fetch(`${target}/query?${query}`)).json()) as {
    results: [{series?: [{values: unknown[][]}]}];
  };
  const policy = results[0].series?.[0].values.find((row) => row[4] === true);
  if (!policy) return {buckets: []};
  const everySeconds = 3600 * Number.parseInt(String(policy[1]), 10);
  return {buckets: [{name, retentionRules: everySeconds > 0 ? [{type: 'expire', everySeconds}] : []}]};
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
