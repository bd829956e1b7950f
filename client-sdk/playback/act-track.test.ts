import { FAR_FRAMES, FAR_JOINTS, type FarMotions } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { ActTrack, type SampledAct } from './act-track.ts';

const far: FarMotions = {
  motions: [
    { name: 'walk', loop: true, seconds: 1 },
    { name: 'bow', loop: false, seconds: 2 },
  ],
  joints: new Float32Array(2 * FAR_FRAMES * FAR_JOINTS * 4),
};

function at(track: ActTrack, ms: number): [number, number] {
  const out: SampledAct = { motion: -1, phase: 0, far: undefined };
  track.sample(ms, far, out);
  return [out.motion, Math.round(out.phase * 1000) / 1000];
}

describe('the acts of a far body', () => {
  test('nothing told, or a motion the table lacks, is none', () => {
    const track = new ActTrack();
    expect(at(track, 0)[0]).toBe(-1);
    track.add(0, 9, 0);
    expect(at(track, 0)[0]).toBe(-1);
  });

  test('the first goes on at the pace of the table, two at their own', () => {
    const track = new ActTrack();
    track.add(1000, 0, 0.25);
    expect(at(track, 1500)).toEqual([0, 0.75]);
    track.add(1500, 0, 0.65);
    expect(at(track, 1250)).toEqual([0, 0.45]);
    expect(at(track, 1750)).toEqual([0, 0.85]);
  });

  test('whole rounds between two acts are not lost', () => {
    const track = new ActTrack();
    track.add(0, 0, 0.9);
    track.add(2500, 0, 0.4);
    expect(at(track, 1250)).toEqual([0, 0.15]);
  });

  test('another motion begins when it was told, what is done stays at its end, an old act changes nothing', () => {
    const track = new ActTrack();
    track.add(0, 0, 0);
    track.add(500, 1, 0);
    expect(at(track, 400)).toEqual([0, 0.4]);
    expect(at(track, 1500)).toEqual([1, 0.5]);
    expect(at(track, 9000)).toEqual([1, 1]);
    track.add(300, 0, 0.5);
    expect(at(track, 1500)).toEqual([1, 0.5]);
  });
});
