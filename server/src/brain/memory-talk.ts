import { addMemory, forgetGuest, MEMORY_LIMITS, type Memory } from '../world/memories.ts';
import type { Mind, Percept } from '../world/mind.ts';
import type { World } from '../world/world.ts';
import { extractMemories } from './extract-memories.ts';
import { termsOf } from './knowledge.ts';
import { withParticle } from './korean.ts';

/** What guests say about being remembered. */
const INTENTS = {
  forget:
    /\bforget (?:about )?(?:me|everything about me|all about me|what i said|everything i said)\b|\b(?:erase|delete) (?:me|my (?:data|memories)|everything about me)\b|(?:나|저|내|제)(?:를|에 대한|에 대해|에 대해서| )?.{0,12}(?:잊어|지워|삭제)/iu,
  stop: /\b(?:do not|don't) remember me\b|(?:나|저)를? ?기억하지 ?(?:마|말)/iu,
  recall:
    /\bwhat do you (?:remember|know) (?:of|about) me\b|\bdo you (?:still )?remember me\b|\bwho am i\b|(?:나|저|내|제)(?:를|에 대해|에 대해서|가|는| ).{0,14}(?:기억해\?|기억하|기억나|알아요|알고|누구)/iu,
  keep: /\b(?:please |you (?:may|can) )remember me\b|^remember me\b|(?:나|저)를? ?기억해 ?(?:줘|주세요|도)|기억해 줘/iu,
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
    en: 'Nothing yet. I keep nothing of anybody who has not said "remember me".',
    ko: '아직 아무것도요. "나를 기억해 줘"라고 하신 분의 이야기만 적어 두거든요.',
  },
} as const;

/** Memories told at once, and what age, importance and fit weigh. Half of it is gone after so many days. */
const TOLD_MAX = 4;
const WEIGHTS = { importance: 0.35, recency: 0.25, relevance: 0.4, halfDays: 14 } as const;

/** What is answered about memory. */
export interface MemoryAnswer {
  readonly text: string;
  readonly forgotten: boolean;
  /** Only thanks for what was told: anything else that can be answered comes first. */
  readonly thanks?: boolean;
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
  if (INTENTS.recall.test(text)) return { text: tellMemories(mind, otherNetId, locale), forgotten: false };
  const told = note(world, mind, percept);
  if (!INTENTS.keep.test(text))
    return told.length === 0 ? undefined : { text: thanksFor(told, locale), forgotten: false, thanks: true };
  memory.remember[other] = true;
  return { text: LINES.kept[locale], forgotten: false };
}

/** Notes what a guest told of itself: for the visit, and beyond it when the guest wants that. */
function note(world: World, mind: Mind, { text, other, otherNetId }: Percept): Memory[] {
  const { notes, remember } = world.social.memory;
  const told = extractMemories(text);
  for (const one of told) {
    addMemory(mind, otherNetId, one);
    if (remember[other] && notes.length < MEMORY_LIMITS.notesMax)
      notes.push({ ...one, netId: otherNetId, personaId: mind.personaId });
  }
  return told;
}

function thanksFor(told: readonly Memory[], locale: 'en' | 'ko'): string {
  const name = told.find(({ kind }) => kind === 'name')?.value;
  if (locale === 'ko')
    return name ? `반가워요, ${name} 님. 들려줘서 고마워요.` : '그렇군요. 들려줘서 고마워요.';
  return name ? `Nice to know you, ${name}.` : 'Thank you for telling me.';
}

/** Memories of a guest by importance, age and how well they fit, best first. */
export function rankMemories(mind: Mind, netId: number, text: string): Memory[] {
  const asked = new Set(termsOf(text));
  const score = ({ importance, daysAgo, value }: Memory): number => {
    const terms = termsOf(value);
    const shared = terms.filter((term) => asked.has(term)).length;
    const relevance = shared / Math.max(1, Math.min(terms.length, asked.size));
    const recency = 0.5 ** (daysAgo / WEIGHTS.halfDays);
    return (WEIGHTS.importance * importance) / 10 + WEIGHTS.recency * recency + WEIGHTS.relevance * relevance;
  };
  return mind.memories
    .filter((one) => one.netId === netId)
    .map((memory) => ({ memory, score: score(memory) }))
    .sort((a, b) => b.score - a.score)
    .map(({ memory }) => memory);
}

/** What a brain outside is told of a guest. */
export function memoriesFor(mind: Mind, netId: number, text: string): string[] {
  return rankMemories(mind, netId, text)
    .slice(0, TOLD_MAX)
    .map(({ kind, value }) => `remembered of this guest: ${kind} ${value}`);
}

function tellMemories(mind: Mind, netId: number, locale: 'en' | 'ko'): string {
  const told = rankMemories(mind, netId, '').slice(0, TOLD_MAX);
  if (told.length === 0) return LINES.nothing[locale];
  return told.map((memory) => sentence(memory, locale)).join(' ');
}

function sentence({ kind, value }: Memory, locale: 'en' | 'ko'): string {
  const mine = value
    .replace(/\bmy\b/gi, 'your')
    .replace(/\bI am\b|\bI'm\b/g, 'you are')
    .replace(/\bI\b/g, 'you');
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
