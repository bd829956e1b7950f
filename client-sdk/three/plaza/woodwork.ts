import { BoxGeometry, Color, Matrix4 } from 'three';
import type { StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from './mesh-batch.ts';

const TEAK = new Color(0.36, 0.235, 0.14);
const OAK = new Color(0.3, 0.2, 0.12);
const SLATS = 5;

/** Bench slats and the easel. */
export function addWoodwork(stage: StageFile, wood: MeshBatch): void {
  for (const collider of stage.colliders) {
    if (collider.shape !== 'box') continue;
    const [x, y, z] = collider.centre;
    const [hx, hy, hz] = collider.half;
    const root = new Matrix4().makeRotationY(collider.yaw).setPosition(x, y, z);
    if (collider.kind === 'bench') {
      const slat = (hz * 2) / SLATS;
      for (let i = 0; i < SLATS; i++) {
        wood.add(new BoxGeometry(hx * 2, 0.045, slat - 0.012), {
          matrix: root
            .clone()
            .multiply(new Matrix4().makeTranslation(0, hy - 0.0225, -hz + slat * (i + 0.5))),
          tint: TEAK.clone().multiplyScalar(0.9 + 0.2 * ((i * 7) % 3) * 0.5),
          groundShade: 0.1,
        });
      }
    } else if (collider.kind === 'easel') {
      addEasel(wood, root, hy);
    }
  }
}

function addEasel(wood: MeshBatch, root: Matrix4, hy: number): void {
  const leg = (x: number, z: number, lean: number, tilt: number): void => {
    const matrix = root
      .clone()
      .multiply(new Matrix4().makeTranslation(x, 0, z))
      .multiply(new Matrix4().makeRotationX(lean))
      .multiply(new Matrix4().makeRotationZ(tilt));
    wood.add(new BoxGeometry(0.045, hy * 2.06, 0.035), { matrix, tint: OAK, groundShade: 0 });
  };
  leg(-0.24, 0.1, -0.16, -0.1);
  leg(0.24, 0.1, -0.16, 0.1);
  leg(0, -0.16, 0.22, 0);
  wood.add(new BoxGeometry(0.68, 0.05, 0.12), {
    matrix: root.clone().multiply(new Matrix4().makeTranslation(0, -0.2, 0.2)),
    tint: OAK,
    groundShade: 0,
  });
  wood.add(new BoxGeometry(0.66, 0.82, 0.02), {
    matrix: root
      .clone()
      .multiply(new Matrix4().makeTranslation(0, 0.22, 0.086))
      .multiply(new Matrix4().makeRotationX(-0.16)),
    tint: OAK,
    groundShade: 0,
  });
}
