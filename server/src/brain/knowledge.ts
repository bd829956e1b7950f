// CONTRIBUTOR NOTES
// A few hundred facts need no engine. Each question a fact answers is an entry of its own, and it fits by the harmonic
// mean of how much of the question and how much of the entry was found, weighed by how rare terms are: how much of the question
// alone found long entries for short questions. What terms are is in terms.ts. The same terms index memories.
import { z } from 'zod';
import type { Persona, Topic } from './persona.ts';
import { CHATS_ANYWHERE } from './small-talk.ts';
import { type Meanings, meaningsOf, termsOf } from './terms.ts';

const TEXT = z.object({ en: z.string().min(1), ko: z.string().min(1) });

const LINES = z.array(z.string().min(1).max(200)).min(2).max(8);
/** Small talk of two performers: lines to and fro, the same in both languages; {guest} is the one spoken to. */
const CHAT = z
  .object({ en: LINES, ko: LINES })
  .refine(({ en, ko }) => en.length === ko.length, 'en and ko have as many lines');

/** Schema of assets/stages/<id>/knowledge.json. */
export const KNOWLEDGE_SCHEMA = z.object({
  /** Words that mean the same, each line one meaning, both languages. */
  synonyms: z.array(z.array(z.string().min(1)).min(2)).max(500),
  facts: z
    .array(
      z.object({
        id: z.string().min(1),
        /** Id of the painting or mark it is about; what one says when asked "what is this?". */
        about: z.string().min(1).optional(),
        /** Id of the persona whose own words `text` is; everybody's when left out. */
        who: z.string().min(1).optional(),
        /** How anybody else says it; without it nobody else can. */
        others: TEXT.optional(),
        /** Questions it answers, in both languages. */
        asks: z.array(z.string().min(1)).min(1),
        text: TEXT,
      }),
    )
    .max(2_000),
  /** What performers say to one another on this stage; without it what can be said anywhere. */
  chats: z.array(CHAT).min(1).max(200).optional(),
});

export type Knowledge = z.infer<typeof KNOWLEDGE_SCHEMA>;
export type Chat = z.infer<typeof CHAT>;
export type Fact = Knowledge['facts'][number];

/** A fact in the words of a persona; undefined when it is not hers to tell. */
export function tellFact({ who, text, others }: Fact, personaId: string): Fact['text'] | undefined {
  return who === undefined || who === personaId ? text : others;
}

