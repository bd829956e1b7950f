import { expect, test } from 'vitest';
import { addressOn } from './stages.ts';

test('the address of another stage keeps the rest of it; the first has none of its own', () => {
  const stage = { id: 'studio-hall', name: { en: 'a', ko: 'b' }, first: false, guests: 0, show: null };
  const there = addressOn('http://localhost:2567/?lang=ko#desk', stage);
  expect(there).toBe('http://localhost:2567/?lang=ko&stage=studio-hall#desk');
  expect(addressOn(there, { ...stage, id: 'plaza', first: true })).toBe(
    'http://localhost:2567/?lang=ko#desk',
  );
});
