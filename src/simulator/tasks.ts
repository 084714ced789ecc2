/**
 * How a request says that it means all tasks together. The vendor's pages say "leave blank" and, of the same field, "required"; they
 * do not say which of these they mean.
 */
export type BlankTaskId = 'empty-list' | 'absent' | 'empty-string';

const MOST_TASKS = 5;

/** The tasks asked for, none for all of them together; undefined where the field breaks the rules. */
export function readTasks(value: unknown, accepted: BlankTaskId): readonly string[] | undefined {
  const blank = blankness(value);
  if (blank) return blank === accepted ? [] : undefined;
  if (!Array.isArray(value) || value.length > MOST_TASKS) return undefined;
  return value.every((id) => typeof id === 'string' && id !== '') ? value : undefined;
}

function blankness(value: unknown): BlankTaskId | undefined {
  if (value === undefined) return 'absent';
  if (!Array.isArray(value)) return undefined;
  if (value.length === 0) return 'empty-list';
  return value.length === 1 && value[0] === '' ? 'empty-string' : undefined;
}