/** Reads knowledge; a wrong file fails with its name and the place in it. */
export function parseKnowledge(json: unknown, file: string): Knowledge {
  const parsed = KNOWLEDGE_SCHEMA.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue.path.join('.') || 'knowledge'}: ${issue.message}`);
}

export interface Found<T> {
  readonly item: T;
  /** Share of the question's weight that was found, 0..1. */
  readonly share: number;
  /** Harmonic mean of that and of the share of the entry that was found, 0..1. */
  readonly fit: number;
}

const EVERYDAY = meaningsOf();
/** Weight of a term that no entry has, as a share of that of the rarest. */
const UNKNOWN_SHARE = 0.5;
/** What fits in all but the rarest word of an entry mostly means something else ("tell me about this", about Kwame). */
const NO_CORE_SHARE = 0.7;

/** One text of an index. */
interface Entry<T> {
  readonly item: T;
  readonly terms: ReadonlySet<string>;
  /** Share of its fit that it is ranked by. */
  readonly worth: number;
  /** The rarest of its terms and what they weigh together; undefined until it is met, since both change as the index grows. */
  weighed: { readonly rarest: string; readonly weight: number } | undefined;
}

/** An index of texts by their terms. */
export class TermIndex<T> {
  readonly #entries: Entry<T>[] = [];
  /** Numbers of the entries that have a term, ascending. */
  readonly #holders = new Map<string, number[]>();
  #grown = false;
  readonly #meanings: Meanings;

  constructor(meanings: Meanings = EVERYDAY) {
    this.#meanings = meanings;
  }

  /** @param share of its fit that it is ranked by */
  add(item: T, text: string, share = 1): void {
    const terms = new Set(termsOf(text, this.#meanings));
    for (const term of terms) {
      const holders = this.#holders.get(term);
      if (holders) holders.push(this.#entries.length);
      else this.#holders.set(term, [this.#entries.length]);
    }
    this.#entries.push({ item, terms, worth: share, weighed: undefined });
    this.#grown = true;
  }

  /** The best entries for a question by fit, best first; the earlier of two equals first. */
  search(question: string, most = 3): Found<T>[] {
    if (this.#grown) for (const entry of this.#entries) entry.weighed = undefined;
    this.#grown = false;
    const asked = termsOf(question, this.#meanings);
    const whole = this.#sum(asked);
    if (whole === 0) return [];
    const met = new Set(asked.flatMap((term) => this.#holders.get(term) ?? []));
    return [...met]
      .sort((a, b) => a - b)
      .map((at) => this.#fit(this.#entries[at], asked, whole))
      .sort((a, b) => b.fit - a.fit)
      .slice(0, most);
  }

  #fit(entry: Entry<T>, asked: readonly string[], whole: number): Found<T> {
    entry.weighed ??= { rarest: this.#rarest(entry.terms), weight: this.#sum(entry.terms) };
    const { item, terms, worth } = entry;
    const { rarest, weight } = entry.weighed;
    const both = asked.filter((term) => terms.has(term));
    const found = this.#sum(both);
    const [share, ofEntry] = [found / whole, found / weight];
    const core = terms.has(rarest) && !both.includes(rarest) ? NO_CORE_SHARE : 1;
    return { item, share, fit: (core * worth * 2 * share * ofEntry) / (share + ofEntry) };
  }

  #rarest(terms: Iterable<string>): string {
    const held = (term: string): number => this.#holders.get(term)?.length ?? Number.POSITIVE_INFINITY;
    let rarest = '';
    for (const term of terms) if (held(term) < held(rarest)) rarest = term;
    return rarest;
  }

  #sum(terms: Iterable<string>): number {
    let sum = 0;
    for (const term of terms) {
      const holders = this.#holders.get(term)?.length ?? 0;
      const rare = Math.log(1 + (this.#entries.length - holders + 0.5) / (holders + 0.5));
      // What no entry has is mostly filler; if it were as heavy as it is rare, a long question would find nothing.
      sum += holders === 0 ? rare * UNKNOWN_SHARE : rare;
    }
    return sum;
  }
}

/** What a persona can answer from. */
export type Answer =
  | { readonly kind: 'fact'; readonly fact: Fact; readonly fit: number }
  | { readonly kind: 'topic'; readonly topic: Topic; readonly fit: number };

/** Facts of a stage: by what they are about, and by a question, beside the topics of a persona. */
export interface KnowledgeBase {
  /** Small talk of performers; at least one. */
  readonly chats: readonly Chat[];
  /** Ids of all facts. */
  readonly ids: readonly string[];
  about(id: string): Fact | undefined;
  /** A fact by its own id. */
  byId(id: string): Fact | undefined;
  /** Makes ready what a persona knows, so that its first question costs a tick no more than the next. */
  prepare(persona: Pick<Persona, 'id' | 'topics'>): void;
  /** The fact or topic that fits a question asked of a persona best; undefined when none fits. */
  find(question: string, persona: Pick<Persona, 'id' | 'topics'>): Answer | undefined;
}

/** It answers when one of its questions fits at least so well. */
const FIT_LEAST = 0.4;
/** A single word of a topic says less than a question that a fact was written for. */
const TOPIC_SHARE = 0.85;

export function createKnowledgeBase({ synonyms, facts, chats }: Knowledge): KnowledgeBase {
  const meanings = meaningsOf(synonyms);
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const byThing = new Map(facts.flatMap((fact) => (fact.about ? [[fact.about, fact]] : [])));
  const indexes = new Map<string, TermIndex<Fact | Topic>>();
  const indexOf = (persona: Pick<Persona, 'id' | 'topics'>): TermIndex<Fact | Topic> => {
    const known = indexes.get(persona.id);
    if (known) return known;
    const index = new TermIndex<Fact | Topic>(meanings);
    for (const fact of facts)
      if (tellFact(fact, persona.id)) for (const ask of fact.asks) index.add(fact, ask);
    for (const topic of persona.topics) for (const word of topic.words) index.add(topic, word, TOPIC_SHARE);
    indexes.set(persona.id, index);
    return index;
  };
  return {
    chats: chats ?? CHATS_ANYWHERE,
    ids: facts.map(({ id }) => id),
    about: (id) => byThing.get(id),
    byId: (id) => byId.get(id),
    prepare: (persona) => void indexOf(persona),
    find(question, persona) {
      const [best] = indexOf(persona).search(question, 1);
      if (!best || best.fit < FIT_LEAST) return undefined;
      const { item, fit } = best;
      return 'asks' in item ? { kind: 'fact', fact: item, fit } : { kind: 'topic', topic: item, fit };
    },
  };
}
