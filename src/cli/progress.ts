import ms from 'ms';
import {noopMeter} from '../domain/noop-meter.js';
import type {PassCounts} from '../domain/operation.js';
import type {Meter} from '../domain/ports.js';
import {barLine, type Pass} from './bar.js';
import {columnsOf, type Output, type Terminal} from './terminal.js';

const DRAW_EVERY_MS = 200;

/** Counts what a pass does and, on a terminal, draws it. `output` is where logs go meanwhile: above the bar. */
export interface Progress {
  readonly meter: Meter;
  readonly output: Output;
  /** What another process counts. */
  show(counts: PassCounts): void;
  stop(): void;
}

/** For what counts no windows. */
export function withoutProgress({stderr}: Pick<Terminal, 'stderr'>, base: Meter = noopMeter): Progress {
  return {meter: base, output: stderr, show: () => {}, stop: () => {}};
}

/** Elsewhere than on a terminal that can draw a line again there is no bar: the log says what happens. */
export async function createProgress(
  {stderr, env}: Pick<Terminal, 'stderr' | 'env'>,
  elapsedMs: () => number,
  base: Meter = noopMeter,
): Promise<Progress> {
  if (!stderr.isTTY || env.TERM === 'dumb') return withoutProgress({stderr}, base);
  const {default: cliProgress} = await import('cli-progress');
  const bars = new cliProgress.MultiBar({
    // A line that reaches the last column would be wrapped, and drawn below itself again and again.
    format: (_options, _params, pass: Pass) => barLine(pass, columnsOf(stderr, env)! - 1),
    hideCursor: true,
    clearOnComplete: true,
    // A line of the log clears the bar, which is then drawn again though it is the same.
    forceRedraw: true,
    // At a signal the pass goes on until what is in flight is done, and its log with it.
    gracefulExit: false,
    stream: stderr as NodeJS.WriteStream,
  });
  const startMs = elapsedMs();
  let [planned, done, calls, retries] = [0, 0, 0, 0];
  const numbers = (): Pass => {
    const passedMs = Math.max(1, elapsedMs() - startMs);
    const left = planned - done;
    const toGo = done > 0 ? ms(Math.round((passedMs / done) * left)) : '–';
    return {done, planned, left, retries, toGo, rate: ((calls * 1000) / passedMs).toFixed(1)};
  };
  const bar = bars.create(0, 0, numbers());
  const draw = () => {
    bar.setTotal(planned);
    bar.update(done, numbers());
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
  let isOver = false;
  const write = (text: string) => {
    if (isOver) return stderr.write(text);
    bars.log(text);
    // At once: what is still waiting when the bar ends would be lost.
    bars.update();
  };
  return {
    meter,
    output: {isTTY: true, hasColors: () => stderr.hasColors?.() ?? false, write},
    show(counts) {
      ({planned, done, calls, retries} = counts);
    },
    stop() {
      isOver = true;
      clearInterval(timer);
      bars.stop();
    },
  };
}
