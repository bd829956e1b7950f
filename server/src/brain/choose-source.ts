import type { Answer, KnowledgeBase } from './knowledge.ts';
import { isKorean } from './korean.ts';
import { findTopic } from './offline-reply.ts';
import type { Persona } from './persona.ts';

/** A phrase of so many words that is most of what was said means just that; Korean packs more into a word. */
const PHRASE = { words: { en: 3, ko: 2 }, cover: 0.5 } as const;

/**
 * Words of a topic that stand as they are must be so much of what was said; from `most` on they are nearly all of it, and what
 * fits by meaning must then beat them by a lead, else only come near them.
 */
const LITERAL = { least: 0.3, most: 0.5, lead: 0.14 } as const;

/**
 * What the offline brain answers from: a fact of the stage or a topic of the persona, whichever fits better by meaning; or
 * the topic whose very words make up most of what was said. Undefined: nothing it knows.
 */
export function chooseSource(persona: Persona, knowledge: KnowledgeBase, text: string): Answer | undefined {
  const found = knowledge.find(text, persona);
  const literal = findTopic(persona, text);
  if (!literal || literal.cover < LITERAL.least) return found;
  if (literal.words >= PHRASE.words[isKorean(text) ? 'ko' : 'en'] && literal.cover >= PHRASE.cover)
    return { kind: 'topic', topic: literal.topic, fit: literal.cover };
  const bar = literal.cover + (literal.cover >= LITERAL.most ? LITERAL.lead : -LITERAL.lead);
  if (found && found.fit >= Math.min(bar, 1)) return found;
  return { kind: 'topic', topic: literal.topic, fit: literal.cover };
}
