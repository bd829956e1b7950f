import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecodedBody, PoseDecoder } from './pose-decoder.ts';
import { PoseEncoder, type PoseSource } from './pose-encoder.ts';
import { HEADER_BYTES, LAYER_COUNT, LAYER_JOINTS } from './pose-format.ts';
import { packQuat32, unpackQuat32 } from './quat32.ts';

const BODIES = 5;

function randomSource(random: () => number): PoseSource {
  return {
    netId: [1, 2, 3, 4, 5],
    hips: new Float32Array(BODIES * 3).map(() => random() * 20),
    joints: randomQuats(random),
    face: new Float32Array(BODIES * 18),
  };
}
function randomQuats(random: () => number): Float32Array {
  const out = new Float32Array(BODIES * 52 * 4);
  for (let i = 0; i < BODIES * 52; i++)
    normalise(out, i * 4, [random() - 0.5, random() - 0.5, random() - 0.5, random() - 0.5]);
  return out;
}
function normalise(out: Float32Array, at: number, q: number[]): void {
  const length = Math.hypot(...q) || 1;
  for (let k = 0; k < 4; k++) out[at + k] = q[k] / length;
}
/** Moves everybody a little, some joints a lot, as people do. */
function move(source: PoseSource, random: () => number): void {
  for (let i = 0; i < BODIES * 3; i++) source.hips[i] += (random() - 0.5) * (random() < 0.01 ? 60 : 0.1);
  for (let i = 0; i < BODIES * 52; i++) {
    const step = random() < 0.3 ? 0 : random() < 0.05 ? 0.5 : 0.02;
    normalise(
      source.joints,
      i * 4,
      [0, 1, 2, 3].map((k) => source.joints[i * 4 + k] + (random() - 0.5) * step),
    );
  }
  for (let i = 0; i < BODIES * 18; i++) if (random() < 0.1) source.face[i] = random();
}
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
function angleDegrees(a: ArrayLike<number>, ai: number, b: ArrayLike<number>, bi: number): number {
  let dot = 0;
  for (let k = 0; k < 4; k++) dot += a[ai + k] * b[bi + k];
  return (2 * Math.acos(Math.min(1, Math.abs(dot))) * 180) / Math.PI;
}
function message(
  encoder: PoseEncoder,
  tick: number,
  blocks: { slot: number; netId: number; layer: number; key: boolean }[],
): Uint8Array {
  const out: number[] = [1, 1, tick & 255, tick >> 8, 0, 0, tick & 255, tick >> 8, 0, 0];
  for (const { slot, netId, layer, key } of blocks) {
    const length = encoder.blockLength(netId, slot, layer, key);
    const offset = encoder.blockOffset(slot, layer, key);
    out.push(...encoder.arena.subarray(offset, offset + length));
  }
  return Uint8Array.from(out);
}

describe('smallest three in 32 bits', () => {
  test('error is at most 0.2 degrees for any rotation', () => {
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(part, part, part, part).filter((q) => Math.hypot(...q) > 0.01),
        (q) => {
          const unit = new Float32Array(4);
          normalise(unit, 0, q);
          const back = new Float32Array(4);
          unpackQuat32(packQuat32(unit, 0), back, 0);
          expect(angleDegrees(unit, 0, back, 0)).toBeLessThan(0.2);
        },
      ),
      { numRuns: 2000 },
    );
  });
  test('any 32 bits unpack to a unit quaternion; no number packs as identity', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (bits) => {
        const q = new Float32Array(4);
        unpackQuat32(bits, q, 0);
        expect(Math.hypot(...q)).toBeCloseTo(1, 3);
      }),
    );
    const q = new Float32Array(4);
    unpackQuat32(packQuat32([Number.NaN, 0, 0, 1], 0), q, 0);
    expect(q[3]).toBeCloseTo(1, 5);
  });
});

