import type {Fetched, FetchOptions, Source} from '../../../src/domain/ports.js';
import type {Question} from '../../../src/domain/report.js';

/** A source of questions that answers from a script: the body for each, and what it throws is thrown. It remembers what it was asked. */
export function scriptedAnswers(
  script: (question: Question, n: number) => unknown,
  fetchedAt: () => number,
): Pick<Source, 'ask' | 'clockLead'> & {readonly asked: Question[]} {
  const asked: Question[] = [];
  return {
    asked,
    clockLead: () => 0,
    async ask(question: Question, {onCall}: FetchOptions): Promise<Fetched> {
      onCall?.(1);
      const n = asked.push(question) - 1;
      return {body: await script(question, n), fetchedAt: fetchedAt()};
    },
  };
}
