import { readFileSync } from 'node:fs';
import { SCORE_SCHEMA } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { findBeats, SURE } from './find-beats.ts';
import { fMeasure, hissOf, plainSong, recordingOf, sounded } from './music.fixtures.ts';

const song = SCORE_SCHEMA.parse(
  JSON.parse(readFileSync(new URL('../../../assets/shows/music/song.score.json', import.meta.url), 'utf8')),
);

describe('beats of music of known tempo', () => {
  test.each([
    ['drums', 92, {}],
    ['drums', 110, {}],
    ['drums', 126, {}],
    ['no drums', 92, {}],
    ['no drums', 120, {}],
    ['swing', 100, { swing: 1 / 6 }],
    ['a change of tempo', 92, { faster: 1.2, seconds: 30 }],
    ['noise', 110, { noise: 0.5 }],
  ])('%s, %d a minute: found unasked', (name, bpm, how) => {
    const { recording, beats } = sounded(plainSong(bpm, name !== 'no drums'), how);
    const found = findBeats(recording, { meter: 4 });
    expect(fMeasure(found.beats, beats)).toBeGreaterThanOrEqual(0.9);
    expect(found.confidence).toBeGreaterThan(SURE);
  });
  test.each([
    ['drums', 60, {}],
    ['drums', 72, {}],
    ['drums', 160, {}],
    ['drums', 180, {}],
    ['no drums', 60, {}],
    ['no drums', 180, {}],
    ['swing', 60, { swing: 1 / 6 }],
    ['swing', 180, { swing: 1 / 6 }],
    ['a change of tempo', 150, { faster: 1.2, seconds: 30 }],
    ['noise', 180, { noise: 0.5 }],
  ])('%s, %d a minute: found when the tempo is told roughly', (name, bpm, how) => {
    const { recording, beats } = sounded(plainSong(bpm, name !== 'no drums'), how);
    const found = findBeats(recording, { meter: 4, bpm: bpm * 1.07 });
    expect(fMeasure(found.beats, beats)).toBeGreaterThanOrEqual(0.9);
    expect(found.confidence).toBeGreaterThan(SURE);
  });
  test('the song of the concert: tempo, steadiness and where its first bar begins', () => {
    const { recording, beats } = sounded(song);
    const found = findBeats(recording, { meter: 4 });
    expect(found.steady).toBe(true);
    expect(found.bpm).toBeCloseTo(84, 0);
    expect(Math.abs(found.offsetS - beats[0])).toBeLessThan(0.03);
    expect(fMeasure(found.beats, beats, 0.03)).toBeGreaterThanOrEqual(0.9);
  });
  test('the same recording has the same beats', () => {
    const { recording } = sounded(song, { seconds: 10 });
    expect(findBeats(recording, { meter: 4 })).toEqual(findBeats(recording, { meter: 4 }));
  });
});

describe('what has no beats is told as not sure', () => {
  const SAMPLES = 22_050 * 16;
  const hiss = hissOf(SAMPLES);
  /** Syllables of uneven length and loudness, as speech has them. */
  const bursts = hiss.map(
    (value, i) => value * Math.abs(hiss[Math.floor(i / (2_500 + 400 * Math.floor(i / 9_000)))]) ** 3,
  );
  test.each([
    ['silence', new Float32Array(SAMPLES)],
    ['hiss', hiss],
    ['uneven bursts', bursts],
    ['one click', new Float32Array(SAMPLES).fill(1, 5_000, 5_050)],
    ['a tone', hiss.map((_, i) => Math.sin(i * 0.1))],
    ['less than a second', hiss.subarray(0, 12_000)],
    ['one sample', hiss.subarray(0, 1)],
  ])('%s', (_, samples) => {
    const found = findBeats(recordingOf(samples), { meter: 4 });
    expect(found.confidence).toBeLessThan(SURE);
    for (const atS of found.beats) expect(atS).toBeGreaterThanOrEqual(0);
  });
});
