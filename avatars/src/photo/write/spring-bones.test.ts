import { describe, expect, test } from 'vitest';
import { checkVrm, readGlbJson } from '../../body/index.ts';
import { type HangingBody, hangingBody } from './hanging-fixture.ts';

interface Extension {
  readonly springs: {
    name: string;
    joints: { node: number; hitRadius: number }[];
    colliderGroups: number[];
  }[];
  readonly colliders: { node: number; shape: Record<string, { radius: number }> }[];
}

const extensionOf = (body: HangingBody) => body.extension as unknown as Extension | undefined;

/** Share of a part's weight that lies on chains. */
function hung(body: HangingBody, name: string): number {
  const part = body.parts.find((one) => one.name === name)!;
  const first = body.skeleton.names.findIndex((bone) => /^(hair|skirt)\d/.test(bone));
  let share = 0;
  part.weights.forEach((weight, i) => {
    if (part.joints[i] >= first) share += weight;
  });
  return share / (255 * (part.weights.length / 4));
}

describe('spring bones', () => {
  const body = hangingBody('long', { kind: 'skirt', length: 0.9 });

  test('long hair and a skirt hang on chains; the file passes our checks', () => {
    expect(checkVrm(body.vrm)).toEqual([]);
    const { springs, colliders } = extensionOf(body)!;
    expect(springs.filter(({ name }) => name.startsWith('hair')).length).toBeGreaterThanOrEqual(4);
    expect(springs.filter(({ name }) => name.startsWith('skirt'))).toHaveLength(12);
    const names = colliders.map(({ node }) => body.skeleton.names[node]);
    for (const bone of ['head', 'neck', 'upperChest', 'leftShoulder', 'rightShoulder', 'leftUpperLeg'])
      expect(names).toContain(bone);
    expect(hung(body, 'hair')).toBeGreaterThan(0.25);
    expect(hung(body, 'skirt')).toBeGreaterThan(0.5);
    const json = readGlbJson(body.vrm) as { extensionsUsed: string[] };
    expect(json.extensionsUsed).toContain('VRMC_springBone');
  });

  test('weights are whole, and the mesh stands where it stood', () => {
    for (const part of body.parts) {
      for (let v = 0; v < part.weights.length; v += 4) {
        const sum = part.weights[v] + part.weights[v + 1] + part.weights[v + 2] + part.weights[v + 3];
        if (sum !== 255) throw new Error(`${part.name}: weights of vertex ${v / 4} sum to ${sum}`);
      }
    }
    // A chain's bind and its place in the T-pose must differ by the same step as its parent's.
    const { names, parents, offsets, inverseBinds } = body.skeleton;
    const place = (b: number, axis: number): number =>
      offsets[b * 3 + axis] + (parents[b] < 0 ? 0 : place(parents[b], axis));
    const turned = (b: number, v: readonly number[], row: number) =>
      v.reduce((sum, x, column) => sum + inverseBinds[b * 16 + column * 4 + row] * x, 0);
    /** Where a point of the mesh stands in the T-pose, carried by one bone. */
    const carried = (b: number, v: readonly number[], axis: number) =>
      place(b, axis) + turned(b, v, axis) + inverseBinds[b * 16 + 12 + axis];
    names.forEach((name, b) => {
      if (!/^(hair|skirt)\d/.test(name)) return;
      for (let axis = 0; axis < 3; axis++)
        expect(carried(b, [0.1, 0.7, 0.2], axis)).toBeCloseTo(carried(parents[b], [0.1, 0.7, 0.2], axis), 5);
    });
  });

  test('short hair and trousers have none', () => {
    const plain = hangingBody('short', { kind: 'trousers', length: 1.9 });
    expect(plain.extension).toBeUndefined();
    expect(checkVrm(plain.vrm)).toEqual([]);
    expect((readGlbJson(plain.vrm) as { extensionsUsed: string[] }).extensionsUsed).toEqual(['VRMC_vrm']);
  });

  test('our checks find a chain that moves a humanoid bone', () => {
    // One character a byte: TextDecoder's latin1 is windows-1252, which changes some.
    const text = Buffer.from(body.vrm).toString('latin1');
    const { springs } = extensionOf(body)!;
    const node = `"node":${springs[0].joints[0].node},"hitRadius"`;
    const broken = text.replace(node, `"node":${'0'.padStart(node.length - 19)},"hitRadius"`);
    expect(broken).not.toBe(text);
    const faults = checkVrm(Buffer.from(broken, 'latin1'));
    expect(faults.join('\n')).toMatch(/moves a humanoid bone/);
  });
});
