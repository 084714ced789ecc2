import type {InfluxDeps} from '../../../src/influx/influx-store.js';

/** Pauses take no time and are noted; chance always draws the longest. */
export function influxDeps(signal?: AbortSignal) {
  const pauses: number[] = [];
  const logged: object[] = [];
  const note = (data: object) => void logged.push(data);
  const deps: InfluxDeps = {
    log: {debug: note, info: note, warn: note, error: note},
    clock: {
      now: Date.now,
      elapsed: () => performance.now(),
      async sleep(ms) {
        pauses.push(ms);
      },
    },
    random: () => 1,
    ...(signal ? {signal} : {}),
  };
  return {...deps, pauses, logged};
}
