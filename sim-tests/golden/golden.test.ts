import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PoseDecoder, packQuat32, unpackQuat32 } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { type Golden, makeGolden } from './make-golden.ts';

const path = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
const bin = readFileSync(path('vhp1.bin'));
const json = JSON.parse(readFileSync(path('vhp1.json'), 'utf8')) as Golden;

interface Block {
  readonly kind: string;
  readonly layer?: number;
  readonly key?: boolean;
  readonly fine?: readonly number[][];
}

describe('golden vectors of VHP/1', () => {
  test('W1: the sender makes the same bytes, and they mean the same', () => {
    const made = makeGolden();
    expect(Buffer.compare(Buffer.from(made.bin), bin)).toBe(0);
    expect(JSON.parse(JSON.stringify(made.json))).toEqual(json);
  });

  test('the vectors hold every layer as key and as delta, props, own bodies and damage', () => {
    const blocks = json.messages.flatMap((message) => message.blocks as Block[]);
    for (const layer of [0, 1, 2, 3]) {
      for (const key of [true, false]) {
        expect(
          blocks.some((block) => block.kind === 'body' && block.layer === layer && block.key === key),
        ).toBe(true);
      }
    }
    for (const kind of ['prop', 'own']) expect(blocks.some((block) => block.kind === kind)).toBe(true);
    expect(blocks.some(({ fine }) => fine?.some((triple) => triple.some((residual) => residual < 0)))).toBe(true);
    expect(blocks.some(({ layer, fine }) => layer === 0 && fine === undefined)).toBe(true);
    const last = json.messages.at(-1)!.counters as Record<string, number>;
    expect(last.malformed).toBeGreaterThan(3);
    expect(last.orphanDeltas).toBeGreaterThan(0);
    expect(last.unknownBlocks).toBeGreaterThan(0);
  });

  test('W2: the file alone is enough to check a reader', () => {
    const decoder = new PoseDecoder();
    for (const message of json.messages) {
      const bytes = bin.subarray(message.offset, message.offset + message.length);
      let seen = 0;
      const count = (): void => {
        seen += 1;
      };
      const at = decoder.decode(bytes, { onBody: count, onProp: count, onOwn: count });
      expect(at).toBe(message.presentAtMs);
      expect(seen).toBe(message.blocks.length);
      expect(decoder.counters).toEqual(message.counters);
    }
  });

  test('W3: rotations pack and unpack as listed', () => {
    for (const { q, packed, unpacked } of json.quats) {
      expect(packQuat32(q, 0)).toBe(packed);
      const back = new Float32Array(4);
      unpackQuat32(packed, back, 0);
      expect([...back]).toEqual(unpacked);
    }
  });
});
