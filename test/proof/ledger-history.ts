import {measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {Recorder} from '../../src/domain/ports.js';
import type {LoggedRequest} from '../../src/simulator/simulator.js';
import type {Answering} from '../support/oracle/figures.js';
import {commands, expectedLines, type OracleApp, type OracleJob} from '../support/oracle/oracle.js';
import {comparable, difference} from './experiment-fixture.js';

interface ObservedApps {
  readonly apps: readonly OracleApp[];
  readonly jobs: readonly OracleJob[];
  readonly simulator: Answering;
}

/**
 * What the ledger said in the course of time, while that stands still during a run: then a fetch and its answer are of the same second,
 * and no entry is replaced twice between two looks at it.
 */
export class LedgerHistory {
  readonly #history = new Fetches();
  #standing = new Map<string, unknown>();
  /** When points were sent that may or may not have arrived, by app and start of the window. */
  readonly #unsure = new Map<string, number[]>();

  constructor(
    private readonly observed: ObservedApps,
    private readonly now: () => number,
  ) {}

  /** What stands in the ledger now; what is older than every window still asked for may be left out. */
  observe(entries: readonly Point[]): void {
    const standing = new Map<string, unknown>();
    for (const entry of entries) {
      const {fetched_at, window_end, outcome} = entry.fields;
      const key = `${entry.tags.report} ${entry.tags.sdkappid} ${entry.time} ${window_end}`;
      if (outcome === 'ok' && this.#standing.get(key) !== fetched_at) this.#history.add(entry);
      standing.set(key, fetched_at);
    }
    this.#standing = standing;
  }

  /** Notes what a writer fails to have acknowledged. */
  watching(recorder: Recorder): Recorder {
    const noting = async (points: readonly Point[], written: Promise<void>) => {
      try {
        await written;
      } catch (error) {
        for (const point of points) this.#doubt(point);
        throw error;
      }
    };
    return {
      room: () => recorder.room(),
      write: (points, options) => noting(points, recorder.write(points, options)),
      record: (points, entry, options) => noting([...points, entry], recorder.record(points, entry, options)),
    };
  }

  /** What is wrong with the lines of a store, or with those of one app. */
  flawsOf(lines: readonly string[], app?: OracleApp): string[] {
    const all = [...this.#history.requests()];
    const requests = app ? all.filter(({sdkAppId}) => sdkAppId === app.sdkAppId) : all;
    const expected = this.#expected(requests);
    const certain = new Set(expected);
    const mayRemain = new Set(this.#mayRemain(requests));
    const found = comparable(lines).filter((line) => certain.has(line) || !mayRemain.has(line));
    return difference(found, expected);
  }

  #expected(requests: readonly LoggedRequest[]): string[] {
    return expectedLines({...this.observed, simulator: {...this.observed.simulator, requests}});
  }

  #doubt({measurement: name, tags, time}: Point): void {
    if (name === measurement.run) return;
    const key = `${tags.sdkappid} ${time}`;
    this.#unsure.set(key, [...(this.#unsure.get(key) ?? []), Math.floor(this.now() / 1000)]);
  }

  /** Counts at a refresh age that arrived without an acknowledgement: they stay, if nobody asked again while they could be replaced. */
  #mayRemain(requests: readonly LoggedRequest[]): string[] {
    const unacknowledged = requests.flatMap((request) =>
      (this.#unsure.get(`${request.sdkAppId} ${request.start}`) ?? []).map((asOf) => ({...request, asOf})),
    );
    const once = new Map(unacknowledged.map((request) => [Object.values(request).join(' '), request]));
    return [...once.values()].flatMap((request) => this.#expected([request])).filter((line) => line.includes('_aged '));
  }
}

const reports = Object.keys(commands);

/** Beside the heap, which is watched. */
class Fetches {
  #numbers = new Float64Array(5 * 1024);
  #length = 0;

  add({tags, fields, time}: Point): void {
    if (this.#length === this.#numbers.length) {
      const longer = new Float64Array(this.#numbers.length * 2);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    const report = reports.indexOf(tags.report!);
    const numbers = [Number(tags.sdkappid), time, Number(fields.window_end), Number(fields.fetched_at), report];
    this.#numbers.set(numbers, this.#length);
    this.#length += numbers.length;
  }

  *requests(): Generator<LoggedRequest> {
    for (let at = 0; at < this.#length; at += 5) {
      const [sdkAppId, start, end, asOf, report] = this.#numbers.subarray(at, at + 5) as unknown as [
        number,
        number,
        number,
        number,
        number,
      ];
      yield {
        at: 0,
        host: undefined,
        clockMs: 0,
        command: commands[reports[report]!]!,
        code: 0,
        sdkAppId,
        start,
        end,
        asOf,
      };
    }
  }
}
