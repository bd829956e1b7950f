import { expect, test } from 'vitest';
import { useOfName, withoutQuotes } from './called.ts';
import { referringWords } from './referring-words.ts';

test.each([
  ['tilda, come here', 'tilda', 'called'],
  ['what do you think, tilda?', 'tilda', 'called'],
  ['tilda said you would play', 'tilda', 'mentioned'],
  ["is that tilda's?", 'tilda', 'mentioned'],
  ['i was asking kwame', 'kwame', 'called'],
  ['hello, tilda and good evening', 'tilda', 'called'],
  ['the meitner effect', 'mei', ''],
  ['메이야 이리 와', '메이', 'called'],
  ['메이는 어디 갔어요?', '메이', 'mentioned'],
  ['메이는요?', '메이', 'called'],
  ['틸다 말고 메이요', '틸다', 'excluded'],
  ['틸다 말고 메이요', '메이', 'called'],
  ['메이한테 물어본 거예요', '메이', 'called'],
  ['틸다, 소라 알아요?', '소라', 'mentioned'],
] as const)('%s: %s is "%s"', (text, name, use) => {
  expect(useOfName(text, name)).toBe(use);
});

test('names in quotes are nobody’s call', () => {
  expect(withoutQuotes('She said "Mei, go" and left')).not.toContain('Mei');
  expect(withoutQuotes("She always says 'Tilda, you are late' and laughs")).not.toContain('Tilda');
  expect(withoutQuotes("I don't think it's hers")).toBe("I don't think it's hers");
});

test.each([
  ['What is this?', { refers: true, kind: 'thing' }],
  ['Who is she?', { refers: true, kind: 'human' }],
  ['저 그림은 뭐예요?', { refers: true, kind: 'painting' }],
  ['이 공 차도 돼요?', { refers: true, kind: 'prop', id: 'ball' }],
  ['And the one to the left of it?', { refers: true, side: 1 }],
  ['What time is it?', { refers: false }],
  ['How are you?', { refers: false }],
  ['안녕하세요', { refers: false }],
])('%s', (text, wanted) => {
  expect(referringWords(text)).toMatchObject(wanted);
});
