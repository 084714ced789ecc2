import {setMaxListeners} from 'node:events';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {SimulatedApp} from './app.js';
import {type BroadcastCounts, broadcastCountsOf} from './broadcast.js';
import {countsOf, type WindowCounts} from './counts.js';
import type {Faults} from './faults.js';
import {seededRandom} from './hash.js';
import type {Incident} from './incident.js';
import {broadcastLossesOf, chatLossesOf, type WindowLosses} from './losses.js';
import type {SimulatorDeps, SimulatorOptions} from './options.js';
import type {LoggedRequest} from './request-log.js';
import type {Span} from './slot-parts.js';
import {pause, send} from './transport.js';
import {Vendor} from './vendor.js';

export type {EventType, SimulatedApp} from './app.js';
export type {BroadcastCounts, BroadcastRow} from './broadcast.js';
export type {Campaign} from './campaign.js';
export type {WindowCounts} from './counts.js';
export type {Faults} from './faults.js';
export type {Incident, Reason} from './incident.js';
export type {PlatformLoss, WindowLosses} from './losses.js';
export type {SimulatorDeps, SimulatorOptions} from './options.js';
export type {LoggedRequest} from './request-log.js';
export type {Counts} from './slot.js';
export type {Loss} from './stream-losses.js';
export type {BlankTaskId} from './tasks.js';

/** A running stand-in. Every setter replaces what was set before. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly LoggedRequest[];
  setFaults(faults: Partial<Faults>): void;
  setIncidents(incidents: readonly Incident[]): void;
  setApp(sdkAppId: number, changes: Partial<Omit<SimulatedApp, 'sdkAppId'>>): void;
  /** What a faultless call at `asOf` (Unix seconds) would answer. */
  counts(sdkAppId: number, span: Span, asOf: number): WindowCounts;
  /** The same of all broadcasts, or of one task, known or not. */
  broadcastCounts(sdkAppId: number, span: Span, asOf: number, taskId?: string): BroadcastCounts;
  /** The losses between those counts. */
  losses(sdkAppId: number, span: Span, asOf: number): WindowLosses;
  broadcastLosses(sdkAppId: number, span: Span, asOf: number, taskId?: string): WindowLosses;
  close(): Promise<void>;
}

const MAX_BODY = 64 * 1024;

/** Starts the stand-in for Tencent's API on a local port. */
export async function startSimulator(options: SimulatorOptions, deps: SimulatorDeps): Promise<Simulator> {
  const {host = '127.0.0.1', port = 0, latencyMs = 0} = options;
  const vendor = createVendor(options, deps);
  const closing = new AbortController();
  // Every answer on its way listens; Node takes more than ten for a leak.
  setMaxListeners(0, closing.signal);
  const server = createServer((request, response) => {
    const arrival = vendor.receive(request.method ?? '', request.url ?? '', request.headers.host);
    void readText(request).then(async (text) => {
      if (text === undefined) return;
      const answer = vendor.answer(arrival, text);
      deps.onRequest?.(arrival.request);
      if (latencyMs > 0) await pause(latencyMs, closing.signal);
      await send(response, answer, {nowMs: deps.now(), signal: closing.signal});
    });
  });
  // Longer than the pauses between two calls of a run.
  server.keepAliveTimeout = 60_000;
  await listen(server, port, host);
  return toSimulator(vendor, server, closing);
}

function createVendor({apps, seed = 1, ...options}: SimulatorOptions, deps: SimulatorDeps): Vendor {
  const {minGapMs = 1000, logLimit = 1_000_000} = options;
  const {
    keepDays = Number.POSITIVE_INFINITY,
    lossKeepDays = 7,
    blankTaskId = 'empty-list',
    nestedLoss = false,
  } = options;
  const rules = {keepDays, lossKeepDays, blankTaskId, nestedLoss, deviations: options};
  const {now, random = seededRandom(seed), monotonicMs = () => performance.now()} = deps;
  const vendor = new Vendor({apps, seed, minGapMs, logLimit, rules}, {now, random, monotonicMs});
  vendor.faults = options.faults ?? {};
  vendor.incidents = options.incidents ?? [];
  return vendor;
}

function toSimulator(vendor: Vendor, server: Server, closing: AbortController): Simulator {
  const {address, port} = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    port,
    requests: vendor.requests,
    setFaults: (faults) => {
      vendor.faults = faults;
    },
    setIncidents: (incidents) => {
      vendor.incidents = incidents;
    },
    setApp: (sdkAppId, changes) => vendor.setApp(sdkAppId, changes),
    counts: (sdkAppId, span, asOf) => countsOf(vendor.profile(sdkAppId), span, asOf, vendor.conditions),
    broadcastCounts: (sdkAppId, span, asOf, taskId) =>
      broadcastCountsOf(vendor.profile(sdkAppId), span, asOf, vendor.conditions, taskId),
    losses: (sdkAppId, span, asOf) => chatLossesOf(vendor.profile(sdkAppId), span, asOf, vendor.conditions),
    broadcastLosses: (sdkAppId, span, asOf, taskId) =>
      broadcastLossesOf(vendor.profile(sdkAppId), span, asOf, vendor.conditions, taskId),
    close: () => close(server, closing),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

async function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** The body, or undefined when the caller went away; what is too long is as good as empty. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  try {
    for await (const chunk of request.setEncoding('utf8')) if (text.length <= MAX_BODY) text += chunk;
    return text.length <= MAX_BODY ? text : '';
  } catch {
    return undefined;
  }
}
