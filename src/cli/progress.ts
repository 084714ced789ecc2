import cliProgress from 'cli-progress';
import type {Meter} from '../domain/ports.js';
import {idleMeter} from '../domain/silence.js';
import type {Output} from './terminal.js';

const FORMAT = '{bar} {value}/{total} windows, {left} left, {rate} calls/s, {retries} retries, {eta_formatted} to go';
const DRAW_EVERY_MS = 200;

/** Counts what a pass does and, on a terminal, draws it. `output` is where logs go meanwhile: above the bar. */
export interface Progress {
  readonly meter: Meter;
  readonly output: Output;
  stop(): void;
}

/** Elsewhere than on a terminal there is no bar: the log says what happens. */
export function createProgress(stderr: Output, elapsedMs: () => number, base: Meter = idleMeter): Progress {
  if (!stderr.isTTY) return {meter: base, output: stderr, stop: () => {}};
  const bars = new cliProgress.MultiBar({
    format: FORMAT,
    hideCursor: true,
    clearOnComplete: true,
    stream: stderr as NodeJS.WriteStream,
    etaBuffer: 50,
  });
  const bar = bars.create(0, 0);
  const startMs = elapsedMs();
  let [planned, done, calls, retries] = [0, 0, 0, 0];
  const draw = () => {
    bar.setTotal(planned);
    bar.update(done, {
      left: planned - done,
      retries,
      rate: ((calls * 1000) / Math.max(1, elapsedMs() - startMs)).toFixed(1),
    });
  };
  const timer = setInterval(draw, DRAW_EVERY_MS);
  const meter: Meter = {
    ...base,
    planned(...job) {
      planned += job[3];
      base.planned(...job);
    },
    window(...job) {
      done += 1;
      base.window(...job);
    },
    call(...verdict) {
      calls += 1;
      base.call(...verdict);
    },
    retry(...call) {
      retries += 1;
      base.retry(...call);
    },
  };
  return {
    meter,
    output: {isTTY: true, write: (text) => bars.log(text)},
    stop() {
      clearInterval(timer);
      draw();
      bars.stop();
    },
  };
}
