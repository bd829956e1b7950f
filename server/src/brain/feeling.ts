import type { Mind } from '../world/mind.ts';

/** Moods farther from rest than this are told. */
const TOLD = { pleasure: 0.22, arousal: 0.3, need: 0.62 } as const;

/** What somebody truly feels, in words: its mood and what it lacks most; '' when it feels nothing in particular. */
export function feelingWords({ mood, needs }: Mind, locale: 'en' | 'ko'): string {
  const words: string[] = [];
  const ko = locale === 'ko';
  const { pleasure, arousal } = mood;
  if (pleasure > TOLD.pleasure)
    words.push(
      arousal > TOLD.arousal
        ? ko
          ? '신나요. 오늘 저녁이 마음에 들어요.'
          : 'Elated, to be honest. It is a good evening.'
        : ko
          ? '기분 좋아요. 손님은요?'
          : 'Glad, and the better for company. And you?',
    );
  else if (pleasure < -TOLD.pleasure)
    words.push(
      arousal > TOLD.arousal
        ? ko
          ? '조금 언짢아요. 금방 지나가겠죠.'
          : 'A little upset. It will pass.'
        : ko
          ? '조금 가라앉아 있어요.'
          : 'A bit low this evening.',
    );
  else if (arousal > TOLD.arousal) words.push(ko ? '조금 들떠 있어요.' : 'A little excited.');
  const [need, much] = Object.entries(needs).reduce((a, b) => (b[1] > a[1] ? b : a));
  if (much > TOLD.need) words.push(WANTS[need as keyof Mind['needs']][locale]);
  return words.join(' ');
}

const WANTS: Readonly<Record<keyof Mind['needs'], Readonly<Record<'en' | 'ko', string>>>> = {
  rest: { en: 'My legs would like a bench.', ko: '다리가 벤치를 찾네요.' },
  company: { en: 'I have been hoping for company.', ko: '말동무가 그리웠어요.' },
  making: { en: 'My hands want to make something.', ko: '손이 뭔가 만들고 싶어 해요.' },
  beauty: { en: 'I could do with looking at something beautiful.', ko: '아름다운 걸 좀 보고 싶네요.' },
  play: { en: 'And I feel like playing.', ko: '그리고 좀 놀고 싶어요.' },
};
