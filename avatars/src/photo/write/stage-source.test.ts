import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readGlbJson } from '../../body/index.ts';
import { meanHead } from '../dress/head-fixture.ts';
import { restSkeleton } from './rest-skeleton.ts';
import { writeStageSource } from './stage-source.ts';

/** Bytes of the one texture of a glb. */
function textureOf(bytes: Uint8Array): Uint8Array {
  const json = readGlbJson(bytes) as {
    images: { bufferView: number }[];
    bufferViews: { byteOffset?: number; byteLength: number }[];
  };
  const view = json.bufferViews[json.images[0].bufferView];
  const start = 28 + new DataView(bytes.buffer).getUint32(12, true) + (view.byteOffset ?? 0);
  return bytes.subarray(start, start + view.byteLength);
}

test('a cap is worn far away too, in its own colour', async () => {
  const { space, rest, hat, hair, look } = meanHead({ style: 'bob', hat: true, hatColour: [230, 60, 50] });
  const skeleton = restSkeleton(space.model, rest.joints, 0);
  const triangles = async (parts: Parameters<typeof writeStageSource>[3]) => {
    const bytes = await writeStageSource(space, rest, skeleton, parts, look);
    const json = readGlbJson(bytes) as {
      meshes: { primitives: { indices: number }[] }[];
      accessors: { count: number }[];
    };
    return { bytes, count: json.accessors[json.meshes[0].primitives[0].indices].count / 3 };
  };
  const without = await triangles([hair!]);
  const capped = await triangles([hair!, hat!]);
  expect(capped.count - without.count).toBe(hat!.triangles.length / 3);
  const { data, info } = await sharp(textureOf(capped.bytes)).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.round(0.97 * info.height) * info.width + Math.round(0.72 * info.width)) * info.channels;
  expect(data[at]).toBeGreaterThan(200);
  expect(data[at + 1]).toBeLessThan(100);
});
