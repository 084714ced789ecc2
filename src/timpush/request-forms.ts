import {ApiError} from '../domain/errors.js';
import type {Report} from '../domain/report.js';

const PLAIN: readonly object[] = [{}];

/** Which form of a report's request the API understands, where the documents leave that open: found out once, and remembered. */
export class RequestForms {
  /** By the name of the report. */
  readonly #understood = new Map<string, object>();

  /**
   * Calls with the form that is understood. While that is not known, one form after another as long as the API refuses the parameters;
   * when it refuses all of them it does so for another reason, and its first word is what counts.
   */
  ask<T>(report: Report, call: (form: object) => Promise<T>): Promise<T> {
    const understood = this.#understood.get(report.name);
    return understood ? call(understood) : this.#find(report, call);
  }

  async #find<T>({name, forms = PLAIN}: Report, call: (form: object) => Promise<T>): Promise<T> {
    let refusal: unknown;
    for (const form of forms) {
      try {
        const answer = await call(form);
        this.#understood.set(name, form);
        return answer;
      } catch (error) {
        if (!(error instanceof ApiError) || error.recovery !== 'reject') throw error;
        refusal ??= error;
      }
    }
    throw refusal;
  }
}
