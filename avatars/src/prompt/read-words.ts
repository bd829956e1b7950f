import { isEnding, joinOf, startsWithStem } from './korean-endings.ts';
import { type Entry, LEXICON, type Meaning } from './lexicon.ts';
import type { MotionCatalogue } from './motion-plan.ts';
import { lemmaOf, type Token, tokenise } from './tokens.ts';

/** A stretch of a prompt with what it means; undefined: nobody knows. */
export interface Item {
  readonly meaning: Meaning | undefined;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly korean: boolean;
  readonly going: boolean;
  readonly afterComma: boolean;
  /** How a Korean verb joins the next clause. */
  readonly join: 'while' | 'then' | undefined;
}

/** Articles and the like that may stand inside an English phrase: "blow a kiss", "shake your head". */
const WITHIN = new Set(
  'a an the her his their your my its some big small little slow quick polite'.split(' '),
);

/** Words of a prompt as meanings; the longest known phrase wins. */
export function readWords(text: string, catalogue: MotionCatalogue): Item[] {
  const tokens = tokenise(text);
  const own = [...ownNames(catalogue), ...clipNames(catalogue)];
  const items: Item[] = [];
  for (let i = 0; i < tokens.length; ) {
    const number = Number(tokens[i].text);
    const match = Number.isFinite(number) ? undefined : longest(tokens, i, own);
    const used = match?.used ?? 1;
    const last = tokens[i + used - 1];
    items.push({
      meaning: Number.isFinite(number) ? { is: 'number', value: number } : match?.meaning,
      text: text.slice(tokens[i].from, last.to),
      from: tokens[i].from,
      to: last.to,
      korean: tokens[i].korean,
      going: tokens[i].going,
      afterComma: tokens[i].afterComma,
      join: last.korean ? joinOf(last.text) : undefined,
    });
    i += used;
  }
  return items;
}

/** Names of clips, alone or beside "clip" ("클립"), which tells one from an action of the same name. */
function clipNames(catalogue: MotionCatalogue): Entry[] {
  return (catalogue.clips ?? []).flatMap((name) => {
    const korean = /[\uac00-\ud7a3]/.test(name);
    const words = name.split(/[-_]|(?=[A-Z])|(?<=[a-z])(?=\d)/).filter((word) => word !== '');
    const said = korean ? words : words.map(lemmaOf);
    const meaning = { is: 'clip' as const, name };
    const clip = korean ? '클립' : 'clip';
    return [said, [clip, ...said], [...said, clip]].map((phrase) => ({ words: phrase, korean, meaning }));
  });
}

/** Names the model itself gives, so that a prompt grows with it: 'openPalms' is "open palm", a place is its id. */
function ownNames(catalogue: MotionCatalogue): Entry[] {
  const split = (name: string): string[] =>
    name
      .replace(/(Right|Left|Both)$/, '')
      .split(/(?=[A-Z])|(?<=[a-z])(?=\d)/)
      .map(lemmaOf);
  const entries: Entry[] = [
    ...catalogue.actions.map(({ name }) => ({
      words: split(name),
      korean: false,
      meaning: { is: 'action' as const, names: [name.replace(/(Right|Left|Both)$/, '')] },
    })),
    ...catalogue.styles.map((name) => ({
      words: [lemmaOf(name)],
      korean: false,
      meaning: { is: 'style' as const, names: [name] },
    })),
    ...catalogue.places.map((name) => ({
      words: split(name),
      korean: false,
      meaning: { is: 'place' as const, names: [name] },
    })),
  ];
  return entries;
}

function longest(
  tokens: readonly Token[],
  at: number,
  own: readonly Entry[],
): { meaning: Meaning; used: number } | undefined {
  let best: { meaning: Meaning; used: number; weight: number } | undefined;
  for (const list of [LEXICON, own]) {
    for (const entry of list) {
      if (entry.korean !== tokens[at].korean) continue;
      const used = matches(entry.words, tokens, at, entry.korean);
      if (used === 0) continue;
      const weight = entry.words.length * 100 + entry.words.join('').length;
      if (!best || weight > best.weight) best = { meaning: entry.meaning, used, weight };
    }
  }
  return best;
}

/** Number of tokens that a phrase takes from `at` on, 0 when it does not stand there. */
function matches(words: readonly string[], tokens: readonly Token[], at: number, korean: boolean): number {
  let i = at;
  for (let w = 0; w < words.length; w++) {
    if (!korean && w > 0)
      while (i < tokens.length && WITHIN.has(tokens[i].lemma) && tokens[i].lemma !== words[w]) i++;
    const token = tokens[i];
    if (!token || token.korean !== korean || (w > 0 && token.afterComma)) return 0;
    if (korean) {
      const stem = startsWithStem(token.text, words[w]);
      if (stem === 0 || !isEnding(token.text.slice(stem))) return 0;
    } else if (token.lemma !== words[w] && token.text.toLowerCase() !== words[w]) return 0;
    i += 1;
  }
  return i - at;
}
