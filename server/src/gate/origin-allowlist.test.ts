import { expect, test } from 'vitest';
import { originAllowed } from './origin-allowlist.ts';

const policy = { allowed: ['https://stage.example'] };

test.each([
  [undefined, 'localhost:2567', true],
  ['http://localhost:2567', 'localhost:2567', true],
  ['https://stage.example', 'localhost:2567', true],
  ['https://evil.example', 'localhost:2567', false],
  ['https://stage.example.evil.example', 'localhost:2567', false],
  ['null', 'localhost:2567', false],
  ['http://localhost:2567', undefined, false],
])('origin %s to host %s: %s', (origin, host, allowed) => {
  expect(originAllowed(policy, origin, host)).toBe(allowed);
});
