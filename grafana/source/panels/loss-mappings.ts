import {OTHER_CODES} from '../../../src/domain/measurements.js';
import {addedUp, type Reason, reasons, unexplained} from '../reasons.js';

type Told = Pick<Reason, 'meaning' | 'advice'>;

/** Words in place of `platform class code`: the meaning, or what to do. Grafana takes the first that fits. */
export function lossMappings(column: keyof Told) {
  const known = reasons.flatMap(({platform, class: of, code, ...told}) =>
    platform ? [[`${platform} ${of} ${code}`, {text: told[column]}] as const] : [],
  );
  const ofAnyPlatform = reasons.filter(({platform}) => platform === undefined);
  return [
    {type: 'value', options: Object.fromEntries(known)},
    ...ofAnyPlatform.map(({class: of, code, ...told}) => matching(`/^\\S+ ${of} ${code}$/`, told[column])),
    matching(`/ unknown ${OTHER_CODES}$/`, addedUp[column]),
    matching('/.*/', unexplained[column]),
  ];
}

function matching(pattern: string, text: string) {
  return {type: 'regex', options: {pattern, result: {text}}};
}
