import { BoxGeometry, Color, Matrix4 } from 'three';
import type { StageCollider } from '../../protocol/index.ts';
import type { MeshBatch } from '../plaza/mesh-batch.ts';

type Box = Extract<StageCollider, { shape: 'box' }>;

const IRON = new Color(0.03, 0.031, 0.035);
const EBONY = new Color(0.016, 0.014, 0.015);
const BRASS = new Color(0.46, 0.31, 0.12);
const IVORY = new Color(0.62, 0.58, 0.5);

/** A part of something that stands at `root`: its size and its middle, m. */
function part(
  batch: MeshBatch,
  root: Matrix4,
  tint: Color,
  size: readonly [number, number, number],
  at: readonly [number, number, number],
): void {
  const matrix = root.clone().multiply(new Matrix4().makeTranslation(...at));
  batch.add(new BoxGeometry(...size), { matrix, tint, groundShade: 0.15 });
}

const rootOf = ({ yaw, centre: [x, y, z] }: Box): Matrix4 =>
  new Matrix4().makeRotationY(yaw).setPosition(x, y, z);

/** Two iron frames below the slats of a bench. */
export function addBenchFeet(bench: Box, batch: MeshBatch): void {
  const root = rootOf(bench);
  const [hx, hy, hz] = bench.half;
  for (const x of [-hx + 0.16, hx - 0.16]) {
    for (const z of [-hz + 0.05, hz - 0.05])
      part(batch, root, IRON, [0.04, hy * 2 - 0.05, 0.04], [x, -0.025, z]);
    part(batch, root, IRON, [0.04, 0.04, hz * 2 - 0.06], [x, hy - 0.07, 0]);
  }
}

/** An upright piano with its lid closed; its keys look along +X of the box. */
export function addPiano(piano: Box, batch: MeshBatch): void {
  const root = rootOf(piano);
  const [hx, hy, hz] = piano.half;
  const deep = hx * 2 - 0.28;
  part(batch, root, EBONY, [deep, hy * 2, hz * 2], [-hx + deep / 2, 0, 0]);
  part(batch, root, EBONY, [deep + 0.05, 0.04, hz * 2 + 0.06], [-hx + deep / 2, hy + 0.01, 0]);
  part(batch, root, EBONY, [0.3, 0.1, hz * 2 - 0.04], [hx - 0.15, -hy + 0.68, 0]);
  part(batch, root, IVORY, [0.15, 0.012, hz * 2 - 0.26], [hx - 0.09, -hy + 0.737, 0]);
  part(batch, root, EBONY, [0.16, 0.1, 0.07], [hx - 0.12, -hy + 0.75, -hz + 0.07]);
  part(batch, root, EBONY, [0.16, 0.1, 0.07], [hx - 0.12, -hy + 0.75, hz - 0.07]);
  for (const z of [-hz + 0.07, hz - 0.07])
    part(batch, root, EBONY, [0.09, 0.64, 0.09], [hx - 0.09, -hy + 0.32, z]);
  // The desk for notes, the brass of the hinge and the pedals.
  part(batch, root, BRASS, [0.012, 0.014, hz * 2 - 0.2], [hx - 0.27, -hy + 0.76, 0]);
  for (const z of [-0.07, 0.07])
    part(batch, root, BRASS, [0.14, 0.015, 0.045], [-hx + deep + 0.06, -hy + 0.06, z]);
  part(batch, root, EBONY, [0.34, 0.05, 0.62], [hx + 0.46, -hy + 0.48, 0]);
  for (const x of [-0.12, 0.12])
    for (const z of [-0.26, 0.26])
      part(batch, root, EBONY, [0.045, 0.46, 0.045], [hx + 0.46 + x, -hy + 0.23, z]);
}
