import {expect, test} from '@jest/globals';
import {display} from '../../src/config/display.js';

test('a refused value is shown without characters that a terminal would obey', () => {
  expect(display('a\u0085b\u009b2Jc\u202ed\u001be')).toBe('"a\\u0085b\\u009b2Jc\\u202ed\\u001be"');
});
