// CONTRIBUTOR NOTES
// A few hundred facts need no engine. Words of Latin script count whole (their plural s taken off), Korean as pairs of
// syllables, because its words change their ends. Words that mean the same are one term, in both languages; adding all
// synonyms instead drowned the rest of a question. Each question a fact answers is an entry of its own, and it fits by the
// harmonic mean of how much of the question and how much of the entry was found, weighed by how rare terms are: how much
// of the question alone found long entries for short questions. The same terms index memories.
import { z } from 'zod';

const TEXT = z.object({ en: z.string().min(1), ko: z.string().min(1) });

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
        /** Questions it answers, in both languages. */
        asks: z.array(z.string().min(1)).min(1),
        text: TEXT,
      }),
    )
    .max(2_000),
});

export type Knowledge = z.infer<typeof KNOWLEDGE_SCHEMA>;
export type Fact = Knowledge['facts'][number];

/** Reads knowledge; a wrong file fails with its name and the place in it. */
export function parseKnowledge(json: unknown, file: string): Knowledge {
  const parsed = KNOWLEDGE_SCHEMA.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue.path.join('.') || 'knowledge'}: ${issue.message}`);
}

/** Words too common to say anything. */
const STOP = new Set(
  'a an the is are was were be do does did you your i my me we it its this that these those of to in on at and or for with what can could would will about tell please here there now'.split(
    ' ',
  ),
);
/** Pairs of syllables of Korean endings, which say as little. */
const ENDINGS = new Set(
  '있어 어요 예요 이에 에요 해요 나요 아요 가요 세요 습니 니다 니까 인가 까요 네요 지요'.split(' '),
);
/** Words of one meaning in a text, longest first, each with the number of its meaning. */
type Meanings = readonly { readonly find: RegExp; readonly term: string }[];

function meaningsOf(synonyms: readonly (readonly string[])[]): Meanings {
  return synonyms
    .flatMap((words, i) => words.map((word) => ({ word: word.toLowerCase(), term: `#${i}` })))
    .sort((a, b) => b.word.length - a.word.length)
    .map(({ word, term }) => {
      const plain = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return {
        term,
        find: /[가-힣]/.test(word)
          ? new RegExp(plain, 'g')
          : new RegExp(`\\b${plain}(s|es|ed|d|ing)?\\b`, 'g'),
      };
    });
}

/** Terms of a text by which it is found. */
export function termsOf(text: string, meanings: Meanings = []): string[] {
  const terms: string[] = [];
  let rest = text.normalize('NFC').toLowerCase();
  for (const { find, term } of meanings) {
    const without = rest.replace(find, ' ');
    if (without !== rest) terms.push(term);
    rest = without;
  }
  for (const [word] of rest.matchAll(/[\p{Script=Latin}\d]+|[가-힣]+/gu)) {
    if (/[가-힣]/.test(word)) for (let i = 0; i + 1 < word.length; i++) terms.push(word.slice(i, i + 2));
    else if (!STOP.has(word)) terms.push(word.length > 3 ? word.replace(/(?<!s)s$/, '') : word);
  }
  return [...new Set(terms)].filter((term) => !ENDINGS.has(term));
}

export interface Found<T> {
  readonly item: T;
  /** Share of the question's weight that was found, 0..1. */
  readonly share: number;
  /** Harmonic mean of that and of the share of the entry that was found, 0..1. */
  readonly fit: number;
}

/** An index of texts by their terms. */
export class TermIndex<T> {
  readonly #entries: { item: T; terms: ReadonlySet<string> }[] = [];
  readonly #holders = new Map<string, number>();
  readonly #meanings: Meanings;

  constructor(synonyms: readonly (readonly string[])[] = []) {
    this.#meanings = meaningsOf(synonyms);
  }

  add(item: T, text: string): void {
    const terms = new Set(termsOf(text, this.#meanings));
    for (const term of terms) this.#holders.set(term, (this.#holders.get(term) ?? 0) + 1);
    this.#entries.push({ item, terms });
  }

  /** The best entries for a question by fit, best first; the earlier of two equals first. */
  search(question: string, most = 3): Found<T>[] {
    const asked = termsOf(question, this.#meanings);
    const whole = this.#sum(asked);
    if (whole === 0) return [];
    return this.#entries
      .map(({ item, terms }) => {
        const found = this.#sum(asked.filter((term) => terms.has(term)));
        const [share, ofEntry] = [found / whole, found / Math.max(1e-9, this.#sum(terms))];
        return { item, share, fit: found === 0 ? 0 : (2 * share * ofEntry) / (share + ofEntry) };
      })
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.fit - a.fit)
      .slice(0, most);
  }

  #sum(terms: Iterable<string>): number {
    let sum = 0;
    for (const term of terms) {
      const holders = this.#holders.get(term) ?? 0;
      sum += Math.log(1 + (this.#entries.length - holders + 0.5) / (holders + 0.5));
    }
    return sum;
  }
}

/** Facts of a stage: by what they are about, and by a question. */
export interface KnowledgeBase {
  about(id: string): Fact | undefined;
  /** The fact that answers a question, and how well it fits, 0..1. */
  find(question: string): { readonly item: Fact; readonly fit: number } | undefined;
}

/** A fact answers when one of its questions fits at least so well. */
const FIT_LEAST = 0.42;

export function createKnowledgeBase({ synonyms, facts }: Knowledge): KnowledgeBase {
  const index = new TermIndex<Fact>(synonyms);
  for (const fact of facts) for (const ask of fact.asks) index.add(fact, ask);
  const byThing = new Map(facts.flatMap((fact) => (fact.about ? [[fact.about, fact]] : [])));
  return {
    about: (id) => byThing.get(id),
    find(question) {
      const [best] = index.search(question, 1);
      return best && best.fit >= FIT_LEAST ? best : undefined;
    },
  };
}
