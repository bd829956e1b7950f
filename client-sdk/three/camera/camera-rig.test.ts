import { readFileSync } from 'node:fs';
import { PerspectiveCamera } from 'three';
import { describe, expect, test } from 'vitest';
import { createGround, parseStageFile } from '../../protocol/index.ts';
import { CAMERA_DEFAULTS, CameraRig } from './camera-rig.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const tall = createGround({
  ...plaza,
  colliders: plaza.colliders.filter((collider) => ['wall', 'column', 'tree'].includes(collider.kind)),
});

function settle(rig: CameraRig, subject: { x: number; y: number; z: number }, heads: number[] = []) {
  const camera = new PerspectiveCamera(34, 1.6, 0.1, 100);
  for (let i = 0; i < 200; i++)
    rig.update(camera, subject, { dtS: 0.05, follow: false, heads, headCount: heads.length / 3 });
  return camera;
}

describe('the camera', () => {
  test('looks at its subject from eye height', () => {
    const rig = new CameraRig(plaza);
    const camera = settle(rig, { x: 2, y: 1.6, z: 1 });
    expect(camera.position.y).toBeGreaterThan(1.2);
    expect(camera.position.y).toBeLessThan(2.1);
    expect(Math.hypot(camera.position.x - 2, camera.position.z - 1)).toBeCloseTo(
      CAMERA_DEFAULTS.distanceM,
      1,
    );
  });
  test('never stands in a wall, a column or a tree, from wherever one looks', () => {
    const out = [0, 0];
    for (const [x, z] of [
      [-22.5, 0],
      [-21.5, 4],
      [-12, 15.5],
      [5, 18.6],
    ]) {
      for (let turn = 0; turn < 8; turn++) {
        const rig = new CameraRig(plaza);
        rig.yaw = (turn * Math.PI) / 4;
        const { position } = settle(rig, { x, y: 1.6, z });
        if (!tall.inside(position.x, position.z)) continue;
        tall.pushOut(position.x, position.z, 0.15, out);
        expect(Math.hypot(out[0] - position.x, out[1] - position.z)).toBeLessThan(1e-6);
      }
    }
  });
  test('steps aside before it would go through a head', () => {
    const rig = new CameraRig(plaza);
    const free = settle(rig, { x: 0, y: 1.6, z: 6 });
    const head = [free.position.x, 1.6, free.position.z];
    const camera = settle(rig, { x: 0, y: 1.6, z: 6 }, head);
    expect(Math.hypot(camera.position.x - head[0], camera.position.z - head[2])).toBeGreaterThan(
      CAMERA_DEFAULTS.headM - 0.01,
    );
  });
  test('keeps within its angles and distances', () => {
    const rig = new CameraRig(plaza);
    rig.swing(30, 90);
    rig.dolly(1e6);
    expect(rig.pitch).toBe(CAMERA_DEFAULTS.pitchMax);
    expect(rig.distanceM).toBe(CAMERA_DEFAULTS.distanceMaxM);
    expect(Math.abs(rig.yaw)).toBeLessThanOrEqual(Math.PI);
  });
});
