import type { Modality } from '@troupe/client-sdk/protocol';
import type { GuestMood } from '../world/sensed.ts';
import { withParticle } from './korean.ts';

type Locale = 'en' | 'ko';

/** Words that ask how one seems oneself. */
const ASKS =
  /\bhow (?:do|am) i (?:seem|look|appear|feel|sound|doing)\b|\b(?:do|am) i (?:seem|look|sound)\b|\bwhat(?:'s| is) my mood\b|\bcan you (?:tell|see|guess|sense|read) (?:how i feel|my (?:mood|feelings?|emotions?|face))\b|(?<![가-힣])(?:제|내)(?:가|) ?(?:기분|표정|감정).{0,8}(?:어때|어떤|보여|알|느껴|같)|(?<![가-힣])(?:제|내)가 (?:어때|어떻게) ?보|(?<![가-힣])(?:나|저) (?:어때|기분 어때) ?보여/iu;
/** With more doubt than this nothing is claimed. */
const DOUBT_MAX = 0.6;
/** Nearer to the middle than this a mood has no name. */
const MIDDLE = 0.2;

/** What a sign is called, in the order in which they are told. */
const SIGNS: Readonly<Partial<Record<Modality, Readonly<Record<Locale, string>>>>> = {
  text: { en: 'your words', ko: '하신 말씀' },
  face: { en: 'your face', ko: '표정' },
  voice: { en: 'your voice', ko: '목소리' },
  pose: { en: 'how you stand', ko: '서 있는 모습' },
  gesture: { en: 'your hands', ko: '손짓' },
  bio: { en: 'your pulse', ko: '맥박' },
};

/**
 * What a performer tells a guest who asks how it seems; undefined when that was not asked. It tells what it goes by, says so
 * when the signs contradict, and claims nothing when there is too little.
 */
export function tellSeeming(mood: GuestMood | undefined, text: string, locale: Locale): string | undefined {
  if (!ASKS.test(text)) return undefined;
  const ko = locale === 'ko';
  const told = [...new Set(mood?.signs.map(({ m }) => m))].flatMap((m) => SIGNS[m]?.[locale] ?? []);
  if (!mood || told.length === 0)
    return ko
      ? '아직 잘 모르겠어요. 말씀이나 표정을 조금 더 보여 주시면 짐작해 볼게요.'
      : 'I cannot tell yet. Show me a little more, words or a face, and I will guess.';
  const by = ko
    ? told.slice(0, 2).reduce((a, b) => `${withParticle(a, '과')} ${b}`)
    : told.slice(0, 2).join(' and ');
  if (mood.conflict)
    return ko
      ? `서로 다른 게 보여요. ${by}, 하나는 밝고 하나는 그렇지 않네요. 어느 쪽이 맞아요?`
      : `Two things at once: by ${by} one is bright and the other is not. Which is it?`;
  if (mood.sd > DOUBT_MAX)
    return ko
      ? `확실하지는 않아요. ${by}만으로는 모르겠네요.`
      : `I am not sure. ${by[0].toUpperCase()}${by.slice(1)} alone tell me too little.`;
  const name = nameOf(mood, locale);
  return ko
    ? `${withParticle(by, '으로')} 보면 ${name} 보여요. 틀렸으면 말해 주세요.`
    : `By ${by} you seem ${name} to me. Tell me if I am wrong.`;
}

function nameOf({ valence, arousal }: GuestMood, locale: Locale): string {
  const ko = locale === 'ko';
  if (valence > MIDDLE)
    return arousal > MIDDLE ? (ko ? '신나' : 'lively and glad') : ko ? '편안해' : 'at ease';
  if (valence < -MIDDLE)
    return arousal > MIDDLE ? (ko ? '조금 언짢아' : 'upset') : ko ? '조금 가라앉아' : 'a little low';
  return arousal > MIDDLE ? (ko ? '조금 들떠' : 'awake, a little stirred') : ko ? '차분해' : 'calm';
}
