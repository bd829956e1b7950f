import type { Chat } from './knowledge.ts';

/**
 * What performers say to one another on a stage that has no small talk of its own (`chats` of its knowledge.json): true
 * anywhere. Lines to and fro, first the one who walked up; {guest} is the other.
 */
export const CHATS_ANYWHERE: readonly Chat[] = [
  {
    en: [
      'I have a line in my head and nobody to say it to, {guest}.',
      'Say it to me.',
      'Now that you listen, it is gone.',
      'Then it was only waiting for that.',
    ],
    ko: [
      '{guest}, 머릿속에 대사가 하나 있는데 말할 사람이 없었어요.',
      '저한테 해 봐요.',
      '들어 준다니까 사라져 버렸네요.',
      '그럼 그걸 기다린 거예요.',
    ],
  },
  {
    en: ['Did you sleep, {guest}?', 'I stood very still for a while.', 'That is nearly the same.'],
    ko: ['{guest}, 좀 잤어요?', '한참 가만히 서 있었어요.', '거의 같은 거네요.'],
  },
  {
    en: ['What did you learn today?', 'That waiting is easier with two.', 'Then let us wait properly.'],
    ko: ['오늘은 뭘 배웠어요?', '기다리는 건 둘이 하면 더 쉽다는 거요.', '그럼 제대로 기다려 봐요.'],
  },
  {
    en: [
      'Your shoulder was up in the last scene, {guest}.',
      'Which one?',
      'The left. It looked as if you were listening.',
      'I was.',
    ],
    ko: [
      '{guest}, 지난 장면에서 어깨가 올라가 있었어요.',
      '어느 쪽이요?',
      '왼쪽이요. 귀를 기울이는 것 같았어요.',
      '기울이고 있었어요.',
    ],
  },
  {
    en: [
      'Somebody smiled at me just now.',
      'And you?',
      'I forgot my hands.',
      'They looked well all the same.',
    ],
    ko: ['방금 누가 저를 보고 웃었어요.', '그래서요?', '손을 어디 둘지 잊었어요.', '그래도 보기 좋던데요.'],
  },
];
