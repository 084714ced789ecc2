import type {Duration} from './duration.js';
import type {Secret} from './secret.js';

/** Everything the program is told from outside, checked. */
export interface Config {
  /** IANA zone in which days are cut. */
  readonly timezone: string;
  readonly apps: readonly AppConfig[];
  readonly jobs: readonly JobConfig[];
  /** When campaigns are asked for. */
  readonly campaigns: {readonly schedule: string; readonly refresh: readonly Duration[]};
  readonly timpush: {
    readonly paceMs: number;
    readonly timeoutMs: number;
    readonly retries: number;
    readonly maxInFlight: number;
    readonly userSigTtl: Duration;
  };
  readonly store: 'influxdb' | 'duckdb';
  readonly influxdb: InfluxConfig;
  readonly duckdb: {readonly path: string};
  /** Undefined: this process works alone. */
  readonly cluster: ClusterConfig | undefined;
  readonly http: HttpConfig;
  readonly metrics: {readonly push: boolean};
  readonly alerts: AlertsConfig;
  /** Of the environment; undefined: everybody is asked directly. */
  readonly proxy: ProxyConfig | undefined;
  readonly log: LogConfig;
  /** Sentences about what is no fault and should be known all the same. */
  readonly warnings?: readonly string[];
}

/** Without a format: for people on a terminal, for machines elsewhere. */
export interface LogConfig {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format?: 'json' | 'pretty' | 'logfmt' | undefined;
}

/** One app; exactly one of `region` and `baseUrl` is given. */
export interface AppConfig {
  readonly name: string;
  readonly sdkAppId: number;
  readonly region: string | undefined;
  readonly baseUrl: string | undefined;
  readonly identifier: string;
  readonly secretKey: Secret;
  readonly withoutReceipts: readonly string[];
  readonly campaigns: CampaignList;
  readonly timezone: string;
}

/** One push to many, whose task id is known. */
export interface CampaignConfig {
  readonly taskId: string;
  readonly name: string;
}

/** The campaigns of an app. They are read when needed, so that a file of them may change while the program runs. */
export interface CampaignList {
  /** None are asked for, and none will be. */
  readonly isEmpty: boolean;
  /** As they are now; where the file cannot be used, as they were before, and what is wrong with it. */
  read(): {readonly campaigns: readonly CampaignConfig[]; readonly problem?: string};
}

/** One job; `step` is its name, such as `1h`. */
export interface JobConfig {
  readonly report: string;
  readonly step: string;
  readonly schedule: string;
  readonly span: Duration;
  readonly refresh: readonly Duration[];
}

/** `token` is there when version 2 is the store, `password` when version 1 is and has a username. */
export interface InfluxConfig {
  readonly version: 1 | 2;
  readonly url: string;
  readonly org: string;
  readonly bucket: string;
  readonly token: Secret | undefined;
  readonly database: string;
  readonly username: string;
  readonly password: Secret | undefined;
}

/** What collectors on several machines share. */
export interface ClusterConfig {
  /** May hold a password. */
  readonly redisUrl: Secret;
  readonly prefix: string;
  readonly turn: Duration;
  readonly lanes: number;
  readonly lock: Duration;
  readonly workers: number | 'auto';
}

/** Port 0: no server. Without a password, anybody who reaches the port may come in. */
export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined;
  readonly password: Secret | undefined;
}

/** Who is told of findings; undefined: nobody there. */
export interface AlertsConfig {
  readonly alertmanager: ReceiverConfig | undefined;
  readonly webhook: ReceiverConfig | undefined;
}

/** `username` and `password`, or `token`, where the server asks for one of them. */
export interface ReceiverConfig {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  readonly token?: Secret | undefined;
}

/** A forward proxy. Its addresses may hold credentials; the one for http serves https too where that has none. */
export interface ProxyConfig {
  readonly http: Secret | undefined;
  readonly https: Secret | undefined;
  /** Hosts that are asked directly, separated by commas. */
  readonly except: string;
}

/** What the rest of the program knows and the configuration may name. */
export interface Known {
  /** Reports by name; in seconds: the longest window, and how far back a job may reach. */
  readonly reports: Readonly<Record<string, {readonly maxWindow: number; readonly maxSpan?: number}>>;
  readonly regions: readonly string[];
}
