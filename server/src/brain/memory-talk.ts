import { addMemory, forgetGuest, MEMORY_LIMITS, type Memory, type MemoryKind } from '../world/memories.ts';
import type { Mind, Percept } from '../world/mind.ts';
import type { Reflection } from '../world/reflections.ts';
import type { World } from '../world/world.ts';
import { extractMemories } from './extract-memories.ts';
import { TermIndex } from './knowledge.ts';
import { withParticle } from './korean.ts';
import { dayWords, noteNews, reflectionWords } from './reflect.ts';

/** What guests say about being remembered. */
const INTENTS = {
  forget:
    /\bforget (?:about )?(?:me|everything about me|all about me|what i said|everything i said)\b|\b(?:erase|delete) (?:me|my (?:data|memories)|everything about me)\b|(?<![가-힣])(?:나|저|내|제)(?:를|에 대한|에 대해|에 대해서| )?.{0,12}(?:잊어|지워|삭제)/iu,
  stop: /\b(?:do not|don't) remember me\b|(?<![가-힣])(?:나|저)를? ?기억하지 ?(?:마|말)/iu,
  recall:
    /\bwhat do you (?:remember|know) (?:of|about) me\b|\bdo you (?:still )?remember (?:me|my|what i (?!said (?:first|before|just)\b)|where i|who i|that i)\b|\bwho am i\b|\bdo you know (?:who i am|my name)\b|(?<![가-힣])(?:제|내)가 (?:뭘|뭐를?|무엇을|(?:무슨|어떤|어느) [가-힣]{1,6}) (?:좋아|싫어)|\b(?:what|which)(?: [a-z]+){0,2} do i (?:not )?(?:like|love|hate|prefer|do for)\b|\bwhere (?:do i come|am i) from\b|\bwhat(?:'s| is) my (?:name|job|work)\b|\bwhat(?:'s| is) (?:the name of my \w+|my [\w']+(?: [\w']+)? name)\b|(?<![가-힣])(?:제|내)가? .{0,16}(?:라고|다고|냐고) ?(?:했|말했)|[은는]지 기억(?:하|해요|나)|(?:제|내) 이름이? ?(?:뭐|무엇|기억)|(?<![가-힣])(?:나|저|내|제)(?:를|에 대해|에 대해서|가|는| (?!(?:사람|분|그림|남자|여자|아이|친구|배우|것|거|쪽|뒤|앞|건)))(?:.{0,14})(?:기억해\?|기억하|기억나|알아요|알고|누구)/iu,
  others:
    /\bwhat (?:did|does|do|has|have) (?!you\b|i\b|this\b|that\b|it\b|the (?:table|graph|data|picture|chart)\b).{1,40}? (?:tell|told|say|said)(?: to)? you\b|(?:씨|님)[가이은는]? ?(?:뭐라|무슨 말|어떤 이야기|무슨 이야기)/iu,
  day: /\bwhat (?:do|did) (?:people|guests|they|everybody|everyone) (?:talk|speak|say)|오늘 ?(?:은|는)? ?(?:사람들|손님들|다들).{0,8}(?:무슨|뭐|뭘|어떤)/iu,
  keep: /\b(?:please |you (?:may|can) )remember me\b|^remember me\b|(?<![가-힣])(?:나|저)를? ?기억해 ?(?:줘|주세요|도)|기억해 줘/iu,
} as const;

const LINES = {
  forgotten: {
    en: 'Done. I have forgotten what you told me, here and in my notes.',
    ko: '다 잊었어요. 들려주신 이야기를 기록에서도 지웠어요.',
  },
  stopped: {
    en: 'All right. I keep nothing of you from now on.',
    ko: '알겠어요. 이제부터는 아무것도 적어 두지 않을게요.',
  },
  kept: {
    en: 'I will. What you tell me of yourself I keep until you say "forget me".',
    ko: '그럴게요. 들려주시는 이야기를 "나를 잊어 줘"라고 하실 때까지 간직할게요.',
  },
  nothing: {
    en: 'Nothing yet; you have told me nothing of yourself. What you tell me I keep for this visit, and longer if you say "remember me".',
    ko: '아직 아무것도요. 제게 들려주신 이야기가 없거든요. 들려주시면 계시는 동안 기억하고, "나를 기억해 줘"라고 하시면 더 오래 간직해요.',
  },
  others: {
    en: 'What somebody tells me stays with me. But ask them, they are near.',
    ko: '들은 이야기는 저만 간직해요. 직접 물어보시는 게 좋겠어요.',
  },
} as const;

