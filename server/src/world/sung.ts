/** One note of a line that is sung. Times in ms from the start of the line, its lead included. */
export interface SungNote {
  readonly atMs: number;
  readonly ms: number;
  /** MIDI key (60 is C4). */
  readonly key: number;
  /** True when it goes on with the syllable of the note before. */
  readonly tied: boolean;
}

/** Equal temperament by A4. */
export const hzOfKey = (key: number): number => 440 * 2 ** ((key - 69) / 12);

/** Notes of one syllable: the first and those tied to it. */
export type NoteGroup = readonly SungNote[];

export function noteGroups(notes: readonly SungNote[]): NoteGroup[] {
  const groups: SungNote[][] = [];
  for (const note of notes) {
    const group = groups.at(-1);
    if (note.tied && group) group.push(note);
    else groups.push([note]);
  }
  return groups;
}

/** Part of the notes that a syllable is sung on. */
export interface SyllableSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

const endOf = (group: NoteGroup): number => group[group.length - 1].atMs + group[group.length - 1].ms;

/**
 * Lays syllables on notes, word by word: one on each; a word with too few draws its last one over what is left, one with
 * too many divides notes among them. Notes that no word has left belong to the last syllable of the line.
 *
 * @param counts syllables of each word as they are sung
 * @param expected syllables of each word as they were counted when the notes were written
 */
export function layOnNotes(
  counts: readonly number[],
  expected: readonly number[],
  notes: readonly SungNote[],
): SyllableSpan[][] {
  const groups = noteGroups(notes);
  const total = expected.reduce((sum, count) => sum + count, 0);
  // Too few notes for the words: all of the line shares all of them.
  const scale = total > groups.length ? groups.length / total : 1;
  let before = 0;
  return counts.map((count, word) => {
    const first = before * scale;
    before += expected[word];
    const last = word === counts.length - 1 && scale === 1 ? groups.length : before * scale;
    return spread(count, groups, first, last, scale === 1 && last - first > count);
  });
}

/** `count` syllables over the groups [first, last), which may be parts of groups; `draw`: the last takes what is left. */
function spread(
  count: number,
  groups: readonly NoteGroup[],
  first: number,
  last: number,
  draw: boolean,
): SyllableSpan[] {
  const timeAt = (place: number, end: boolean): number => {
    const index = Math.min(groups.length - 1, end ? Math.ceil(place) - 1 : Math.floor(place));
    const group = groups[Math.max(0, index)];
    return group[0].atMs + (endOf(group) - group[0].atMs) * Math.min(1, place - Math.max(0, index));
  };
  return Array.from({ length: count }, (_, i) => {
    const step = draw ? 1 : (last - first) / count;
    const from = first + i * step;
    const to = draw && i === count - 1 ? last : first + (i + 1) * step;
    return { fromMs: timeAt(from, false), toMs: timeAt(to, true) };
  });
}

const HANGUL = /[\uac00-\ud7a3]/g;
const VOWELS = /[aeiouy]+/g;

/** Syllables of a word: Korean ones as they are written, English ones by groups of vowels; at least one. */
export function syllablesOf(word: string): number {
  const korean = word.match(HANGUL)?.length ?? 0;
  if (korean > 0) return korean;
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  const groups = plain.match(VOWELS)?.length ?? 0;
  // A silent e at the end (blue has none of its own, name neither), unless it makes the syllable (table).
  const silent =
    /[^aeiouy]e(?:s|d)?$/.test(plain) && !/(?:[^aeiouy]le|[sxz]es|ches|shes|ges|ces|[td]ed)$/.test(plain);
  // "every", "evening" and their like swallow the e in the middle.
  const swallowed = /^(?:every|even(?:ing)|different|several|favou?rite)/.test(plain) ? 1 : 0;
  return Math.max(1, groups - (silent && groups > 1 ? 1 : 0) - swallowed);
}
