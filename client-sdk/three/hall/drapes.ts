import { BufferGeometry, Color, Float32BufferAttribute, Matrix4 } from 'three';
import type { StageCollider } from '../../protocol/index.ts';
import type { MeshBatch } from '../plaza/mesh-batch.ts';
import { createDice } from '../plaza/noise.ts';

const VELVET = new Color(0.1, 0.013, 0.034);
/** A fold every so many metres, and how deep it is, m. */
const FOLD_M = 0.3;
const DEEP_M = 0.09;
const STEPS_PER_FOLD = 8;
const ROWS = 6;

/** A curtain of velvet in the place of a box: folds that are never alike, and fuller at the hem. */
export function addDrape(box: Extract<StageCollider, { shape: 'box' }>, cloth: MeshBatch): void {
  const [x, y, z] = box.centre;
  const [hx, hy] = box.half;
  const folds = Math.max(2, Math.round((hx * 2) / FOLD_M));
  const steps = folds * STEPS_PER_FOLD;
  const dice = createDice(Math.round((x + 40) * 97 + (z + 40) * 13));
  const tones = Array.from({ length: folds + 1 }, () => ({ phase: dice() * 1.4, deep: 0.65 + dice() * 0.6 }));
  const depthAt = (i: number, row: number): number => {
    const along = i / STEPS_PER_FOLD;
    const tone = tones[Math.min(folds, Math.floor(along))];
    const next = tones[Math.min(folds, Math.floor(along) + 1)];
    const t = along - Math.floor(along);
    const deep = tone.deep + (next.deep - tone.deep) * t;
    const phase = tone.phase + (next.phase - tone.phase) * t;
    return Math.sin(along * Math.PI * 2 + phase) * DEEP_M * deep * (0.55 + (0.45 * (ROWS - row)) / ROWS);
  };
  const positions: number[] = [];
  const at = (i: number, row: number): [number, number, number] => [
    -hx + (hx * 2 * i) / steps,
    -hy + (hy * 2 * row) / ROWS,
    depthAt(i, row),
  ];
  for (let i = 0; i < steps; i++)
    for (let row = 0; row < ROWS; row++) {
      const [a, b, c, d] = [at(i, row), at(i + 1, row), at(i + 1, row + 1), at(i, row + 1)];
      positions.push(...a, ...b, ...c, ...a, ...c, ...d);
    }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.computeVertexNormals();
  cloth.add(geometry, {
    matrix: new Matrix4().makeRotationY(box.yaw).setPosition(x, y, z),
    tint: VELVET,
    groundShade: 0.35,
  });
}
