import type { Percept } from '../world/mind.ts';

/** Places that nobody touches unasked. */
const PRIVATE = /chest|breast|hip|butt|bottom|leg|thigh|waist|belly|face|cheek|head|hair|neck|mouth/i;
const HAND = /hand|finger|palm/i;
/** A touch that hurts, N. */
const HARD_N = 25;
/** A hand is cold below and warm above, °C. */
const WARMTH = { cold: 28, warm: 34 } as const;

/** How a touch is answered. */
export interface TouchAnswer {
  readonly text: string;
  readonly action: string;
  readonly face: 'happy' | 'surprised' | 'sad';
  /** True when it was not welcome. */
  readonly refused: boolean;
}

/** What a performer does on being touched; `celsius` is what is known of the guest's hand. */
export function answerTouch(
  { text: part, forceN = 0, about }: Pick<Percept, 'text' | 'forceN' | 'about'>,
  guestName: string,
  celsius: number,
  locale: 'en' | 'ko',
): TouchAnswer {
  const ko = locale === 'ko';
  if (about?.kind === 'painting')
    return {
      text: ko
        ? '눈으로만 봐 주세요. 물감이 아직 덜 말랐을지도 몰라요.'
        : 'With your eyes only, please. The paint may still be wet.',
      action: '',
      face: 'surprised',
      refused: true,
    };
  if (forceN > HARD_N)
    return {
      text: ko ? '아, 조금 세요. 살살 부탁해요.' : 'Careful, please. I felt that.',
      action: '',
      face: 'surprised',
      refused: true,
    };
  if (PRIVATE.test(part))
    return {
      text: ko
        ? '거긴 만지지 말아 주세요. 손은 괜찮아요.'
        : 'I would rather you did not touch me there. A hand is fine.',
      action: 'stop',
      face: 'sad',
      refused: true,
    };
  if (HAND.test(part)) {
    const warmth = warmthWords(celsius, locale);
    return {
      text: ko
        ? `반가워요, ${guestName} 님.${warmth ? ` ${warmth}` : ''}`
        : `Glad to, ${guestName}.${warmth ? ` ${warmth}` : ''}`,
      action: 'shakeHands',
      face: 'happy',
      refused: false,
    };
  }
  return {
    text: ko ? `네, ${guestName} 님?` : `Yes, ${guestName}?`,
    action: '',
    face: 'happy',
    refused: false,
  };
}

function warmthWords(celsius: number, locale: 'en' | 'ko'): string {
  if (!Number.isFinite(celsius)) return '';
  if (celsius < WARMTH.cold) return locale === 'ko' ? '손이 차네요.' : 'Your hand is cold.';
  return celsius > WARMTH.warm ? (locale === 'ko' ? '손이 따뜻하네요.' : 'Your hand is warm.') : '';
}

const ASKS_WARMTH =
  /\b(?:my (?:hands?|skin|fingers?)|am i)\b.{0,16}\b(?:cold|warm|hot)\b|\b(?:my|what is my) temperature\b|(?:제|내) ?(?:손|체온|피부).{0,8}(?:차|따뜻|뜨거|어때|몇 도)/iu;

/** What a performer tells of how warm the skin of who asks is; undefined when it was not asked for or is not known. */
export function tellWarmth(celsius: number, text: string, locale: 'en' | 'ko'): string | undefined {
  if (!Number.isFinite(celsius) || !ASKS_WARMTH.test(text)) return undefined;
  const degrees = Math.round(celsius * 10) / 10;
  const feel = warmthWords(celsius, locale) || (locale === 'ko' ? '알맞아요.' : 'Neither cold nor warm.');
  return locale === 'ko' ? `${degrees}도예요. ${feel}` : `${degrees} degrees. ${feel}`;
}

/** True for a touch that one likes. */
export function touchIsWelcome(percept: Pick<Percept, 'text' | 'forceN' | 'about'>): boolean {
  return !answerTouch(percept, '', Number.NaN, 'en').refused;
}