describe('chains of keys and deltas', () => {
  test('a chain under random layer switches and skips equals the pose itself', () => {
    const random = dice(42);
    const source = randomSource(random);
    const encoder = new PoseEncoder(BODIES);
    const decoder = new PoseDecoder();
    const layer = new Int8Array(BODIES).fill(-1);
    const synced = new Uint8Array(BODIES);
    let compared = 0;
    let deltas = 0;
    for (let tick = 1; tick <= 3000; tick++) {
      move(source, random);
      encoder.beginTick(tick);
      for (let slot = 0; slot < BODIES; slot++) encoder.encode(source, slot);
      const blocks: Parameters<typeof message>[2] = [];
      for (let slot = 0; slot < BODIES; slot++) {
        const netId = slot + 1;
        if (layer[slot] < 0 || random() < 0.02) {
          layer[slot] = Math.floor(random() * LAYER_COUNT);
          synced[slot] = 0;
        }
        if (!encoder.emits(netId, layer[slot])) continue;
        if (random() < 0.01) {
          synced[slot] = 0;
          continue;
        }
        const key = synced[slot] === 0 || encoder.blockLength(netId, slot, layer[slot], false) === 0;
        synced[slot] = 1;
        blocks.push({ slot, netId, layer: layer[slot], key });
        if (!key) deltas += 1;
      }
      decoder.decode(message(encoder, tick, blocks), {
        onBody(body: DecodedBody) {
          const slot = body.netId - 1;
          for (let joint = 0; joint < LAYER_JOINTS[body.layer]; joint++) {
            expect(body.packed[joint]).toBe(packQuat32(source.joints, (slot * 52 + joint) * 4));
            compared += 1;
          }
          for (let axis = 0; axis < 3; axis++) {
            if (axis !== 1)
              expect(Math.abs(body.hips[axis] - source.hips[slot * 3 + axis])).toBeLessThan(0.00051);
          }
          if (body.layer === 0) {
            for (let i = 0; i < 18; i++)
              expect(Math.abs(body.face[i] - source.face[slot * 18 + i])).toBeLessThan(0.003);
          }
        },
      });
    }
    expect(decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0, unknownBlocks: 0 });
    expect(deltas).toBeGreaterThan(3000);
    expect(compared).toBeGreaterThan(100_000);
  });

  test('a delta whose predecessor is missing is ignored until the next key', () => {
    const random = dice(7);
    const source = randomSource(random);
    const encoder = new PoseEncoder(BODIES);
    const decoder = new PoseDecoder();
    const seen: number[] = [];
    const step = (tick: number, key: boolean, send: boolean): void => {
      move(source, random);
      encoder.beginTick(tick);
      encoder.encode(source, 0);
      if (send)
        decoder.decode(message(encoder, tick, [{ slot: 0, netId: 1, layer: 0, key }]), {
          onBody: () => seen.push(tick),
        });
    };
    step(1, true, true);
    step(2, false, true);
    step(3, false, false);
    step(4, false, true);
    step(5, true, true);
    expect(seen).toEqual([1, 2, 5]);
    expect(decoder.counters.orphanDeltas).toBe(1);
  });
});

describe('bytes that are no message', () => {
  test('never throw, never touch another body', () => {
    const random = dice(3);
    const source = randomSource(random);
    const encoder = new PoseEncoder(BODIES);
    encoder.beginTick(1);
    for (let slot = 0; slot < BODIES; slot++) encoder.encode(source, slot);
    const good = message(
      encoder,
      1,
      [0, 1, 2].map((slot) => ({ slot, netId: slot + 1, layer: slot, key: true })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(good.length),
        (edits, cut) => {
          const decoder = new PoseDecoder();
          const bad = good.slice(0, cut);
          for (const [at, value] of edits) if (at < bad.length) bad[at] = value;
          decoder.decode(bad, {
            onBody(body) {
              for (let joint = 0; joint < 52; joint++)
                expect(Math.hypot(...body.joints.subarray(joint * 4, joint * 4 + 4))).toBeCloseTo(1, 2);
              expect(body.hips.every(Number.isFinite)).toBe(true);
            },
          });
          expect(decoder.bodies.size).toBeLessThanOrEqual(BODIES);
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const decoder = new PoseDecoder();
        decoder.decode(bytes, { onBody: () => {} });
        decoder.decode(Uint8Array.from([...good.subarray(0, HEADER_BYTES), ...bytes]), { onBody: () => {} });
      }),
      { numRuns: 500 },
    );
  });
  test('another version is refused whole', () => {
    const decoder = new PoseDecoder();
    expect(decoder.decode(Uint8Array.from([2, 1, 0, 0, 0, 0, 0, 0, 0, 0]), { onBody: () => {} })).toBe(-1);
    expect(decoder.counters.malformed).toBe(1);
  });
});
