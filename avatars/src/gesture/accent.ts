/** What a word means for the hands; 'plain' words carry beats only. */
export type WordSense =
  | 'plain'
  | 'self'
  | 'you'
  | 'there'
  | 'number'
  | 'negation'
  | 'large'
  | 'small'
  | 'all'
  | 'offer'
  | 'open'
  | 'contrast'
  | 'question';

/** How strongly a word is said, and what it means for the hands. */
export interface Accent {
  /** Index among the word marks. */
  readonly word: number;
  /** 0 hardly .. 1 the peak of the sentence. */
  readonly strength: number;
  readonly sense: WordSense;
  /** Spoken as a number: how many (1..10), 0 otherwise. */
  readonly count: number;
  /** True for the last word of a phrase. */
  readonly phraseEnd: boolean;
}

/** Words that share a sense, as a lookup. */
export function senseTable(lists: Partial<Record<WordSense, string>>): ReadonlyMap<string, WordSense> {
  const table = new Map<string, WordSense>();
  for (const [sense, words] of Object.entries(lists))
    for (const word of words.split(/\s+/)) table.set(word, sense as WordSense);
  return table;
}

/** Strength a sense adds to a word at least. */
export const SENSE_STRENGTH: Readonly<Record<WordSense, number>> = {
  plain: 0,
  self: 0.5,
  you: 0.5,
  there: 0.6,
  number: 0.85,
  negation: 0.95,
  large: 0.85,
  small: 0.8,
  all: 0.85,
  offer: 0.7,
  open: 0.6,
  contrast: 0.8,
  question: 0.7,
};
