import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FINE_BYTES, FINE_JOINTS } from './fine-block.ts';
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
  // By the chord: the arc cosine of almost 1 is noise.
  let square = 0;
  for (let k = 0; k < 4; k++) square += (a[ai + k] - Math.sign(dot) * b[bi + k]) ** 2;
  return (4 * Math.asin(Math.min(1, Math.sqrt(square) / 2)) * 180) / Math.PI;
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
  test('error is at most 0.28 degrees for any rotation', () => {
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(part, part, part, part).filter((q) => Math.hypot(...q) > 0.01),
        (q) => {
          const unit = new Float32Array(4);
          normalise(unit, 0, q);
          const back = new Float32Array(4);
          unpackQuat32(packQuat32(unit, 0), back, 0);
          expect(angleDegrees(unit, 0, back, 0)).toBeLessThan(0.28);
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

describe('fine blocks', () => {
  const random = dice(11);
  const source = randomSource(random);
  const fineOf = (encoder: PoseEncoder, slot: number): Uint8Array => {
    const at = encoder.fineOffset(slot);
    return encoder.arena.slice(at, at + FINE_BYTES);
  };

  test('P12: refine the joints of the body and the hips sixteenfold, over keys and deltas', () => {
    const encoder = new PoseEncoder(BODIES);
    const decoder = new PoseDecoder();
    let refined = 0;
    for (let tick = 1; tick <= 200; tick++) {
      move(source, random);
      encoder.beginTick(tick);
      encoder.encode(source, 0);
      const key = tick === 1 || !encoder.hasDelta(0, 0);
      const pose = message(encoder, tick, [{ slot: 0, netId: 1, layer: 0, key }]);
      const fine = tick % 7 === 0 ? new Uint8Array() : fineOf(encoder, 0);
      const bytes = Uint8Array.from([
        ...pose.subarray(0, HEADER_BYTES),
        ...fine,
        ...pose.subarray(HEADER_BYTES),
      ]);
      decoder.decode(bytes, {
        onBody(body) {
          const mine = fine.length > 0;
          expect(body.fineJoints).toBe(mine ? FINE_JOINTS : -1);
          for (let joint = 0; joint < 52; joint++) {
            expect(body.packed[joint]).toBe(packQuat32(source.joints, joint * 4));
            const exact = mine && joint < FINE_JOINTS;
            expect(angleDegrees(body.joints, joint * 4, source.joints, joint * 4)).toBeLessThan(
              exact ? 0.035 : 0.28,
            );
          }
          for (let axis = 0; axis < 3; axis += 2) {
            expect(Math.abs(body.hips[axis] - source.hips[axis])).toBeLessThan(mine ? 0.00007 : 0.00051);
          }
          refined += mine ? 1 : 0;
        },
      });
    }
    expect(refined).toBeGreaterThan(150);
    expect(decoder.counters).toMatchObject({ malformed: 0, orphanDeltas: 0, unknownBlocks: 0 });
  });

  test('P12: a fine block counts for the block of layer 0 right behind it, and for nothing else', () => {
    const encoder = new PoseEncoder(BODIES);
    encoder.beginTick(20);
    for (const slot of [0, 1]) encoder.encode(source, slot);
    const fine = fineOf(encoder, 0);
    const blocks = message(encoder, 20, [
      { slot: 1, netId: 2, layer: 1, key: true },
      { slot: 0, netId: 1, layer: 0, key: true },
    ]);
    const decoder = new PoseDecoder();
    const seen: number[] = [];
    decoder.decode(
      Uint8Array.from([...blocks.subarray(0, HEADER_BYTES), ...fine, ...blocks.subarray(HEADER_BYTES)]),
      {
        onBody: (body) => seen.push(body.fineJoints),
      },
    );
    expect(seen).toEqual([-1, -1]);
  });

  test('P12: a cut fine block ends the reading; nothing of it is applied', () => {
    const decoder = new PoseDecoder();
    for (const length of [0, 1, 2, 40]) {
      const cut = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, ...[3, 35, 0, ...new Array(40).fill(9)].slice(0, length)];
      decoder.decode(Uint8Array.from(cut), { onBody: () => expect.fail('there is no body') });
    }
    expect(decoder.counters.malformed).toBe(3);
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
    let wrong = 0;
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
            if (body.packed[joint] !== packQuat32(source.joints, (slot * 52 + joint) * 4)) wrong += 1;
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
    expect(wrong).toBe(0);
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
