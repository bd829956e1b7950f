import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { screenName, withGuest } from './screen-name.ts';

describe('a name on the screen', () => {
  test.each([
    ['Mina', 'Mina'],
    ['  김\t미나 \n', '김 미나'],
    ['Zoë', 'Zoë'],
    ['abc\u202edcba\u2066x', 'abc dcba x'],
    ['a\u0000b\u001b[31mred', 'a b [31mred'],
    ['zero\u200bwidth\ufeff', 'zero width'],
    ['Z\u0300\u0301\u0302\u0303\u0304\u0305', 'Z\u0300\u0301'],
    ['<script>alert(1)</script>', '<script>alert(1)</scrip…'],
    ['x'.repeat(500), `${'x'.repeat(23)}…`],
    ['👨‍👩‍👧‍👦', ''],
    ['...', ''],
    ['\u202e\u200b', ''],
    ['', ''],
  ])('%j stands as %j', (name, shown) => {
    expect(screenName(name)).toBe(shown);
  });
  test('whatever a name is, nothing steers the text around it, and it is short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const shown = screenName(name);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(screenName(shown)).toBe(shown);
      }),
    );
  });
  test('stands at every mark; a name that is a mark is text', () => {
    expect(withGuest({ en: '{guest} and {guest}', ko: '' }, { en: '{guest}x', ko: '' }).en).toBe(
      '{guest}x and {guest}x',
    );
    expect(withGuest({ en: 'Hello', ko: '안녕' }, undefined)).toEqual({ en: 'Hello', ko: '안녕' });
  });
});
