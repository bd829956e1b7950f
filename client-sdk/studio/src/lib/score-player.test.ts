import type { ScoreFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { notesBetween } from './score-player.ts';

describe('a score', () => {
  const score: ScoreFile = {
    title: { en: 'a', ko: 'a' },
    bpm: 60,
    meter: 4,
    bars: 1,
    tracks: [
      {
        instrument: 'bell',
        volume: 1,
        notes: [
          [0, 1, 60],
          [3.5, 0.5, 62],
        ],
      },
    ],
  };
  test('goes round, and no note is lost or doubled at the seams', () => {
    const all = notesBetween(score, 0, 12).map(({ atS }) => atS);
    expect(all).toEqual([0, 3.5, 4, 7.5, 8, 11.5]);
    const pieces = Array.from({ length: 24 }, (_, i) => notesBetween(score, i / 2, (i + 1) / 2)).flat();
    expect(pieces.map(({ atS }) => atS)).toEqual(all);
  });
});
