import { expect, test } from 'vitest';
import { resolveAction } from './resolve-action.ts';

const NAMES = ['waveRight', 'waveLeft', 'waveHighRight', 'bow', 'courtBow', 'danceModern', 'danceStage'];

test('a full name is itself, a plain name one of its variants, an unknown name none', () => {
  expect(resolveAction(NAMES, 'bow', 5)).toBe(3);
  expect(new Set([0, 1, 2, 3].map((choice) => resolveAction(NAMES, 'wave', choice)))).toEqual(
    new Set([0, 1, 2]),
  );
  expect(resolveAction(NAMES, 'dance', 0)).toBe(-1);
  expect(resolveAction(NAMES, 'fly', 0)).toBe(-1);
  expect(resolveAction(NAMES, '', 0)).toBe(-1);
});
