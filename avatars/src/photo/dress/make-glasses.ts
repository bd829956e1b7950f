/**
 * Glasses as thin tubes: two rims, a bridge, two temples, fixed to the head. One plain shape for everybody; size and place
 * follow the eyes, the bridge of the nose and the temples of the head they sit on.
 */
import type { BodySpace } from '../fit/body-space.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { type Rgb, toLinear } from '../understand/colour.ts';
import { headOf } from './head-frame.ts';
import type { RestBody } from './make-garments.ts';
import type { Part } from './part.ts';
import { cross, unit, type Vector } from './vector.ts';

/** Sides of a tube, and its radius, m. */
const SIDES = 5;
const TUBE_M = 0.0013;
/** Points around a rim; half its width and height, m, on a head of the kit's size. */
const RIM_POINTS = 22;
const RIM_WIDE_M = 0.0235;
const RIM_HIGH_M = 0.0185;
/** Rims are this square: 2 is an ellipse. */
const RIM_SQUARE = 2.6;
/** Between the rims at least, and how far before the bridge of the nose and off the temples glasses sit, m. */
const GAP_M = 0.014;
const BEFORE_M = 0.004;
const BESIDE_M = 0.003;
/** Rims are this much lower than the eyes, and their outer ends bent back by so much, m. */
const LOWER_M = 0.003;
const WRAP_M = 0.005;
/** From the eyes back to the ears, and down behind them, m. */
const EAR_M = 0.095;
const HOOK_M = 0.02;

/** Glasses for a head. @param colour of the frame, sRGB bytes */
export function makeGlasses(space: BodySpace, rest: RestBody, colour: Rgb): Part {
  const size = headOf(space, rest).heightM / space.kit.manifest.headHeightM;
  const bone = (name: string) => space.model.manifest.bones.indexOf(name);
  const eye = (name: string) => [...rest.joints.subarray(bone(name) * 3, bone(name) * 3 + 3)];
  const [left, right] = [eye('leftEye'), eye('rightEye')];
  const middleX = (left[0] + right[0]) / 2;
  const eyesY = (left[1] + right[1]) / 2;
  const apart = Math.abs(left[0] - right[0]) / 2;
  const near = headNear(rest, eyesY, middleX, (left[2] + right[2]) / 2, size);
  const y = eyesY - LOWER_M * size;
  const wide = Math.min(RIM_WIDE_M * size, apart - (GAP_M * size) / 2);
  const z = near.bridgeZ + BEFORE_M * size;
  const tubes: Vector[][] = [];
  for (const side of [1, -1]) {
    const at = (x: number, up: number): Vector => {
      const out = Math.max(0, x - apart) / wide;
      return [middleX + side * x, y + up, z - WRAP_M * size * out * out];
    };
    const rim = Array.from({ length: RIM_POINTS + 1 }, (_, i) => {
      const angle = (2 * Math.PI * i) / RIM_POINTS;
      const round = (c: number) => Math.sign(c) * Math.abs(c) ** (2 / RIM_SQUARE);
      return at(apart + wide * round(Math.cos(angle)), RIM_HIGH_M * size * round(Math.sin(angle)));
    });
    const hinge = at(apart + wide, RIM_HIGH_M * 0.45 * size);
    const besideX = middleX + side * (near.halfWidth + BESIDE_M * size);
    const ear = near.eyesZ - EAR_M * size;
    tubes.push(rim, [
      hinge,
      [besideX, hinge[1], hinge[2] - 0.008 * size],
      [besideX, hinge[1], ear],
      [besideX, hinge[1] - HOOK_M * size, ear - HOOK_M * size],
    ]);
  }
  const inner = apart - wide;
  tubes.push(
    Array.from({ length: 7 }, (_, i): Vector => {
      const t = (i / 6) * 2 - 1;
      return [middleX + t * inner, y + (0.003 + 0.002 * (1 - t * t)) * size, z + 0.0015 * size * (1 - t * t)];
    }),
  );
  return partOf(space, tubes, TUBE_M * size, colour);
}

/** Where the head's surface lies about the height of the eyes. */
function headNear({ positions }: RestBody, eyesY: number, middleX: number, eyesZ: number, size: number) {
  let [bridgeZ, halfWidth] = [eyesZ, 0];
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [Math.abs(positions[i] - middleX), positions[i + 1] - eyesY, positions[i + 2]];
    if (Math.abs(y) > 0.012 * size) continue;
    if (x < 0.004 * size) bridgeZ = Math.max(bridgeZ, z);
    const back = eyesZ - z;
    // Before the ears, which stand out farther.
    if (back > 0.015 * size && back < 0.05 * size && x < 0.1) halfWidth = Math.max(halfWidth, x);
  }
  return { bridgeZ, halfWidth, eyesZ };
}

function partOf(space: BodySpace, tubes: readonly Vector[][], radius: number, colour: Rgb): Part {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const line of tubes) addTube(positions, triangles, line, radius);
  const count = positions.length / 3;
  const head = space.model.manifest.bones.indexOf('head');
  const placed = Float32Array.from(positions);
  const corners = Uint32Array.from(triangles);
  return {
    name: 'glasses',
    positions: placed,
    normals: vertexNormals(placed, corners),
    uvs: new Float32Array(count * 2).fill(0.5),
    triangles: corners,
    joints: Uint8Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? head : 0)),
    weights: Uint8Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? 255 : 0)),
    point: Int32Array.from({ length: count }, (_, i) => i),
    material: {
      name: 'glasses',
      roughness: 0.35,
      colour: [toLinear(colour[0]), toLinear(colour[1]), toLinear(colour[2]), 1],
    },
  };
}

/** Rings across a line, joined; rings lie across the mean of the directions before and after a point. */
function addTube(positions: number[], triangles: number[], line: readonly Vector[], radius: number): void {
  const first = positions.length / 3;
  line.forEach((p, i) => {
    const [a, b] = [line[Math.max(0, i - 1)], line[Math.min(line.length - 1, i + 1)]];
    const along = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    // Never along the line: lines run across and back, hardly ever straight up for long.
    const aside = unit(cross(along, Math.abs(along[1]) < 0.8 ? [0, 1, 0] : [0, 0, 1]));
    const up = cross(aside, along);
    for (let k = 0; k < SIDES; k++) {
      const [c, s] = [Math.cos((2 * Math.PI * k) / SIDES), Math.sin((2 * Math.PI * k) / SIDES)];
      for (let axis = 0; axis < 3; axis++)
        positions.push(p[axis] + radius * (c * aside[axis] + s * up[axis]));
    }
  });
  for (let i = 0; i + 1 < line.length; i++) {
    for (let k = 0; k < SIDES; k++) {
      const [a, b] = [first + i * SIDES + k, first + i * SIDES + ((k + 1) % SIDES)];
      triangles.push(a, a + SIDES, b, b, a + SIDES, b + SIDES);
    }
  }
}
