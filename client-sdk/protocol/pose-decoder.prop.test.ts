import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PoseDecoder } from './pose-decoder.ts';
import { PoseEncoder } from './pose-encoder.ts';
import { HEADER_BYTES } from './pose-format.ts';

const PEOPLE = 6;

/** Two ticks of six people: keys, then deltas, and where each block of the second message lies. */
function twoTicks(): { first: Uint8Array; second: Uint8Array; ends: number[] } {
  const source = {
    netId: [1, 2, 3, 4, 5, 6],
    hips: new Float32Array(PEOPLE * 3).map((_, i) => i),
    joints: new Float32Array(PEOPLE * 208).map((_, i) => (i % 4 === 3 ? 1 : 0)),
    face: new Float32Array(PEOPLE * 18).fill(0.25),
  };
  const encoder = new PoseEncoder(PEOPLE);
  const compose = (tick: number, key: boolean): { bytes: Uint8Array; ends: number[] } => {
    encoder.beginTick(tick);
    const out = [1, 1, tick, 0, 0, 0, tick, 0, 0, 0];
    const ends: number[] = [];
    for (let slot = 0; slot < PEOPLE; slot++) {
      encoder.encode(source, slot);
      const length = encoder.blockLength(source.netId[slot], slot, 0, key);
      const offset = encoder.blockOffset(slot, 0, key);
      out.push(...encoder.arena.subarray(offset, offset + length));
      ends.push(out.length);
    }
    return { bytes: Uint8Array.from(out), ends };
  };
  const first = compose(1, true).bytes;
  for (let i = 0; i < PEOPLE * 52; i++) {
    const half = 0.01 + (i % 7) * 0.1;
    source.joints[i * 4] = Math.sin(half);
    source.joints[i * 4 + 3] = Math.cos(half);
  }
  source.face.fill(0.75);
  const { bytes: second, ends } = compose(2, false);
  return { first, second, ends };
}

const { first, second, ends } = twoTicks();
const state = (decoder: PoseDecoder, netId: number): string => {
  const body = decoder.bodies.get(netId)!;
  return JSON.stringify([body.seq, [...body.hips], [...body.packed], [...body.joints], [...body.face]]);
};
function decoded(...messages: Uint8Array[]): PoseDecoder {
  const decoder = new PoseDecoder();
  for (const bytes of messages) decoder.decode(bytes, { onBody: () => {} });
  return decoder;
}
const before = decoded(first);
const after = decoded(first, second);

describe('damaged messages', () => {
  test('P1: cut anywhere, whole blocks count and nothing of a broken one does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: second.length - 1 }), (cut) => {
        const decoder = decoded(first, second.slice(0, cut));
        ends.forEach((end, slot) => {
          const expected = end <= cut ? after : before;
          expect(state(decoder, slot + 1)).toBe(state(expected, slot + 1));
        });
        const whole = cut === HEADER_BYTES || ends.includes(cut);
        expect(decoder.counters.malformed).toBe(whole ? 0 : 1);
      }),
      { numRuns: 300 },
    );
  });

  test('P7: a block that is lost or doubled orphans its own body only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: PEOPLE - 1 }), fc.boolean(), (slot, doubled) => {
        const from = slot === 0 ? HEADER_BYTES : ends[slot - 1];
        const block = second.subarray(from, ends[slot]);
        const bytes = doubled
          ? Uint8Array.from([...second, ...block])
          : Uint8Array.from([...second.subarray(0, from), ...second.subarray(ends[slot])]);
        const decoder = decoded(first, bytes);
        for (let other = 0; other < PEOPLE; other++) {
          const expected = other === slot && !doubled ? before : after;
          expect(state(decoder, other + 1)).toBe(state(expected, other + 1));
        }
        expect(decoder.counters.orphanDeltas).toBe(doubled ? 1 : 0);
      }),
    );
  });

  test('any bytes in any number of messages leave finite bodies with unit rotations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.boolean(),
        (parts, framed) => {
          const decoder = decoded(first);
          for (const part of parts) {
            const bytes = framed ? Uint8Array.from([...first.subarray(0, HEADER_BYTES), ...part]) : part;
            decoder.decode(bytes, {
              onBody: () => {},
              onProp: (_, position) => expect(position.every(Number.isFinite)).toBe(true),
              onOwn: (own) => expect(Object.values(own).every(Number.isFinite)).toBe(true),
            });
          }
          for (const body of decoder.bodies.values()) {
            expect(body.hips.every(Number.isFinite)).toBe(true);
            for (let joint = 0; joint < 52; joint++) {
              const at = joint * 4;
              expect(Math.hypot(...body.joints.subarray(at, at + 4))).toBeCloseTo(1, 3);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('numbers that are none', () => {
  test('a pose of NaN and infinity is sent as rest at the origin; others are untouched', () => {
    const source = {
      netId: [1, 2],
      hips: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 1e9, 1, 1, 1),
      joints: new Float32Array(2 * 208).fill(Number.NaN, 0, 208).fill(0.5, 208),
      face: new Float32Array(36).fill(Number.NaN, 0, 18).fill(0.5, 18),
    };
    const encoder = new PoseEncoder(2);
    encoder.beginTick(1);
    const out = [1, 1, 1, 0, 0, 0, 1, 0, 0, 0];
    for (const slot of [0, 1]) {
      encoder.encode(source, slot);
      const length = encoder.blockLength(source.netId[slot], slot, 0, true);
      const offset = encoder.blockOffset(slot, 0, true);
      out.push(...encoder.arena.subarray(offset, offset + length));
    }
    const decoder = decoded(Uint8Array.from(out));
    expect(decoder.counters.malformed).toBe(0);
    const [broken, whole] = [decoder.bodies.get(1)!, decoder.bodies.get(2)!];
    expect(broken.hips.every(Number.isFinite)).toBe(true);
    expect(broken.joints[3]).toBeCloseTo(1, 4);
    expect([...broken.face]).toEqual(new Array(18).fill(0));
    expect(whole.hips[0]).toBeCloseTo(1, 3);
    expect(whole.face[0]).toBeCloseTo(0.5, 2);
  });
});
