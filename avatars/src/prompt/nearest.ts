import { LEXICON } from './lexicon.ts';
import type { MotionCatalogue } from './motion-plan.ts';

const NEAREST_MAX = 3;
const USUAL = ['walk', 'turn', 'wave', 'bow', 'nod'];

/**
 * What can be done instead of a word: of what is wanted whatever the catalogue has, else the words spelt most alike.
 */
export function nearestNames(word: string, wanted: readonly string[], catalogue: MotionCatalogue): string[] {
  const has = (name: string): boolean =>
    /^(walk|turn|wait|look)/.test(name) ||
    name === 'guests' ||
    catalogue.styles.includes(name) ||
    catalogue.places.includes(name) ||
    catalogue.clips?.includes(name) ||
    catalogue.actions.some((action) => action.name === name || plainName(action.name) === name);
  const found = [...new Set(wanted.filter(has))];
  if (found.length > 0) return found.slice(0, NEAREST_MAX);
  if (word === '') return USUAL.filter(has);
  const korean = /[\uac00-\ud7a3]/.test(word);
  const words = korean
    ? LEXICON.filter((entry) => entry.korean && /^(action|walk|turn|style)$/.test(entry.meaning.is)).map(
        (entry) => entry.words.join(' '),
      )
    : [
        ...catalogue.actions.map((action) => plainName(action.name)),
        ...catalogue.styles,
        ...(catalogue.clips ?? []),
        'walk',
        'turn',
        'wait',
        'look',
      ];
  return [...new Set(words)]
    .map((candidate) => ({ candidate, far: spellDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far || a.candidate.localeCompare(b.candidate))
    .slice(0, NEAREST_MAX)
    .map(({ candidate }) => candidate);
}

/** Name of an action without its hand. */
export function plainName(name: string): string {
  return name.replace(/(Right|Left|Both)$/, '');
}

/** Letters to change, add or leave out to make one word of another. */
export function spellDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
