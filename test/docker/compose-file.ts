import {readFile} from 'node:fs/promises';
import {parse} from 'yaml';

export interface Service {
  image: string;
  profiles: string[];
  depends_on?: Record<string, {condition: string}>;
  environment?: Record<string, string>;
  healthcheck?: object;
  command?: string[];
  secrets?: (string | {source: string; target: string})[];
  volumes?: (
    | string
    | {type: string; source: string; target: string; read_only: boolean; bind: {create_host_path: boolean}}
  )[];
  ports?: string[];
  networks: string[] | Record<string, object>;
  read_only?: boolean;
  tmpfs?: string[];
  mem_limit?: string;
  pids_limit?: number;
  init?: boolean;
  user?: string;
  cap_drop?: string[];
  security_opt?: string[];
}

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, {file: string}>;
  volumes: Record<string, null>;
  networks: Record<string, null>;
}

export const text = await readFile('docker-compose.yml', 'utf8');
export const compose = parse(text, {merge: true}) as Compose;
export const services = Object.entries(compose.services);
export const collectors = services.filter(([, {image}]) => image === 'timpush-collector');
/** Paths that the operator makes, as .env.example says. */
export const ofTheOperator = /^\.\/(secrets\/|config$)/;

export const sourceOf = (secret: string | {source: string}) => (typeof secret === 'string' ? secret : secret.source);
export const targetOf = (secret: string | {target: string}) => (typeof secret === 'string' ? secret : secret.target);
export const mounts = ({volumes = []}: Service) =>
  volumes.map((volume) => (typeof volume === 'string' ? volume.split(':')[0]! : volume.source));
