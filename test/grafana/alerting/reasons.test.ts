import {expect, test} from '@jest/globals';
import {topReasons} from '../../../grafana/source/rules/reasons.js';
import {lossTables} from '../../../src/timpush/loss-codes.js';
import {render} from './template.js';

const {description} = topReasons({report: 'chat', stage: 'sent'}, {from: 60, to: 0});

/** What an alert says of a code that it names first. */
function told(platform: string, of: string, code: string): string {
  const labels = {app: 'shop', sdkappid: '1', platform};
  return render(description, labels, new Map([['reasonA', {labels: {...labels, class: of, code}, value: 7}]]));
}

test('every code of the dictionary is told with its meaning, at its platform and in its class', () => {
  for (const {platform, codes} of lossTables) {
    const own = platform === 'any' ? 'meizu' : platform;
    for (const {class: of, code, meaning} of codes) {
      const text = told(own, of, code);
      expect(text).toContain(`Lost most: ${own} ${code} (${of}: `);
      expect(text).toContain(meaning);
    }
  }
});

test('a code that nobody has explained is told as such', () => {
  expect(told('huawei', 'unknown', '4711')).toBe(
    'Lost most: huawei 4711 (unknown: not in the dictionary: read the text of the vendor), 7 pushes',
  );
  expect(told('huawei', 'unknown', 'other')).toContain('too many or not printable');
});
