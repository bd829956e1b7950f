import { MEMORY_LIMITS, type Memory, type MemoryKind } from '../world/memories.ts';

interface Rule {
  readonly kind: MemoryKind;
  readonly importance: number;
  readonly find: RegExp;
}

/** What people tell of themselves, in both languages; the first group is what is remembered. */
const RULES: readonly Rule[] = [
  { kind: 'name', importance: 9, find: /\b(?:my name is|i am called|call me) ([\p{L}][\p{L}'-]{0,23})/iu },
  {
    kind: 'name',
    importance: 9,
    find: /(?:제|내) 이름은 ([가-힣A-Za-z]{1,12}?)(?:이에요|예요|입니다|이야|야|이고|고)?(?=[\s.,!]|$)/u,
  },
  {
    kind: 'from',
    importance: 6,
    find: /\bi(?:'m| am| come) from ([\p{L}][\p{L} '-]{1,40}?)(?=[.,!?]|$| and | but )/iu,
  },
  { kind: 'from', importance: 6, find: /([가-힣A-Za-z]{1,20})에서 (?:왔|온)/u },
  {
    kind: 'dislikes',
    importance: 6,
    find: /\bi (?:don't|do not) (?:really )?(?:like|love|enjoy) ([^.,!?]{2,60})/iu,
  },
  {
    kind: 'dislikes',
    importance: 6,
    find: /\bi (?:hate|dislike) (?!you\b|this\b|that\b|it\b)([^.,!?]{2,60})/iu,
  },
  {
    kind: 'dislikes',
    importance: 6,
    find: /(?:(?:저는|나는|전|난|제가|내가) )?([가-힣A-Za-z ]{1,30}?)(?:을|를|은|는|이|가)? ?(?:싫어|안 좋아(?:하|해))/u,
  },
  {
    kind: 'likes',
    importance: 6,
    find: /\bi (?:really |also |do )?(?:like|love|enjoy|adore) (?!you\b)([^.,!?]{2,60})/iu,
  },
  { kind: 'likes', importance: 6, find: /\bmy favou?rite (?:[\p{L}]+ )?is ([^.,!?]{2,60})/iu },
  {
    kind: 'likes',
    importance: 6,
    find: /(?:저는|나는|전|난)? ?([가-힣A-Za-z ]{1,30}?)(?:을|를|이|가)? ?(?:좋아해|좋아하|사랑해|사랑하)/u,
  },
  { kind: 'work', importance: 6, find: /\bi (?:work|am working) (?:as|at|in|on|for) ([^.,!?]{2,60})/iu },
  {
    kind: 'work',
    importance: 6,
    find: /\bi(?:'m| am) an? ((?:[\p{L}-]+ ){0,2}(?:student|teacher|engineer|doctor|nurse|artist|painter|designer|developer|programmer|musician|writer|cook|chef|driver|scientist|dancer|actor|farmer|lawyer))\b/iu,
  },
  {
    kind: 'work',
    importance: 6,
    find: /(?:저는|나는|전|난) ((?:[가-힣]{1,8} )?[가-힣]{0,12}(?:학생|선생님|교사|의사|간호사|개발자|디자이너|화가|작가|요리사|음악가|기자|엔지니어))/u,
  },
  {
    kind: 'work',
    importance: 6,
    find: /(?:이고|고|이며),? ((?:[가-힣]{1,8} )?[가-힣]{0,8}(?:학생|선생님|교사|의사|간호사|개발자|디자이너|화가|작가|요리사|음악가|기자|엔지니어))(?:예요|이에요|입니다)/u,
  },
  // What belongs to one and has a name is kept in one's own words.
  {
    kind: 'said',
    importance: 6,
    find: /\b((?:i have|i've got|we have) an? [\p{L} ]{2,24} (?:called|named) [\p{L}][\p{L}'-]{0,23}|my [\p{L}]{2,16}(?:'s name is| is called| is named) [\p{L}][\p{L}'-]{0,23})/iu,
  },
  { kind: 'said', importance: 6, find: /((?:제|내|우리) [가-힣]{1,8} 이름은 [가-힣A-Za-z]{1,12})/u },
  { kind: 'plan', importance: 5, find: /\b(?:i will|i'll|i am going to|i'm going to) ([^.,!?]{3,60})/iu },
  { kind: 'plan', importance: 5, find: /((?:내일|다음 주|다음 달|주말에|이따가) [가-힣A-Za-z ]{2,40})/u },
];
/** A statement about oneself that fits no rule is remembered a little. */
const SAID = {
  importance: 3,
  /** Korean packs more into a word. */
  wordsLeast: { en: 4, ko: 3 },
  find: /\b(?:i|my|i'm|i've)\b|(?:^|\s)(?:저는|나는|제가|내가|우리)(?=\s)/iu,
} as const;
const QUESTION = /[?？]\s*$|^(?:do|does|did|can|could|will|would|what|who|where|when|why|how|is|are)\b/iu;
/** What is not remembered even of who wants to be: numbers of cards and accounts, addresses of mail, passwords. */
const SECRET = /\d[\d -]{7,}\d|\S+@\S+\.\S+|passw|비밀번호|주민등록|계좌/iu;

/** Words that one is asked to say are not the guest's own. */
export const PARROT =
  /^(?:please |can you |could you )?(?:say|repeat)(?: after me)?(?: that|:|,)? ?["“'«]|["”'»] ?(?:라고|이라고|고) ?(?:말해|해 ?봐|따라)|^따라 ?(?:해|말해)/iu;

/** What is worth remembering of what a guest said of itself; nothing of questions and secrets. */
export function extractMemories(text: string): Memory[] {
  if (SECRET.test(text) || PARROT.test(text)) return [];
  const found: Memory[] = [];
  for (const { kind, importance, find } of RULES) {
    const value = find
      .exec(text)?.[1]
      ?.trim()
      .replace(/\s+/g, ' ')
      // Who tells it is no part of what is told.
      .replace(/^(?:저는|나는|전|난|저도|나도|제가|내가) /u, '')
      .slice(0, MEMORY_LIMITS.valueMax);
    if (!value || (QUESTION.test(text) && kind !== 'name') || found.some((one) => one.kind === kind))
      continue;
    // "I don't like rain" is no love of rain.
    if (kind === 'likes' && found.some((one) => one.kind === 'dislikes')) continue;
    found.push({ kind, value, importance, daysAgo: 0 });
  }
  const long = text.split(/\s+/).length >= SAID.wordsLeast[/[가-힣]/.test(text) ? 'ko' : 'en'];
  if (found.length === 0 && long && SAID.find.test(text) && !QUESTION.test(text))
    found.push({
      kind: 'said',
      value: text.slice(0, MEMORY_LIMITS.valueMax),
      importance: SAID.importance,
      daysAgo: 0,
    });
  return found;
}
