import type {Redis} from 'ioredis';

export interface QueueDeps {
  /** Fails at once while Redis is away: for what is added and asked. */
  readonly commands: Redis;
  /** Waits until Redis is back: for whoever takes. */
  readonly engine: Redis;
  readonly prefix: string;
  readonly onError: (error: Error) => void;
}
