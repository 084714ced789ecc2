import {type ClockLead, clockProblem} from '../domain/clock-lead.js';
import {ApiError, type Recovery} from '../domain/errors.js';

/** The header tells whole seconds, and an answer travels: less than this is no difference. */
const TOLERANCE_MS = 60_000;

/** How errors are met that a signature made by a wrong clock brings. */
const OF_SIGNATURE: readonly Recovery[] = ['sign-anew', 'reload-secret', 'rest'];

/** How far our clock is from the vendor's, by the `Date` header of the latest answer that has one. */
export class VendorClock {
  #leadMs = 0;

  /** Both instants by our clock, Unix milliseconds: the vendor wrote the header in between. */
  observe(date: string | undefined, askedAtMs: number, answeredAtMs: number): void {
    const vendorMs = Date.parse(date ?? '');
    if (Number.isNaN(vendorMs)) return;
    const aheadAtLeast = askedAtMs - (vendorMs + 1000);
    const behindAtLeast = vendorMs - answeredAtMs;
    if (aheadAtLeast > TOLERANCE_MS) this.#leadMs = answeredAtMs - vendorMs;
    else this.#leadMs = behindAtLeast > TOLERANCE_MS ? -behindAtLeast : 0;
  }

  /** Rounded away from zero: taken off an instant of ours, it gives one that is not later than the vendor's. */
  lead(): ClockLead {
    return this.#leadMs > 0 ? Math.ceil(this.#leadMs / 1000) : Math.floor(this.#leadMs / 1000);
  }

  /** The error as it should be shown: a signature has a time in it, and with a wrong clock not the key has to be mended. */
  explain(error: unknown): unknown {
    const problem = clockProblem(this.lead());
    if (!problem || !(error instanceof ApiError) || !OF_SIGNATURE.includes(error.recovery)) return error;
    return new ApiError(error.code, `${problem}. The vendor's answer: ${error.message}`, error.recovery);
  }
}
