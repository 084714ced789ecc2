import {AsyncLocalStorage} from 'node:async_hooks';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import {ApiError} from '../domain/errors.js';
import type {Meter} from '../domain/ports.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {Traced} from '../domain/traced.js';

/**
 * The meter `base`, which makes spans, too: one for each run and each call, the call's within its run's. What a span tells is chosen here
 * one by one, and is never an address of a call or the words of an error: the one holds a signature, and the others may quote anything.
 */
export function tracingMeter(base: Meter, tracer: Tracer): Meter {
  const current = new AsyncLocalStorage<Span>();
  return {
    ...base,
    call(app, report, code) {
      const span = current.getStore();
      span?.setAttribute('timpush.code', code);
      if (code !== 'ok') span?.setStatus({code: SpanStatusCode.ERROR});
      base.call(app, report, code);
    },
    run(summary) {
      tellOutcome(current.getStore(), summary);
      base.run(summary);
    },
    async trace(work, does) {
      const parent = current.getStore();
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const kind = work.kind === 'call' ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const span = tracer.startSpan(nameOf(work), {kind, attributes: attributesOf(work)}, context);
      try {
        return await current.run(span, does);
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** One of few: what differs from app to app is an attribute. */
function nameOf({kind, report, step}: Traced): string {
  return [kind, report, step].filter(Boolean).join(' ');
}

function attributesOf({app, report, step, attempt}: Traced): Attributes {
  return {
    'timpush.app': app,
    'timpush.report': report,
    ...(step !== undefined && {'timpush.step': step}),
    ...(attempt !== undefined && {'timpush.attempt': attempt}),
  };
}

function tellOutcome(span: Span | undefined, summary: RunSummary): void {
  const {windowsOk, windowsFailed, windowsLeft, calls, retries, error} = summary;
  span?.setAttributes({
    'timpush.windows_ok': windowsOk,
    'timpush.windows_failed': windowsFailed,
    'timpush.windows_left': windowsLeft,
    'timpush.calls': calls,
    'timpush.retries': retries,
  });
  if (span && error !== undefined) failed(span, error);
}

function failed(span: Span, error: unknown): void {
  span.setStatus({code: SpanStatusCode.ERROR});
  span.setAttribute('error.type', error instanceof Error ? error.name : 'Error');
  if (error instanceof ApiError) span.setAttribute('timpush.code', String(error.code));
}
