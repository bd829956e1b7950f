import type { ScoreFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { notesBetween } from './score-player.ts';
import { barsOf } from './show-desk.ts';

describe('the timeline of the desk', () => {
  test('shows what has begun, what will, and leaves out what nobody knows yet', () => {
    const cue = (id: string, at: number | null, ticks: number | null, who: number[]) => ({
      id,
      line: 1,
      at,
      ticks,
      act: { do: 'say', who },
    });
    const { scene, bars } = barsOf({
      cast: [{ id: 'tilda' }, { id: 'm1' }],
      scenes: [
        {
          id: 'main',
          cues: [
            cue('a', 0, 40, [0]),
            cue('b', 100, 20, [0, 1]),
            cue('c', null, 20, [0]),
            cue('d', 10, null, []),
          ],
        },
      ],
      frames: [
        { scene: 0, from: 200, state: [2, 0, 0, 1], start: [200, -1, -1, 210], end: [240, -1, -1, -1] },
      ],
    });
    expect(scene).toBe('main');
    expect(bars.map(({ id, row, fromS, toS, state }) => [id, row, fromS, toS, state])).toEqual([
      ['a', 0, 0, 2, 'over'],
      ['b', 0, 5, 6, 'waiting'],
      ['b', 1, 5, 6, 'waiting'],
      ['d', 2, 0.5, 0.9, 'running'],
    ]);
  });
  test('is empty when no show is on', () => {
    expect(barsOf({ cast: [], scenes: [], frames: [] }).bars).toEqual([]);
  });
});

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
