import {ContractError} from '../../domain/errors.js';
import {type JsonObject, type JsonPath, own, readObject} from '../parse.js';

/**
 * A request about all tasks: `TaskID` is required, and to be left blank. The documents do not say how, so it is an empty list, or else
 * not there, or else a list of an empty text.
 */
export const allTasks: readonly object[] = [{TaskID: []}, {}, {TaskID: ['']}];

export interface Overall {
  readonly result: JsonObject;
  readonly at: JsonPath;
}

/**
 * The one element of `Results` with which such a request is answered; undefined when there is none. More than one would be apart by
 * something that nobody knows, and not safe to add up: it is a broken contract.
 */
export function readOverall(body: unknown): Overall | undefined {
  const answer = readObject(body, () => 'the answer');
  const results = own(answer, 'Results');
  if (!Array.isArray(results)) throw new ContractError('Results', results, 'an array');
  if (results.length > 1) throw new ContractError('Results', results.length, 'a list of at most one element');
  const at = () => 'Results[0]';
  return results.length === 0 ? undefined : {result: readObject(results[0], at), at};
}
