import { expect, test } from 'vitest';
import { readConfig, SERVE_DEFAULTS } from './config.ts';

test('nothing said: the defaults', () => {
  expect(readConfig([], {})).toEqual({ ...SERVE_DEFAULTS, bodies: [], origins: [] });
});
test('arguments beat the environment', () => {
  expect(readConfig(['--port', '3000', '--guests-max', '5'], { PORT: '4000' })).toMatchObject({
    port: 3000,
    guestsMax: 5,
  });
});
test('bodies may be brought along', () => {
  expect(readConfig(['--body', 'a', '--body', 'b'], {}).bodies).toEqual(['a', 'b']);
});
test.each([
  [['--port', '99999'], /--port/],
  [['--performers', 'many'], /--performers/],
  [['--stage', '../etc'], /--stage: a stage is named/],
  [['--nonsense'], /nonsense/],
])('%j is refused with the option named', (args, message) => {
  expect(() => readConfig(args, {})).toThrow(message);
});
