import type { ScoreFile } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { barsOfPlan, beatsOf, beatsOfRecording, loudnessOf, loudnessOfRecording } from './timeline-bars.ts';

const cue = (id: string, fromS: number, toS: number, who: number[]) => ({
  scene: 'main',
  cue: id,
  kind: 'say',
  line: 1,
  who,
  fromS,
  toS,
  label: id,
});

test('a bar for each performer of a cue, the stage in the last row, and what overlaps under one another', () => {
  const cues = [cue('a', 0, 4, [0, 1]), cue('b', 1, 2, [0]), cue('light', 1, 1, []), cue('c', 5, 6, [0])];
  const bars = barsOfPlan({ seconds: 6, scenes: [], cues, music: [] }, 2);
  expect(bars.map(({ cue: id, row, lane }) => `${id} ${row} ${lane}`)).toEqual([
    'a 0 0',
    'a 1 0',
    'b 0 1',
    'light 2 0',
    'c 0 0',
  ]);
  expect(bars[3].toS).toBeGreaterThan(bars[3].fromS);
});

const score: ScoreFile = {
  title: { en: '', ko: '' },
  bpm: 60,
  meter: 4,
  bars: 1,
  tracks: [
    {
      instrument: 'kick',
      volume: 1,
      notes: [
        [0, 1, 36],
        [2, 1, 36],
      ],
    },
  ],
};

test('loudness rises where notes are and goes round with the piece', () => {
  const peaks = loudnessOf(score, 0, 8, 8);
  expect([...peaks].map((value) => value > 0.5)).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('beats carry on from where the piece begins', () => {
  expect(beatsOf(score, 2, 7).map(({ atS, first }) => [atS, first])).toEqual([
    [2, true],
    [3, false],
    [4, false],
    [5, false],
    [6, true],
  ]);
});

test('a recording is drawn by its peaks, silent after its end, with its beats and first beats of bars', () => {
  const found = { beats: [0.2, 0.7, 1.2, 1.7, 2.2], firstBar: 1, meter: 3, bpm: 120, confidence: 0.9 };
  const recording = { seconds: 2, peaksHz: 2, peaks: [0, 1, 0.5, 0.25], found };
  expect([...loudnessOfRecording(recording, 3, 6)]).toEqual([0, 1, 0.5, 0.25, 0, 0]);
  expect([...loudnessOfRecording(recording, 2, 2)]).toEqual([1, 0.5]);
  expect(beatsOfRecording(recording, 10, 12)).toEqual([
    { atS: 10.2, first: false },
    { atS: 10.7, first: true },
    { atS: 11.2, first: false },
    { atS: 11.7, first: false },
  ]);
});
