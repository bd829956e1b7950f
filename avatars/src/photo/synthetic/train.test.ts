import { expect, test } from 'vitest';
import { train, wholeNumber } from './train.ts';

test('a number outside its limits, or none, is refused by its name', () => {
  expect(wholeNumber('20', 'people', 1, 20)).toBe(20);
  for (const text of ['0', '21', '1.5', 'many', ''])
    expect(() => wholeNumber(text, 'people', 1, 20)).toThrow('--people: a whole number from 1 to 20');
});

test('a Python that is not there, and one that fails, are told apart', () => {
  const plan = { script: 'none.py', args: [], needs: 'numpy' };
  expect(() => train({ ...plan, python: '/no/python' })).toThrow('install python3 with numpy');
  expect(() => train({ ...plan, python: '/bin/false' })).toThrow('code 1');
});