/** Memories told at once, and what age, importance and fit weigh. Half of it is gone after so many days. */
const TOLD_MAX = 4;
const WEIGHTS = { importance: 0.35, recency: 0.25, relevance: 1.5, halfDays: 14 } as const;
/** What a rule knows as told of oneself is so important at least. */
const SURE_IMPORTANCE = 6;
/** A memory is what a question asks for from this share of their words on. */
const FITS_FROM = 0.3;
/** What each kind of memory is found by besides its own words. */
const KIND_WORDS: Readonly<Record<MemoryKind, string>> = {
  name: 'name called 이름',
  from: 'come from home city 고향',
  likes: 'like 좋아',
  dislikes: 'hate 싫어',
  work: 'work job 직업',
  plan: 'plan next 계획',
  said: '',
  shown: 'show',
};

/** What is answered about memory. */
export interface MemoryAnswer {
  readonly text: string;
  readonly forgotten: boolean;
  /** Only thanks for what was told: anything else that can be answered comes first. */
  readonly thanks?: boolean;
  /** What was told is surely of the guest itself. */
  readonly sure?: boolean;
}

/**
 * What is said about being remembered: consent, recall and forgetting, by words; and what else a guest tells of itself is
 * noted. The answer when it was about memory, else undefined.
 */
export function converse(
  world: World,
  mind: Mind,
  percept: Percept,
  locale: 'en' | 'ko',
): MemoryAnswer | undefined {
  const { memory } = world.social;
  const { text, other, otherNetId } = percept;
  if (INTENTS.forget.test(text)) {
    forgetGuest(world, other);
    return { text: LINES.forgotten[locale], forgotten: true };
  }
  if (INTENTS.stop.test(text)) {
    memory.remember[other] = false;
    return { text: LINES.stopped[locale], forgotten: false };
  }
  if (INTENTS.day.test(text)) return { text: dayWords(mind, locale), forgotten: false };
  if (INTENTS.others.test(text)) return { text: LINES.others[locale], forgotten: false };
  if (INTENTS.recall.test(text))
    return { text: tellMemories(mind, otherNetId, text, locale), forgotten: false };
  const told = note(world, mind, percept);
  if (!INTENTS.keep.test(text))
    return told.length === 0
      ? undefined
      : {
          text: thanksFor(told, locale),
          forgotten: false,
          thanks: true,
          sure: told.some((one) => one.importance >= SURE_IMPORTANCE),
        };
  memory.remember[other] = true;
  return { text: LINES.kept[locale], forgotten: false };
}

/** What was told, and whether it had been told before. */
type Told = Memory & { readonly again: boolean };

/** Notes what a guest told of itself: for the visit, and beyond it when the guest wants that. */
function note(world: World, mind: Mind, { text, other, otherNetId }: Percept): Told[] {
  const { notes, remember } = world.social.memory;
  const told = extractMemories(text).map((one) => ({ ...one, again: knows(mind, otherNetId, one) }));
  for (const { again: _, ...one } of told) {
    addMemory(mind, otherNetId, one);
    noteNews(mind, otherNetId, one);
    if (remember[other] && notes.length < MEMORY_LIMITS.notesMax)
      notes.push({ ...one, netId: otherNetId, personaId: mind.personaId });
  }
  return told;
}

function knows(mind: Mind, netId: number, { kind, value }: Memory): boolean {
  return mind.memories.some((one) => one.netId === netId && one.kind === kind && one.value === value);
}

/** Thanks that show what was understood: two things of what was told, in the order of their kinds. */
function thanksFor(told: readonly Told[], locale: 'en' | 'ko'): string {
  if (told.every(({ again }) => again))
    return locale === 'ko' ? '들려주신 거 기억하고 있어요.' : 'You told me. I have not forgotten.';
  const lines = told.flatMap((one) => THANKS[locale][one.kind]?.(asTheirs(one.value)) ?? []);
  if (lines.length === 0)
    return locale === 'ko' ? '그렇군요. 들려줘서 고마워요.' : 'Thank you for telling me.';
  return lines.slice(0, THANKED_MAX).join(' ');
}

const THANKED_MAX = 2;
const THANKS: Readonly<Record<'en' | 'ko', Partial<Record<MemoryKind, (value: string) => string>>>> = {
  en: {
    name: (value) => `Nice to know you, ${value}.`,
    from: (value) => `From ${value}! Then you have come a good way.`,
    likes: (value) => `You like ${value}; I shall think of that.`,
    dislikes: (value) => `No ${value}, then. Good to know.`,
    work: (value) => `${value[0].toUpperCase()}${value.slice(1)}: that I would like to hear more of.`,
    plan: () => 'I hope it goes well.',
  },
  ko: {
    name: (value) => `반가워요, ${value} 님.`,
    from: (value) => `${value}에서 오셨군요. 먼 길 오셨네요.`,
    likes: (value) => `${withParticle(value, '을')} 좋아하시는군요. 기억할게요.`,
    dislikes: (value) => `${withParticle(value, '은')} 싫어하시는군요. 알아 둘게요.`,
    work: (value) => `${withParticle(value, '이에요')}? 더 듣고 싶어요.`,
    plan: () => '잘되길 바랄게요.',
  },
};

