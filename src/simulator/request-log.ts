import type {TransportFault} from './faults.js';

/** A call as the simulator saw it. The UserSig is not part of it. */
export interface LoggedRequest {
  /** Arrival on a monotonic clock, in milliseconds and parts of one. */
  readonly at: number;
  /** The simulator's clock at arrival, Unix milliseconds. */
  readonly clockMs: number;
  /** The address that was called, which tells callers apart where each has its own. */
  readonly host: string | undefined;
  readonly sdkAppId: number | undefined;
  readonly command: string;
  /** The window, as far as the body said one. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** The `TaskID` of the body, where it is a list; an empty one stays empty. */
  readonly taskIds?: readonly string[];
  /** The instant the counts stand for, Unix seconds. */
  readonly asOf: number;
  /** The verdict or the fault; `unread` until the body has arrived. */
  readonly code: number | TransportFault | 'unread';
}

/** An entry that is still to be completed. */
export type OpenRequest = {-readonly [K in keyof LoggedRequest]: LoggedRequest[K]};

/** Requests in the order of arrival. The oldest ones go when there are too many. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  open(entry: Omit<LoggedRequest, 'start' | 'end' | 'taskIds' | 'code'>): OpenRequest {
    const request: OpenRequest = {...entry, start: undefined, end: undefined, code: 'unread'};
    // A tenth at once, so that a long life does not shift the whole list for each call.
    if (this.requests.length >= this.#limit) this.requests.splice(0, Math.ceil(this.#limit / 10));
    this.requests.push(request);
    return request;
  }
}
