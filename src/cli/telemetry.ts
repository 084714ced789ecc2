import {hostname} from 'node:os';
import type {Telemetry, TelemetryDeps, TelemetryOptions} from '../telemetry/telemetry.js';
import {version} from './package.js';
import {UsageError} from './usage-error.js';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const PROTOCOL = 'OTEL_EXPORTER_OTLP_PROTOCOL';
const INTERVAL = 'OTEL_METRIC_EXPORT_INTERVAL';

/** Undefined, and nothing of OpenTelemetry is loaded, unless its own variable says where to send to. Throws a UsageError. */
export async function telemetryOf(env: NodeJS.ProcessEnv, deps: TelemetryDeps): Promise<Telemetry | undefined> {
  const endpoint = env[ENDPOINT];
  if (!endpoint || env.OTEL_SDK_DISABLED === 'true') return undefined;
  // It is not repeated: it may hold a password.
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint))
    throw new UsageError(`${ENDPOINT} is no address of http or https; right would be http://127.0.0.1:4318`);
  const {openTelemetry} = await import('../telemetry/telemetry.js');
  const instance = `${hostname()}:${process.pid}`;
  const options = {protocol: protocolOf(env[PROTOCOL]), version, instance, metricsEveryMs: intervalOf(env[INTERVAL])};
  return openTelemetry(options, deps);
}

function protocolOf(name = ''): TelemetryOptions['protocol'] {
  if (name === '' || name === 'http/protobuf') return 'http/protobuf';
  if (name === 'http/json') return name;
  throw new UsageError(
    `${PROTOCOL} is ${JSON.stringify(name)}, which is not known; right would be http/protobuf or http/json`,
  );
}

function intervalOf(text = ''): number {
  if (text === '') return 60_000;
  if (/^[1-9]\d{2,8}$/.test(text)) return Number(text);
  throw new UsageError(`${INTERVAL} is ${JSON.stringify(text)}; right would be milliseconds, such as 60000`);
}