/** The guest's words as they are said back to it. */
function asTheirs(value: string): string {
  return value
    .replace(/\bmy\b/gi, 'your')
    .replace(/\bI am\b|\bI'm\b/g, 'you are')
    .replace(/\bI\b/g, 'you');
}

/** Memories of a guest by importance, age and how well they fit, best first. */
export function rankMemories(mind: Mind, netId: number, text: string): Memory[] {
  return scoreMemories(mind, netId, text).map(({ memory }) => memory);
}

function scoreMemories(mind: Mind, netId: number, text: string): { memory: Memory; relevance: number }[] {
  const own = mind.memories.filter((one) => one.netId === netId);
  const index = new TermIndex<Memory>();
  for (const memory of own) index.add(memory, `${KIND_WORDS[memory.kind]} ${memory.value}`);
  const found = new Map(index.search(text, own.length).map(({ item, fit }) => [item as Memory, fit]));
  const score = (memory: Memory, relevance: number): number => {
    const recency = 0.5 ** (memory.daysAgo / WEIGHTS.halfDays);
    return (
      (WEIGHTS.importance * memory.importance) / 10 +
      WEIGHTS.recency * recency +
      WEIGHTS.relevance * relevance
    );
  };
  return own
    .map((memory) => {
      const relevance = found.get(memory) ?? 0;
      return { memory, relevance, score: score(memory, relevance) };
    })
    .sort((a, b) => b.score - a.score);
}

/** What is thought of a guest, by how well it fits a text, then by importance. */
function reflectionsOf(mind: Mind, netId: number, text: string): Reflection[] {
  const own = mind.reflections.filter((one) => one.netId === netId);
  if (own.length < 2) return own;
  const index = new TermIndex<Reflection>();
  for (const one of own) index.add(one, `${one.theme} ${one.of.join(' ')} ${one.text}`);
  const fit = new Map(index.search(text, own.length).map(({ item, fit: f }) => [item, f]));
  return own.sort((a, b) => (fit.get(b) ?? 0) - (fit.get(a) ?? 0) || b.importance - a.importance);
}

/** What a brain outside is told of a guest. */
export function memoriesFor(mind: Mind, netId: number, text: string): string[] {
  const remembered = rankMemories(mind, netId, text)
    .slice(0, TOLD_MAX)
    .map(({ kind, value }) => `remembered of this guest: ${kind} ${value}`);
  const [thought] = reflectionsOf(mind, netId, text);
  // A thought takes the place of the memory that fits worst.
  return thought
    ? [`thought of this guest: ${reflectionWords(thought, 'en')}`, ...remembered.slice(0, TOLD_MAX - 1)]
    : remembered;
}

/** What is remembered of a guest: of what it asks about when it asks about something, else of all. */
function tellMemories(mind: Mind, netId: number, text: string, locale: 'en' | 'ko'): string {
  const ranked = scoreMemories(mind, netId, text);
  const fitting = ranked.filter(({ relevance }) => relevance >= FITS_FROM);
  const told = (fitting.length > 0 ? fitting : ranked).slice(0, TOLD_MAX).map(({ memory }) => memory);
  if (told.length === 0) return LINES.nothing[locale];
  const facts = told.map((memory) => sentence(memory, locale));
  // Who asks for all hears what one has come to think too.
  const thoughts = fitting.length > 0 ? [] : reflectionsOf(mind, netId, text).slice(0, 1);
  return [...facts, ...thoughts.map((one) => reflectionWords(one, locale))].join(' ');
}

function sentence({ kind, value }: Memory, locale: 'en' | 'ko'): string {
  const mine = asTheirs(value);
  if (locale === 'en') {
    const lines = {
      name: `Your name is ${value}.`,
      from: `You come from ${value}.`,
      likes: `You like ${mine}.`,
      dislikes: `You do not like ${mine}.`,
      work: `Your work: ${mine}.`,
      plan: `You meant to ${mine}.`,
      said: `You said: "${value}".`,
      shown: `You showed me ${value}.`,
    };
    return lines[kind];
  }
  const lines = {
    name: `성함은 ${withParticle(value, '예요')}.`,
    from: `${value}에서 오셨어요.`,
    likes: `${withParticle(value, '을')} 좋아하세요.`,
    dislikes: `${withParticle(value, '을')} 싫어하세요.`,
    work: `하시는 일은 ${withParticle(value, '예요')}.`,
    plan: `"${value}"라고 하셨어요.`,
    said: `"${value}"라고 하셨어요.`,
    shown: `${withParticle(value, '을')} 보여 주셨어요.`,
  };
  return lines[kind];
}
