// CONTRIBUTOR NOTES
// What a text is found by. Words of one meaning are one term in both languages; replacing them, instead of adding every synonym,
// keeps the rest of a question from drowning. Kinds are added beside ("cello" is found by "instrument"). What no table
// knows is a term by itself: Latin words without their endings, Korean words without particles and endings, as pairs of
// syllables, since what is left of a Korean stem still changes.
import { ASKING, SAME_KIND, SAME_MEANING } from './lexicon.ts';

/** Term of words that say nothing. */
const NOTHING = '';
/** Words too common to say anything. */
const STOP = new Set(
  `a an the is are was were be been am do does did doing you your yours i my me mine we us our it its this that these those of to
  in on at and or for with what which can could would should will shall may might about please here there now some any thing things
  how something anything somebody anybody so too also just really very much many more most get got go going one ones if as by not no yes
  have has had than then them they he she his her all ever tell know want think still must well up out whats s m re ve ll d t don
  good nice hello hi hey ok okay oh let lets into over only own both again between`.split(/\s+/),
);

/** Korean words of talk that say nothing of what is meant. */
const STOP_KO = new Set(
  `그 이 저 것 거 게 건 좀 혹시 저기 여기 거기 이거 저거 그거 제 제가 저는 내 내가 나는 나 네 우리 저희 있어요 있나요 있을까요
  없나요 없어요 뭐 뭐예요 뭐죠 무슨 어떤 어떻게 어때요 정말 너무 아주 같이 지금 오늘 그리고 근데 그럼 수 데 줄 때 중 안 못 더 다
  잘 해요 해 하나요 하죠 했죠 했지 한다고 주세요 줘요 줘 봐도 보고 싶어요 싶은데요 할 수 하는 되는 라는 이라는 한 장 번 점 있는데 있는 있어 없어 다른 말 어느 쪽 분 뭔가 뭐가 뭘`.split(
    /\s+/,
  ),
);

/** Particles and endings of Korean words, longest first; what is left has two syllables at least. */
const ENDINGS =
  `이라고요 이라는 이에요 으로는 에서는 에게는 한테는 이었어요 였어요 했어요 했나요 하세요 하시나요 하나요 할까요 습니까 습니다
  입니다 인가요 인데요 는데요 은데요 을까요 나요 세요 어요 아요 해요 예요 네요 군요 까요 죠 지요 이죠 어서 아서 려면 려고 으면 면서
  에서 에게 한테 까지 부터 처럼 보다 이랑 하고 으로 이나 이라 라고 다고 라는 는데 은데 들은 들이 들을 들 님이 님은 님 은 는 이 가 을 를 에 의 도 만 로 랑 과 와 요 야 고 서 지`
    .split(/\s+/)
    .sort((a, b) => b.length - a.length);

interface Meaning {
  /** Sticky: looks at one place only. */
  readonly find: RegExp;
  readonly term: string;
}
/** Words by how they begin, longest first: at a place of a text only a few can stand. */
type Table = ReadonlyMap<string, readonly Meaning[]>;
/** Tables of words, ready to be looked for. */
export interface Meanings {
  /** Taken out of a text for their term. */
  readonly same: Table;
  /** Added beside what is there. */
  readonly kinds: Table;
}

/** @param own groups of words of one meaning besides those of everyday; one that shares a word with them joins them */
export function meaningsOf(own: readonly (readonly string[])[] = []): Meanings {
  const terms = new Map<string, string>(ASKING.map((word) => [word, NOTHING]));
  SAME_MEANING.forEach((words, i) => {
    for (const word of words) if (!terms.has(word)) terms.set(word, `#${i}`);
  });
  own.forEach((words, i) => {
    const lower = words.map((word) => word.toLowerCase());
    const known = lower.map((word) => terms.get(word)).find((term) => term !== undefined);
    for (const word of lower) if (!terms.has(word)) terms.set(word, known ?? `#own${i}`);
  });
  const kinds = SAME_KIND.flatMap((words, i) => words.map((word): [string, string] => [word, `@${i}`]));
  return { same: patternsOf([...terms]), kinds: patternsOf(kinds) };
}

function patternsOf(words: readonly (readonly [string, string])[]): Table {
  const table = new Map<string, Meaning[]>();
  for (const [word, term] of [...words].sort(([a], [b]) => b.length - a.length)) {
    const key = startOf(word, 0);
    const bucket = table.get(key);
    const meaning = { term, find: patternOf(word) };
    if (bucket) bucket.push(meaning);
    else table.set(key, [meaning]);
  }
  return table;
}

/** How a word at a place of a text begins: two letters, or one syllable. */
function startOf(text: string, at: number): string {
  return text[at] >= '가' ? text[at] : text.slice(at, at + 2);
}

function patternOf(word: string): RegExp {
  const noun = word.endsWith('=');
  const plain = word.replace(/=$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (!/[가-힣]/.test(word)) return new RegExp(`${englishForms(plain)}(?![a-z])`, 'y');
  const particles = '(?:이랑|하고|이에요|예요|인가요|이죠|[은는이가을를도만에의와과로랑요])?(?![가-힣])';
  // The ending of a word that is known says nothing more: it goes with it.
  return new RegExp(plain + (noun ? particles : '[가-힣]*'), 'y');
}

/** A word with its regular endings: swim, swims, swimming; dance, danced, dancing; puppy, puppies. */
function englishForms(word: string): string {
  if (word.includes(' ') || word.length < 3) return word;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}(?:y|ies|ied|ying)`;
  if (word.endsWith('e')) return `${word.slice(0, -1)}(?:e|es|ed|er|ers|ing)`;
  const last = word.at(-1)!;
  return `${word}(?:s|es|${last}?(?:ing|ed|er|ers))?`;
}

const WORD = /[a-z\u00df-\u024f\d]+|[가-힣]+/g;

/** Terms of a text by which it is found, each once. */
export function termsOf(text: string, { same, kinds }: Meanings): string[] {
  const lower = text.normalize('NFC').toLowerCase().replace(/[’']/g, "'");
  const terms = new Set<string>();
  let from = 0;
  for (const { 0: word, index } of lower.matchAll(WORD)) {
    const key = startOf(lower, index);
    for (const { find, term } of kinds.get(key) ?? []) {
      find.lastIndex = index;
      if (find.test(lower)) terms.add(term);
    }
    // Inside of what was understood already.
    if (index < from) continue;
    const known = same.get(key)?.find(({ find }) => {
      find.lastIndex = index;
      return find.test(lower);
    });
    if (known) {
      if (known.term !== NOTHING) terms.add(known.term);
      from = known.find.lastIndex;
    } else for (const term of ownTerms(word)) terms.add(term);
  }
  return [...terms];
}

function ownTerms(word: string): string[] {
  if (!/[가-힣]/.test(word)) {
    if (STOP.has(word) || word.length < 2) return [];
    return [word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word];
  }
  if (STOP_KO.has(word)) return [];
  const stem = stemOf(word);
  if (STOP_KO.has(stem)) return [];
  if (stem.length < 2) return [stem];
  return Array.from({ length: stem.length - 1 }, (_, i) => stem.slice(i, i + 2));
}

/** A Korean word without its particle or ending. */
function stemOf(word: string): string {
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= 2);
  return ending ? word.slice(0, -ending.length) : word;
}
