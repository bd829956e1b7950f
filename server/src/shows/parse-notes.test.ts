import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileMelody } from './compile-melody.ts';
import { parseNotes } from './parse-notes.ts';
import { CLOCK_DEFAULTS } from './parse-time.ts';

const clock = { ...CLOCK_DEFAULTS, bpm: 120 };

describe('notes', () => {
  test('have a name, an octave and beats; rests and ties', () => {
    const melody = parseNotes('A4 C#5:0.5 ~Bb3:2 -:1.5 g4', clock);
    if (typeof melody === 'string') throw new Error(melody);
    expect(melody.notes.map(({ key, tied }) => `${tied ? '~' : ''}${key}`)).toEqual([
      '69',
      '73',
      '~58',
      '67',
    ]);
    expect(melody.notes.map(({ atMs }) => atMs)).toEqual([0, 500, 750, 2500]);
    expect(melody.notes.map(({ ms }) => ms)).toEqual([500, 250, 1000, 500]);
    expect(melody.ms).toBe(3000);
  });

  test.each([
    ['H4', '"H4" is no note'],
    ['A', '"A" is no note'],
    ['A4:0', '0 beats'],
    ['A4:99', '99 beats'],
    ['-', 'no note'],
    [Array(300).fill('A4').join(' '), '300 notes'],
  ])('%.12s is refused', (text, why) => {
    expect(parseNotes(text, clock)).toContain(why);
  });

  test('without beats nothing can be sung', () => {
    expect(parseNotes('A4', CLOCK_DEFAULTS)).toContain('clock');
  });

  test('whatever is written, it is notes one after another, or says what is wrong', () => {
    const note = fc.stringMatching(/^~?[A-H][#b]?[0-8](:[0-9.]{1,4})?$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(note, fc.string({ maxLength: 4 })), { maxLength: 9 }), (words) => {
        const melody = parseNotes(words.join(' '), clock);
        if (typeof melody === 'string') {
          expect(melody.length).toBeGreaterThan(4);
          return;
        }
        let before = 0;
        for (const { atMs, ms } of melody.notes) {
          expect(atMs).toBeGreaterThanOrEqual(before - 1e-6);
          expect(ms).toBeGreaterThan(0);
          before = atMs + ms;
        }
        expect(melody.ms).toBeGreaterThanOrEqual(before - 1e-6);
      }),
    );
  });
});

describe('a line on its notes', () => {
  const melody = (text: string, at: number | null, offTickMs = 0) => {
    const sung = compileMelody('A4 B4 C5:2', text, { clock, at, offTickMs });
    if (typeof sung === 'string') throw new Error(sung);
    return sung;
  };
  test('begins ahead of its moment, so that the first vowel falls on the beat to the millisecond', () => {
    const sung = melody('저녁이', 40, 7);
    expect(sung).toMatchObject({ lead: 2, syllables: 3, groups: 3 });
    expect(sung.notes.map(({ atMs }) => atMs)).toEqual([107, 607, 1107]);
    // A breath before the next line.
    expect(sung.notes[2].ms).toBe(850);
    expect(sung.ticks).toBe(Math.ceil((1107 + 850) / 50));
    expect(sung.words).toEqual([107 / 50]);
  });
  test('at the very start of a scene there is nothing to begin ahead of', () => {
    expect(melody('저녁이', 0)).toMatchObject({ lead: 0 });
    expect(melody('저녁이', 1)).toMatchObject({ lead: 1 });
    expect(melody('저녁이', null)).toMatchObject({ lead: 2 });
  });
});
