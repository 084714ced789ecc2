import type {Clock} from './ports.js';

/**
 * Gives `work` a signal that aborts after `ms`, or when `stop` does. Not AbortSignal.any over AbortSignal.timeout: on Node 20 nothing
 * holds those two, a garbage collection takes them away, and the request hangs for ever.
 */
export async function withDeadline<T>(
  ms: number,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')), ms);
  const onStop = () => controller.abort(stop?.reason);
  if (stop?.aborted) onStop();
  stop?.addEventListener('abort', onStop);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', onStop);
  }
}

/** Whether the promise settles in so many milliseconds. The timer does not outlive the wait. */
export async function settlesWithin(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  ended: Promise<unknown>,
): Promise<boolean> {
  const timer = new AbortController();
  const settled = ended.then(
    () => true,
    () => true,
  );
  const late = clock.sleep(ms, timer.signal).then(
    () => false,
    () => true,
  );
  const inTime = await Promise.race([settled, late]);
  timer.abort();
  return inTime;
}
