import { describe, expect, it } from 'vitest';
import { type Phoneme, visemesOfPhonemes, visemesOfSound } from './ipa-visemes.ts';
import { visemesOfText } from './text-visemes.ts';
import { mouthWeights, VISEME_INDEX, VISEMES } from './visemes.ts';

const named = (track: readonly number[]) =>
  Array.from({ length: track.length / 2 }, (_, i) => `${VISEMES[track[i * 2]]}@${track[i * 2 + 1]}`);
const line = (text: string, stepMs = 100): Phoneme[] =>
  text.split(' ').map((ipa, i) => ({ ipa: ipa === '_' ? '' : ipa, startMs: i * stepMs }));

describe('visemes', () => {
  it('are the 15 of the Oculus set', () => expect(VISEMES).toHaveLength(15));
  it('come from sounds of both languages, glides in two parts', () => {
    expect(named(visemesOfPhonemes(line('h ə l ˈoʊ _'), 500).track)).toEqual([
      'kk@0',
      'E@100',
      'nn@200',
      'O@300',
      'U@360',
      'sil@400',
    ]);
    expect(named(visemesOfPhonemes(line('m ˈɐ dʑ ɯ'), 400).track)).toEqual([
      'PP@0',
      'aa@100',
      'CH@200',
      'I@300',
      'sil@400',
    ]);
  });
  it('merge equal neighbours and tell sounds nobody knows', () => {
    expect(named(visemesOfPhonemes(line('n l ʘ a'), 400).track)).toEqual(['nn@0', 'aa@300', 'sil@400']);
    expect(visemesOfPhonemes(line('n ʘ'), 200).unknown).toEqual(['ʘ']);
    expect(visemesOfSound('ʘ')).toBeUndefined();
  });
  it('end in silence, empty lines too, and times never fall', () => {
    expect(named(visemesOfPhonemes([], 0).track)).toEqual(['sil@0']);
    const { track } = visemesOfPhonemes(
      [
        { ipa: 'a', startMs: 0 },
        { ipa: 'm', startMs: 50 },
        { ipa: 'i', startMs: 50 },
      ],
      120,
    );
    expect(named(track)).toEqual(['aa@0', 'I@50', 'sil@120']);
  });
});

describe('without a voice', () => {
  it('letters give rough shapes at an even pace, closed at the end', () => {
    expect(named(visemesOfText('마음', 400))).toEqual(['PP@0', 'aa@60', 'I@200', 'PP@340', 'sil@400']);
    expect(named(visemesOfText('bo, ', 400))).toEqual(['PP@0', 'O@100', 'sil@200']);
    expect(named(visemesOfText('', 0))).toEqual(['sil@0']);
  });
});

describe('the mouth', () => {
  const { aa, PP, O, sil } = VISEME_INDEX;
  const at = (track: number[], ms: number): number[] => {
    const out = [0, 0, 0, 0, 0];
    mouthWeights(track, ms, out);
    return out;
  };
  it('opens for a vowel, is shut before and after the line', () => {
    const track = [aa, 0, sil, 300];
    expect(at(track, 150)[0]).toBeCloseTo(0.72);
    expect(at(track, -60)).toEqual([0, 0, 0, 0, 0]);
    expect(at(track, 400)).toEqual([0, 0, 0, 0, 0]);
  });
  it('shows a short closure at every phase of a 20 Hz clock', () => {
    const track = [aa, 0, PP, 300, aa, 360, sil, 700];
    for (let phase = 0; phase < 50; phase += 5) {
      let least = 1;
      for (let ms = phase; ms < 650; ms += 50)
        if (ms > 200 && ms < 500) least = Math.min(least, at(track, ms)[0]);
      expect(least).toBeLessThan(0.2);
    }
  });
  it('goes from shape to shape without a step', () => {
    const track = [aa, 0, O, 200, sil, 400];
    for (let ms = 1; ms < 480; ms++) {
      const [now, before] = [at(track, ms), at(track, ms - 1)];
      for (let k = 0; k < 5; k++) expect(Math.abs(now[k] - before[k])).toBeLessThan(0.03);
    }
  });
});
