import {Agent, type Dispatcher} from 'undici';

/** The API's servers close idle connections; ours are given up before that, and before a proxy's usual half minute. */
const KEEP_ALIVE_MS = 20_000;
/** A pool looks through its connections for a free one, so that one pool for all would cost more with every app. */
const APPS_PER_POOL = 32;
const OPTIONS = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  keepAliveMaxTimeout: KEEP_ALIVE_MS,
  // Each call has a deadline of its own, for all of it.
  headersTimeout: 0,
  bodyTimeout: 0,
};

/** Connections that stay open between calls. Apps that stand near each other in the configuration share them. */
export class Connections {
  readonly #agents = new Map<number, Dispatcher>();

  constructor(private readonly newAgent: (options: Agent.Options) => Dispatcher = (options) => new Agent(options)) {}

  /** For the app of that index. */
  of(app: number): Dispatcher {
    const pool = Math.floor(app / APPS_PER_POOL);
    const agent = this.#agents.get(pool) ?? this.newAgent(OPTIONS);
    this.#agents.set(pool, agent);
    return agent;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }
}
