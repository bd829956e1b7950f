import { describe, expect, test } from 'vitest';
import { wantsItWorn } from './garments.ts';

describe('a wish for a painting that is to be worn', () => {
  test.each([
    'paint me a rose pattern',
    'could you paint waves for a dress?',
    'please draw stars, as a scarf',
    '장미 무늬 한복을 그려 줘',
    '드레스에 쓸 꽃을 그려 줘',
  ])('%s', (prompt) => expect(wantsItWorn(prompt)).toBe(true));
  test.each([
    'paint me a dragon',
    'paint a woman in a red dress',
    '금성에 핀 꽃을 그려 줘',
    '옷가게 풍경을 그려 줘',
  ])('no: %s', (prompt) => expect(wantsItWorn(prompt)).toBe(false));
});
