import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeBvh } from './bvh-write.ts';
import { CLIP_LIMITS, type Clip } from './clip.ts';
import { ClipError } from './clip-error.ts';
import { tinyBvh, waveClip } from './clip-fixtures.ts';
import { writeClipJson } from './clip-json.ts';
import { readClip } from './read-clip.ts';
import { retargetClip } from './retarget.ts';
import { writeVrma } from './vrma-write.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const FILES: readonly [string, Uint8Array][] = [
  ['x.bvh', encode(tinyBvh({ frames: 6 }))],
  ['y.bvh', encode(writeBvh(waveClip(4)))],
  ['x.vrma', writeVrma(waveClip(6))],
  ['x.clip.json', encode(writeClipJson(waveClip(3)))],
];
const WORDS = [
  'nan',
  '-1e30',
  '1e6',
  '0',
  '{',
  '}',
  'JOINT Hips',
  'End Site',
  '"',
  '[',
  ',',
  '-',
  '99999999',
  'null',
  '\u0000',
  'Frames: 7',
];
const BODY = {
  id: 'b',
  hipsHeightM: 0.9,
  legLengthM: 0.8,
  restOffsets: Array.from(waveClip().rig.restOffsets),
};

type Change = { at: number; cut: number; put: string | number };
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(30),
  put: fc.oneof(fc.constantFrom(...WORDS), fc.nat(255)),
});

function mutate(bytes: Uint8Array, changes: readonly Change[], keep: number): Uint8Array {
  let out = Array.from(bytes.subarray(0, Math.ceil(bytes.length * keep)));
  for (const { at, cut, put } of changes) {
    // Half of the changes strike the head, where the structure is.
    const i = Math.floor(out.length * (cut % 2 ? at * at * at : at));
    out = [
      ...out.slice(0, i),
      ...(typeof put === 'number' ? [put] : encode(put)),
      ...out.slice(i + (typeof put === 'number' ? 1 : cut)),
    ];
  }
  return Uint8Array.from(out);
}

function expectSound(clip: Clip): void {
  expect(clip.frames).toBeGreaterThanOrEqual(2);
  expect(clip.frames).toBeLessThanOrEqual(CLIP_LIMITS.framesMax);
  expect(clip.hips.every((x) => Math.abs(x) <= CLIP_LIMITS.reachM * 2)).toBe(true);
  for (let i = 0; i < clip.joints.length; i += 4) {
    const n = Math.hypot(clip.joints[i], clip.joints[i + 1], clip.joints[i + 2], clip.joints[i + 3]);
    if (!(Math.abs(n - 1) < 0.02)) expect(n).toBe(1);
  }
  expect(clip.rig.restOffsets.every(Number.isFinite)).toBe(true);
}

test.each(FILES)('%s changed at random is a sound clip or a ClipError', (file, bytes) => {
  let refused = 0;
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0.3, max: 1.4, noNaN: true }),
      (changes, keep) => {
        let clip: Clip;
        try {
          clip = readClip(mutate(bytes, changes, Math.min(1, keep)), file);
        } catch (error) {
          if (!(error instanceof ClipError)) throw error;
          expect(error.message.startsWith(`${file}: `)).toBe(true);
          refused += 1;
          return;
        }
        expectSound(clip);
        if (clip.frames < 500) expectSound(retargetClip(clip, BODY));
      },
    ),
    { numRuns: 250, seed: 20 },
  );
  expect(refused).toBeGreaterThan(10);
});
