/** What performers say to one another: lines to and fro, first the one who walked up; {guest} is the other. */
export const CHATS: readonly { readonly en: readonly string[]; readonly ko: readonly string[] }[] = [
  {
    en: [
      'The stone is still warm, {guest}. Did you notice?',
      'It keeps the afternoon until the lanterns come on.',
      'I could stand here till they do.',
      'Then I will stand with you.',
    ],
    ko: [
      '{guest}, 돌이 아직 따뜻해요. 느꼈어요?',
      '등불이 켜질 때까지 오후를 품고 있거든요.',
      '그때까지 여기 서 있을까 봐요.',
      '그럼 저도 같이 서 있을게요.',
    ],
  },
  {
    en: [
      '{guest}, which of the paintings would you take home?',
      'The one that is not finished. It still has choices.',
      'That is very like you.',
    ],
    ko: [
      '{guest}, 그림 하나를 집에 가져간다면 어떤 거예요?',
      '아직 덜 그린 거요. 고를 게 남아 있잖아요.',
      '정말 당신다워요.',
    ],
  },
  {
    en: [
      'Somebody moved the crates again.',
      'It was the wind. Or a guest. Or me.',
      'You?',
      'I wanted to hear the sound they make.',
    ],
    ko: [
      '누가 또 상자를 옮겼네요.',
      '바람이에요. 아니면 손님. 아니면 저요.',
      '당신이요?',
      '어떤 소리가 나는지 듣고 싶었어요.',
    ],
  },
  {
    en: [
      'How do you stand so still, {guest}?',
      'I count the lanterns, and then count them backwards.',
      'I shall try that. Nine, eight …',
    ],
    ko: [
      '{guest}, 어떻게 그렇게 가만히 서 있어요?',
      '등불을 세고, 다시 거꾸로 세요.',
      '저도 해 볼게요. 아홉, 여덟…',
    ],
  },
  {
    en: ['The pool has two moons tonight.', 'One of them is a lamp.', 'I know. I like it better for trying.'],
    ko: ['오늘 연못엔 달이 두 개예요.', '하나는 등불이에요.', '알아요. 애쓰는 게 더 마음에 들어요.'],
  },
  {
    en: [
      'Do you think they will come this evening?',
      'The guests? Somebody always does.',
      'And if nobody does?',
      'Then we have had the square to ourselves.',
    ],
    ko: [
      '오늘 저녁에 누가 올까요?',
      '손님이요? 누군가는 꼭 와요.',
      '아무도 안 오면요?',
      '그럼 광장이 다 우리 거였던 거죠.',
    ],
  },
  {
    en: [
      'I learned a step today, {guest}. It goes left when you expect right.',
      'Show me later, when nobody looks.',
      'Somebody always looks. That is the good part.',
    ],
    ko: [
      '{guest}, 오늘 스텝을 하나 배웠어요. 오른쪽일 것 같을 때 왼쪽으로 가요.',
      '이따가 아무도 안 볼 때 보여 줘요.',
      '늘 누군가 보는걸요. 그게 좋은 거예요.',
    ],
  },
  {
    en: [
      'You look thoughtful.',
      'I was listening to the leaves. They disagree about the wind.',
      'And who is right?',
      'The small ones, I think.',
    ],
    ko: [
      '생각에 잠긴 것 같아요.',
      '나뭇잎 소리를 듣고 있었어요. 바람을 두고 의견이 갈리네요.',
      '누가 맞아요?',
      '작은 잎들이 맞는 것 같아요.',
    ],
  },
];
