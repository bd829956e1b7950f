import type { Modality } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import type { GuestMood } from '../world/sensed.ts';
import { tellSeeming } from './seem.ts';

function moodBy(
  signs: readonly Modality[],
  valence: number,
  arousal: number,
  sd: number,
  conflict = false,
): GuestMood {
  return { valence, arousal, sd, conflict, signs: signs.map((m) => ({ m, valence, arousal, sd, tick: 0 })) };
}

test('who asks how it seems is told, with what that goes by', () => {
  expect(tellSeeming(moodBy(['text', 'face'], 0.6, 0.4, 0.3), 'How do I seem to you?', 'en')).toBe(
    'By your words and your face you seem lively and glad to me. Tell me if I am wrong.',
  );
  expect(tellSeeming(moodBy(['voice'], -0.5, -0.2, 0.4), '제 기분이 어때 보여요?', 'ko')).toBe(
    '목소리로 보면 조금 가라앉아 보여요. 틀렸으면 말해 주세요.',
  );
});

test('doubt and contradiction are told, not hidden', () => {
  expect(tellSeeming(undefined, 'how do I look?', 'en')).toMatch(/cannot tell yet/);
  expect(tellSeeming(moodBy(['bio'], 0, 0.9, 0.8), 'can you read my mood?', 'en')).toMatch(
    /^I am not sure\. Your pulse alone/,
  );
  expect(tellSeeming(moodBy(['text', 'face'], 0, 0, 0.9, true), 'how am I doing?', 'en')).toMatch(
    /^Two things at once/,
  );
  expect(tellSeeming(moodBy(['text', 'face'], 0, 0, 0.9, true), '내가 어때 보여?', 'ko')).toMatch(
    /하신 말씀과 표정/,
  );
});

test('nobody else is meant', () => {
  expect(tellSeeming(moodBy(['text'], 0.6, 0.4, 0.3), 'How does Bruno seem to you?', 'en')).toBeUndefined();
});
