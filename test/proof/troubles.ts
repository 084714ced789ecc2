import type {Influxd} from '../support/servers/influxd.js';
import {type Fault, type Relay, startRelay, type Watcher} from './relay.js';

/** Something that can be wrong with a database, and how the run that meets it is to call it. */
export interface Trouble {
  readonly name: string;
  readonly error: 'StoreUnavailableError' | 'StoreDeniedError' | 'PointsRefusedError';
  begin(scene: Scene): void | Promise<void>;
  end(scene: Scene): void | Promise<void>;
}

export interface Scene {
  readonly influxd: Influxd;
  relay: Relay;
  readonly target: string;
  readonly port: number;
  /** Which of the requests from now on is the first to meet it. */
  readonly first: number;
}

function answering(name: string, fault: Fault, error: Trouble['error'] = 'StoreUnavailableError'): Trouble {
  return {name, error, begin: ({relay, first}) => relay.watch(from(first, () => fault)), end: heal};
}

/** Every request is watched, from the n-th on. */
function from(first: number, then: Watcher): Watcher {
  let left = first;
  return (passing) => {
    if (passing.phase === 'before') left -= 1;
    return left < 0 ? then(passing) : undefined;
  };
}

function heal({relay}: Scene): void {
  relay.watch(() => undefined);
}

const isWrite = ({path}: {path: string}) => path.startsWith('/api/v2/write');
const status = (code: number, body: string, headers = {}): Fault => ({status: code, headers, body});
const json = (code: string, message: string) => JSON.stringify({code, message});

export const troubles: readonly Trouble[] = [
  {
    name: 'connections refused',
    error: 'StoreUnavailableError',
    begin: ({relay}) => relay.stop(),
    async end(scene) {
      scene.relay = await startRelay(scene.target, scene.port);
    },
  },
  answering('no answer', 'hang'),
  answering('connections dropped', 'drop'),
  answering('401', status(401, json('unauthorized', 'unauthorized access')), 'StoreDeniedError'),
  answering('429', status(429, json('too many requests', 'slow down'), {'retry-after': '1'})),
  answering('500', status(500, json('internal error', 'unexpected'))),
  answering('503', status(503, 'upstream gone')),
  answering('HTML with 200', status(200, '<html><body>Please sign in</body></html>')),
  {
    name: 'a batch refused in part',
    error: 'PointsRefusedError',
    begin({relay, first}) {
      let times = 0;
      const refuse: Watcher = (passing) => {
        if (passing.phase === 'after' || !isWrite(passing) || !passing.body.startsWith('timpush_chat_'))
          return undefined;
        times += 1;
        return times === 1
          ? status(422, json('unprocessable entity', 'partial write: field type conflict'))
          : undefined;
      };
      relay.watch(from(first, refuse));
    },
    end: heal,
  },
  {
    name: 'acknowledgements lost',
    error: 'StoreUnavailableError',
    begin: ({relay, first}) =>
      relay.watch(from(first, (passing) => (passing.phase === 'after' && isWrite(passing) ? 'drop' : undefined))),
    end: heal,
  },
  {
    name: 'a server that is suspended',
    error: 'StoreUnavailableError',
    begin: ({influxd}) => influxd.kill('SIGSTOP'),
    end: ({influxd}) => influxd.kill('SIGCONT'),
  },
  {
    name: 'a server that is killed and started again',
    error: 'StoreUnavailableError',
    begin: ({influxd}) => influxd.kill('SIGKILL'),
    end: ({influxd}) => influxd.restart(),
  },
];
