import { describe, expect, test } from 'vitest';
import { meanHead } from './head-fixture.ts';

describe('a cap', () => {
  const { space, rest, hat, field, hair } = meanHead({ style: 'bob', hat: true, hatColour: [230, 228, 220] });
  const at = (bone: string, axis: number) => rest.joints[space.model.manifest.bones.indexOf(bone) * 3 + axis];

  test('covers the crown and leaves eyes and ears free, its peak ahead of the face', () => {
    const { positions } = hat!;
    let [low, front, top] = [9, -9, -9];
    for (let i = 0; i < positions.length; i += 3) {
      [low, front, top] = [
        Math.min(low, positions[i + 1]),
        Math.max(front, positions[i + 2]),
        Math.max(top, positions[i + 1]),
      ];
    }
    const crown = rest.positions.reduce((high, y, i) => (i % 3 === 1 ? Math.max(high, y) : high), -9);
    const nose = rest.positions.reduce((far, z, i) => {
      const isHead =
        i % 3 === 2 && rest.positions[i - 1] > at('leftEye', 1) - 0.06 && rest.positions[i - 1] < crown;
      return isHead ? Math.max(far, z) : far;
    }, -9);
    expect(top).toBeGreaterThan(crown + 0.005);
    expect(low).toBeGreaterThan(at('leftEye', 1) - 0.02);
    expect(front).toBeGreaterThan(nose + 0.03);
  });

  test('turns with the head alone', () => {
    const bone = space.model.manifest.bones.indexOf('head');
    for (let i = 0; i < hat!.joints.length; i += 4) {
      expect(hat!.joints[i]).toBe(bone);
      expect(hat!.weights[i]).toBe(255);
    }
  });

  test('presses the hair under it flat', () => {
    const free = meanHead({ style: 'bob' }).hair!;
    const reach = (part: typeof free) => {
      let most = 0;
      for (let i = 0; i < part.positions.length; i += 3) {
        const y = part.positions[i + 1];
        if (y > at('leftEye', 1) + 0.07)
          most = Math.max(most, Math.hypot(part.positions[i], part.positions[i + 2]));
      }
      return most;
    };
    expect(reach(hair!)).toBeLessThan(reach(free));
    expect(Math.max(...field)).toBeGreaterThan(0.05);
  });
});
