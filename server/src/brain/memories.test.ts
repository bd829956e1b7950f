import { describe, expect, test } from 'vitest';
import { extractMemories } from './extract-memories.ts';

const told = (text: string): string[] => extractMemories(text).map(({ kind, value }) => `${kind}: ${value}`);

describe('what is remembered of what guests say', () => {
  test.each([
    ['Hi, my name is Minji and I am from Busan', ['name: Minji', 'from: Busan']],
    ['I really like glass flowers.', ['likes: glass flowers']],
    ["I don't like rain", ['dislikes: rain']],
    ['I work as a glassblower', ['work: a glassblower']],
    ["I'm a music teacher", ['work: music teacher']],
    ["Tomorrow I'll visit the sea", ['plan: visit the sea']],
    ['I have walked here every day since March', ['said: I have walked here every day since March']],
    ['제 이름은 민지예요', ['name: 민지']],
    ['부산에서 왔어요', ['from: 부산']],
    ['저는 바다를 좋아해요', ['likes: 바다']],
    ['비는 싫어요', ['dislikes: 비']],
    ['저는 음악가예요', ['work: 음악가']],
    ['내일 바다에 갈 거예요', ['plan: 내일 바다에 갈 거예요']],
  ])('%s', (text, found) => {
    expect(told(text)).toEqual(found);
  });
  test.each([
    'Do you like rain?',
    'What is this?',
    'Hello!',
    'my password is swordfish and I like it',
    'I like 4111 1111 1111 1111',
    'I am at min@example.org',
    '제 비밀번호는 바다예요',
    '비 좋아해요?',
  ])('nothing of: %s', (text) => {
    expect(told(text)).toEqual([]);
  });
});
