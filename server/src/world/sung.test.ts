import { describe, expect, test } from 'vitest';
import { hzOfKey, layOnNotes, noteGroups, type SungNote, syllablesOf } from './sung.ts';

/** Notes of half a second on one key; `~` is tied. */
const notes = (marks: string): SungNote[] =>
  [...marks].map((mark, i) => ({ atMs: i * 500, ms: 500, key: 60, tied: mark === '~' }));
const starts = (spans: ReturnType<typeof layOnNotes>): number[][] =>
  spans.map((word) => word.map(({ fromMs }) => fromMs));

describe('syllables and notes', () => {
  test('A4 is 440 Hz, an octave doubles', () => {
    expect(hzOfKey(69)).toBe(440);
    expect(hzOfKey(57)).toBeCloseTo(220, 9);
  });

  test.each([
    ['저녁이', 3],
    ['evening', 2],
    ['blue', 1],
    ['name', 1],
    ['coat', 1],
    ['window', 2],
    ['every', 2],
    ['table', 2],
    ['houses', 2],
    ['learns', 1],
    ['forgotten', 3],
    ['hmm', 1],
  ])('%s has %i', (word, count) => {
    expect(syllablesOf(word)).toBe(count);
  });

  test('each has its note, tied notes are one', () => {
    expect(noteGroups(notes('--~-')).map(({ length }) => length)).toEqual([1, 2, 1]);
    expect(starts(layOnNotes([2, 1], [2, 1], notes('--~-')))).toEqual([[0, 500], [1500]]);
    expect(layOnNotes([2, 1], [2, 1], notes('--~-'))[0][1].toMs).toBe(1500);
  });

  test('a word that is spoken with fewer draws its last, with more it shares; the words stay where they are', () => {
    expect(starts(layOnNotes([1, 1], [2, 1], notes('---')))).toEqual([[0], [1000]]);
    expect(layOnNotes([1, 1], [2, 1], notes('---'))[0][0].toMs).toBe(1000);
    expect(starts(layOnNotes([3, 1], [2, 1], notes('---')))[0].map(Math.round)).toEqual([0, 333, 667]);
    expect(starts(layOnNotes([3, 1], [2, 1], notes('---')))[1]).toEqual([1000]);
  });

  test('notes that are left belong to the last syllable, too few are shared by all', () => {
    expect(layOnNotes([1, 1], [1, 1], notes('----'))[1][0]).toEqual({ fromMs: 500, toMs: 2000 });
    const shared = layOnNotes([2, 2], [2, 2], notes('--'));
    expect(starts(shared)).toEqual([
      [0, 250],
      [500, 750],
    ]);
    expect(shared[1][1].toMs).toBe(1000);
  });
});
