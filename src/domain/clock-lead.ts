import {CollectorError} from './errors.js';
import type {EpochSeconds, Seconds, Window} from './window.js';

/**
 * Seconds by which this machine's clock is ahead of the vendor's, negative when it is behind; 0 when the two agree to within a
 * minute, and while nothing is known.
 */
export type ClockLead = Seconds;

/** What our clock says, by the vendor's clock where ours is ahead: an answer is never taken for newer than it is. */
export function withoutLead(instant: EpochSeconds, lead: ClockLead): EpochSeconds {
  return instant - Math.max(0, lead);
}

/** One sentence for people; undefined when there is nothing to say. */
export function clockProblem(lead: ClockLead): string | undefined {
  if (lead === 0) return undefined;
  return `this machine's clock is ${roughly(Math.abs(lead))} ${lead > 0 ? 'ahead of' : 'behind'} the vendor's; set it right (is NTP running?)`;
}

/** A window was still open, by the vendor's clock, when it was asked for: its counts are not those of the window. */
export class ClockError extends CollectorError {
  constructor({end}: Window, lead: ClockLead) {
    const cause = clockProblem(lead) ?? "this machine's clock has been set back";
    super(`the window was not closed yet when it was asked for, so its answer is not recorded: ${cause}`, 'retry', {
      end,
    });
  }
}

/** In the largest unit of which there are at least two. */
function roughly(seconds: Seconds): string {
  const units = [
    ['days', 86_400],
    ['hours', 3600],
    ['minutes', 60],
  ] as const;
  const [name, length] = units.find(([, each]) => seconds >= 2 * each) ?? ['seconds', 1];
  return `${Math.round(seconds / length)} ${name}`;
}
