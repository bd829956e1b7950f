import type { Percept } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';
import { answerGraph, describeGraph } from './graphs.ts';
import type { KnowledgeBase } from './knowledge.ts';
import { withParticle } from './korean.ts';
import { answerTable, describeTable } from './tables.ts';

/** Words that ask what something is. */
const WHAT_IS =
  /\b(what|who)('s| is| are)? (this|that|it|these|those|he|she)\b|\b(tell me|talk) (more )?about (this|that|it|him|her)\b|이게 뭐|이거 뭐|이건 뭐|저게 뭐|저건 뭐|저거 뭐|그건 뭐|무슨 그림|(이|저|그) (그림|사람|분)|누구예요|누구야|누군|이것 좀|설명/iu;

/** Longest answer that is said, characters. */
const ANSWER_MAX = 240;

/**
 * Answers what can be answered from what is meant, held out or known: "what is this?" with a thing looked or pointed
 * at, questions about a table or graph, and facts of the stage. Undefined when none of them fits.
 */
export function understand(
  world: World,
  percept: Percept,
  locale: 'en' | 'ko',
  knowledge: KnowledgeBase,
): { readonly text: string; readonly fit: number } | undefined {
  const { about, shown, text } = percept;
  if (about && WHAT_IS.test(text)) {
    const told = tellThing(world, about, locale, knowledge);
    if (told) return { text: told, fit: 1 };
  }
  if (shown) {
    const answer =
      shown.kind === 'table'
        ? answerTable(shown.table, text, locale)
        : shown.kind === 'graph'
          ? answerGraph(shown.graph, text, locale)
          : undefined;
    if (answer) return { text: cut(answer), fit: 1 };
  }
  const fact = knowledge.find(text);
  return fact && { text: fact.item.text[locale], fit: fact.fit };
}

/** What one says on being held something out. */
export function welcomeShown(shown: NonNullable<Percept['shown']>, locale: 'en' | 'ko'): string {
  if (shown.kind === 'table') return cut(describeTable(shown.table, locale));
  if (shown.kind === 'graph') return cut(describeGraph(shown.graph, locale));
  const wide = shown.width > shown.height * 1.15;
  const tall = shown.height > shown.width * 1.15;
  if (locale === 'ko')
    return `${wide ? '가로로 넓은' : tall ? '세로로 긴' : '네모반듯한'} 그림이네요. 오늘 제 작은 머리로는 안에 무엇이 있는지까지는 못 봐요.`;
  return `A ${wide ? 'wide' : tall ? 'tall' : 'square'} picture. My small mind of tonight cannot see what is in it.`;
}

function tellThing(
  world: World,
  about: NonNullable<Percept['about']>,
  locale: 'en' | 'ko',
  knowledge: KnowledgeBase,
): string | undefined {
  if (about.kind !== 'human') return knowledge.about(about.id)?.text[locale];
  const slot = slotOf(world, about.netId);
  if (slot < 0) return undefined;
  const name = world.social.names[slot][locale];
  return locale === 'ko' ? `저분은 ${withParticle(name, '예요')}.` : `That is ${name}.`;
}

function cut(text: string): string {
  return text.length <= ANSWER_MAX ? text : `${text.slice(0, ANSWER_MAX - 1)}…`;
}
