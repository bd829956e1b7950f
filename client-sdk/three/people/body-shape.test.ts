import { readFileSync } from 'node:fs';
import { forwardKinematics, JOINT_INDEX } from '@troupe/avatars/skeleton';
import {
  Bone,
  BufferGeometry,
  Float32BufferAttribute,
  Matrix4,
  Skeleton,
  SkinnedMesh,
  Uint16BufferAttribute,
} from 'three';
import { describe, expect, test } from 'vitest';
import { bindPositions, figureShape, shapeFromSkin } from './body-shape.ts';
import { BoneTexture } from './bone-texture.ts';

const { restOffsets } = JSON.parse(
  readFileSync(new URL('../../../assets/bodies/tilda/body.json', import.meta.url), 'utf8'),
) as { restOffsets: number[] };

/** Where the bone texture moves a point that hangs on one joint: what the shader computes. */
function moved(texture: BoneTexture, row: number, joint: number, point: number[]): number[] {
  const data = texture.texture.image.data as Float32Array;
  const at = row * 52 * 8 + joint * 8;
  const [qx, qy, qz, qw, tx, ty, tz] = data.slice(at, at + 7);
  const [x, y, z] = point;
  const cx = qy * z - qz * y + qw * x;
  const cy = qz * x - qx * z + qw * y;
  const cz = qx * y - qy * x + qw * z;
  return [
    x + 2 * (qy * cz - qz * cy) + tx,
    y + 2 * (qz * cx - qx * cz) + ty,
    z + 2 * (qx * cy - qy * cx) + tz,
  ];
}

describe('the bone texture', () => {
  test('moves every joint from its bind place to where forward kinematics has it', () => {
    const bind = bindPositions(restOffsets);
    const joints = new Float64Array(208);
    for (let j = 0; j < 52; j++) {
      const angle = Math.sin(j * 7.1) * 0.9;
      joints.set([Math.sin(angle / 2) * 0.6, Math.sin(angle / 2) * 0.8, 0, Math.cos(angle / 2)], j * 4);
    }
    const positions = new Float64Array(156);
    const rotations = new Float64Array(208);
    forwardKinematics(positions, rotations, [1, 0.9, -2], 0, joints, 0, restOffsets);
    const texture = new BoneTexture(2);
    texture.take();
    const row = texture.take();
    texture.write(row, positions, rotations, figureShape(restOffsets));
    for (let j = 0; j < 52; j++) {
      const at = moved(texture, row, j, [...bind.slice(j * 3, j * 3 + 3)]);
      for (let k = 0; k < 3; k++) expect(at[k]).toBeCloseTo(positions[j * 3 + k], 4);
    }
  });
  test('grows without losing rows, and gives released rows out again', () => {
    const texture = new BoneTexture(1);
    const rows = [texture.take(), texture.take(), texture.take()];
    expect(new Set(rows).size).toBe(3);
    texture.release(rows[1]);
    expect(texture.take()).toBe(rows[1]);
  });
});

describe('crowd shapes', () => {
  test('a body bound with its arm lowered is drawn as its joints stand', () => {
    const hips = new Bone();
    hips.name = 'hips';
    const arm = new Bone();
    arm.name = 'leftUpperArm';
    arm.position.set(0.2, 0.4, 0);
    hips.add(arm);
    hips.updateMatrixWorld(true);
    // In the file the arm hangs straight down: a vertex 0.3 m below the shoulder is 0.3 m along +X in the T-pose.
    const lowered = new Matrix4().makeRotationZ(-Math.PI / 2).setPosition(0.2, 0.4, 0);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute([0.2, 0.1, 0], 3));
    geometry.setAttribute('normal', new Float32BufferAttribute([0, 0, 1], 3));
    geometry.setAttribute('skinIndex', new Uint16BufferAttribute([1, 0, 0, 0], 4));
    geometry.setAttribute('skinWeight', new Float32BufferAttribute([1, 0, 0, 0], 4));
    const mesh = new SkinnedMesh(geometry);
    mesh.add(hips);
    mesh.bind(new Skeleton([hips, arm], [new Matrix4(), lowered.invert()]), new Matrix4());
    const shape = shapeFromSkin(mesh, true);
    const positions = new Float64Array(156);
    const rotations = new Float64Array(208);
    for (let j = 0; j < 52; j++) rotations[j * 4 + 3] = 1;
    positions.set([0.2, 0.4, 0], JOINT_INDEX.leftUpperArm * 3);
    const texture = new BoneTexture(1);
    texture.write(texture.take(), positions, rotations, shape);
    const vertex = [...shape.geometry.getAttribute('position').array];
    const at = moved(texture, 0, JOINT_INDEX.leftUpperArm, vertex);
    for (const [k, expected] of [0.5, 0.4, 0].entries()) expect(at[k]).toBeCloseTo(expected, 5);
  });
  test('the stand-in figure is as tall as the person and symmetric', () => {
    const { geometry } = figureShape(restOffsets);
    geometry.computeBoundingBox();
    const box = geometry.boundingBox!;
    expect(box.max.y).toBeGreaterThan(1.5);
    expect(box.max.y).toBeLessThan(1.9);
    expect(box.max.x + box.min.x).toBeCloseTo(0, 1);
  });
  test('dequantises what hides in the inverse bind matrices, and folds fingers into the hand', () => {
    const hips = new Bone();
    hips.name = 'hips';
    hips.position.set(0, 1, 0);
    const finger = new Bone();
    finger.name = 'leftIndexDistal';
    finger.position.set(0.5, 0, 0);
    hips.add(finger);
    hips.updateMatrixWorld(true);
    const scale = new Matrix4().makeScale(2, 2, 2);
    const inverse = (bone: Bone) => bone.matrixWorld.clone().invert().multiply(scale);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute([0.25, 0.5, 0], 3));
    geometry.setAttribute('normal', new Float32BufferAttribute([0, 0, 1], 3));
    geometry.setAttribute('skinIndex', new Uint16BufferAttribute([1, 0, 0, 0], 4));
    geometry.setAttribute('skinWeight', new Float32BufferAttribute([1, 0, 0, 0], 4));
    const mesh = new SkinnedMesh(geometry);
    mesh.add(hips);
    mesh.bind(new Skeleton([hips, finger], [inverse(hips), inverse(finger)]), new Matrix4());
    const shape = shapeFromSkin(mesh, false);
    expect([...shape.geometry.getAttribute('position').array]).toEqual([0.5, 1, 0]);
    expect(shape.geometry.getAttribute('crowdJoint').getX(0)).toBe(JOINT_INDEX.leftHand);
    expect(shape.bind[JOINT_INDEX.leftIndexDistal * 3]).toBeCloseTo(0.5);
  });
});
