/** Pairs of Korean particles: after a final consonant, after a vowel. */
const PARTICLES: Record<string, readonly [string, string]> = {
  예요: ['이에요', '예요'],
  이에요: ['이에요', '예요'],
  과: ['과', '와'],
  은: ['은', '는'],
  는: ['은', '는'],
  이: ['이', '가'],
  가: ['이', '가'],
  을: ['을', '를'],
  를: ['을', '를'],
  으로: ['으로', '로'],
};

const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS = 28;

/** True when the text holds Hangul. */
export function isKorean(text: string): boolean {
  return /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/.test(text);
}

/** True when the word ends in a final consonant; Latin words are judged by their last letter's usual reading. */
export function endsInConsonant(word: string): boolean {
  const last = word.trim().at(-1) ?? '';
  const code = last.charCodeAt(0);
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) return (code - HANGUL_FIRST) % FINALS !== 0;
  return /[lmnr013678]/i.test(last);
}

function endsInRieul(word: string): boolean {
  const code = (word.trim().at(-1) ?? '').charCodeAt(0);
  return code >= HANGUL_FIRST && code <= HANGUL_LAST && (code - HANGUL_FIRST) % FINALS === 8;
}

/** The particle that fits the word, e.g. `withParticle('틸다', '은')` is '틸다는'. */
export function withParticle(word: string, particle: string): string {
  const pair = PARTICLES[particle];
  // ㄹ before 으로 counts as a vowel.
  if (particle === '으로' && endsInRieul(word)) return `${word}로`;
  return word + (pair ? pair[endsInConsonant(word) ? 0 : 1] : particle);
}
