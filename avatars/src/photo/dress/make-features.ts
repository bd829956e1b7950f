import type { BodySpace } from '../fit/body-space.ts';
import { type BoundMesh, placeBound } from '../kit/photo-kit.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import type { RestBody } from './make-garments.ts';
import { weightsOf } from './make-garments.ts';
import { cutSurface, type Part } from './part.ts';

/** Skin of the body without what clothes hide, as two tiles: face and the rest. */
export function makeSkin(space: BodySpace, rest: RestBody, hidden: (vertex: number) => boolean): Part[] {
  const { model, kit } = space;
  const face = new Set(kit.faceTriangles);
  const [u0, v0, u1, v1] = kit.manifest.faceRect;
  const faceUvs = Float32Array.from(model.uvs, (x, i) =>
    i % 2 === 0 ? (x - u0) / (u1 - u0) : (x - v0) / (v1 - v0),
  );
  return [['skin_body', false, model.uvs] as const, ['skin_face', true, faceUvs] as const].map(
    ([name, wanted, uvTable]) => {
      const vertices: number[] = [];
      const uvs: number[] = [];
      for (let t = 0; t < model.triangles.length / 3; t++) {
        if (face.has(t) !== wanted || model.triangles.subarray(t * 3, t * 3 + 3).every(hidden)) continue;
        for (let k = t * 3; k < t * 3 + 3; k++) {
          vertices.push(model.triangles[k]);
          uvs.push(model.uvTriangles[k]);
        }
      }
      const cut = cutSurface({ vertices, uvs, uvTable }, new Float32Array(space.vertices));
      const pick = (table: Float32Array) =>
        Float32Array.from(
          { length: cut.from.length * 3 },
          (_, i) => table[cut.from[Math.floor(i / 3)] * 3 + (i % 3)],
        );
      return {
        name,
        positions: pick(rest.positions),
        normals: pick(rest.normals),
        uvs: cut.uvs,
        triangles: cut.triangles,
        ...weightsOf(space, cut.from),
        point: cut.from,
        mirror: Int32Array.from(cut.from, (v) => kit.mirror[v]),
        morphs: skinMorphs(space, cut.from),
        material: { name, roughness: 0.62 },
      };
    },
  );
}

function skinMorphs(space: BodySpace, from: Int32Array): NonNullable<Part['morphs']> {
  const { model } = space;
  const rowsOf = new Map<number, number[]>();
  from.forEach((v, i) => {
    const rows = rowsOf.get(v);
    if (rows) rows.push(i);
    else rowsOf.set(v, [i]);
  });
  const out = new Map<number, { rows: Uint32Array; offsets: Float32Array }>();
  model.manifest.units.forEach((_, unit) => {
    const found: { row: number; at: number }[] = [];
    for (let i = model.unitStarts[unit]; i < model.unitStarts[unit + 1]; i++) {
      for (const row of rowsOf.get(model.unitVertices[i]) ?? []) found.push({ row, at: i * 3 });
    }
    found.sort((a, b) => a.row - b.row);
    out.set(unit, {
      rows: Uint32Array.from(found, (f) => f.row),
      offsets: Float32Array.from(found.flatMap((f) => [...model.unitOffsets.subarray(f.at, f.at + 3)])),
    });
  });
  return out;
}

/** Lashes, teeth, tongue or shoes of the kit, laid on the body. */
export function makeBound(
  space: BodySpace,
  rest: RestBody,
  name: string,
  scale: number,
  material: Part['material'],
): Part {
  const mesh = space.kit.mesh(name);
  const positions = placeBound(mesh, rest.positions, scale);
  const triangles = Uint32Array.from(mesh.triangles);
  const count = positions.length / 3;
  return {
    name: material.name,
    positions,
    normals: vertexNormals(positions, triangles),
    uvs: mesh.uvs ?? new Float32Array(count * 2),
    triangles,
    joints: mesh.skinJoints,
    weights: mesh.skinWeights,
    point: Int32Array.from({ length: count }, (_, i) => i),
    ...(mesh.morphs ? { morphs: boundMorphs(mesh, mesh.morphs, count) } : {}),
    material,
  };
}

function boundMorphs(_mesh: BoundMesh, morphs: Float32Array, count: number): NonNullable<Part['morphs']> {
  const out = new Map<number, { rows: Uint32Array; offsets: Float32Array }>();
  for (let unit = 0; unit < morphs.length / (count * 3); unit++) {
    const rows: number[] = [];
    const offsets: number[] = [];
    for (let i = 0; i < count; i++) {
      const at = (unit * count + i) * 3;
      if (Math.abs(morphs[at]) + Math.abs(morphs[at + 1]) + Math.abs(morphs[at + 2]) < 1e-4) continue;
      rows.push(i);
      offsets.push(morphs[at], morphs[at + 1], morphs[at + 2]);
    }
    out.set(unit, { rows: Uint32Array.from(rows), offsets: Float32Array.from(offsets) });
  }
  return out;
}

/**
 * Teeth and tongue are made smaller about their middle and set back: made for the mean jaw, they come through a narrow chin or
 * cheek when the mouth opens. Shares across, up and deep; m.
 */
const MOUTH_SCALE = [0.84, 0.64, 0.84] as const;
const MOUTH_BACK_M = 0.005;

/** Teeth or tongue with room around them. */
export function makeInMouth(
  space: BodySpace,
  rest: RestBody,
  name: 'teeth' | 'tongue',
  scale: number,
  colour: readonly [number, number, number, number],
): Part {
  const part = makeBound(space, rest, name, scale, { name, roughness: 0.4, colour });
  const count = part.positions.length / 3;
  const middle = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < part.positions.length; i += 3) sum += part.positions[i] / count;
    return sum;
  });
  const positions = part.positions.map((x, i) => {
    const k = i % 3;
    return middle[k] + (x - middle[k]) * MOUTH_SCALE[k] - (k === 2 ? MOUTH_BACK_M : 0);
  });
  return { ...part, positions, triangles: apartAtJaw(space, part) };
}

/** Triangles that do not hold both jaws together: the kit's mesh is thinned, and where rows of teeth met it has one vertex for both. */
function apartAtJaw(space: BodySpace, { triangles, joints, weights }: Part): Uint32Array {
  const jaw = space.model.manifest.bones.indexOf('jaw');
  const lower = (v: number) => [0, 1, 2, 3].some((k) => joints[v * 4 + k] === jaw && weights[v * 4 + k] > 0);
  const kept: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = triangles.subarray(t, t + 3);
    const count = corners.reduce((sum, v) => sum + Number(lower(v)), 0);
    if (count === 0 || count === 3) kept.push(...corners);
  }
  return Uint32Array.from(kept);
}

/** How much shorter than the kit's, upper and lower: what the photo shows of them is painted on the lids as well. */
const LASHES_SHORTER = [1.35, 2.2] as const;

/** Lashes that fade out before the end of their cards; see-through, as cut out they are dotted lines. */
export function makeLashes(space: BodySpace, rest: RestBody, scale: number): Part {
  const lashes = makeBound(space, rest, 'lashes', scale, {
    name: 'lashes',
    roughness: 0.6,
    colour: [1, 1, 1, 0.75],
    blend: true,
    doubleSided: true,
    image: { mime: 'image/png', bytes: space.kit.image('lashes.png') },
  });
  const eyes = ['leftEye', 'rightEye'].map((bone) => space.model.manifest.bones.indexOf(bone));
  const eyeY = eyes.reduce((sum, b) => sum + rest.joints[b * 3 + 1] / 2, 0);
  const uvs = lashes.uvs.map((x, i) => {
    if (i % 2 === 0) return x;
    return x * LASHES_SHORTER[lashes.positions[((i - 1) / 2) * 3 + 1] > eyeY ? 0 : 1];
  });
  return { ...lashes, uvs };
}

const RINGS = 14;
const SECTORS = 24;
const IRIS_RAD = 0.56;
const CORNEA_RAD = 1.2;

/** Both eyeballs that look ahead, and the clear bulges before them. */
export function makeEyes(space: BodySpace, rest: RestBody, scale: number): Part[] {
  const radius = space.kit.manifest.eyeRadiusM * scale;
  return [false, true].map((clear) => {
    const arrays = {
      positions: [] as number[],
      normals: [] as number[],
      uvs: [] as number[],
      triangles: [] as number[],
      joints: [] as number[],
    };
    for (const bone of ['leftEye', 'rightEye']) {
      const b = space.model.manifest.bones.indexOf(bone);
      addBall(arrays, [...rest.joints.subarray(b * 3, b * 3 + 3)], radius, clear, b);
    }
    const count = arrays.joints.length;
    return {
      name: clear ? 'cornea' : 'eye',
      positions: Float32Array.from(arrays.positions),
      normals: Float32Array.from(arrays.normals),
      uvs: Float32Array.from(arrays.uvs),
      triangles: Uint32Array.from(arrays.triangles),
      joints: Uint8Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? arrays.joints[i / 4] : 0)),
      weights: Uint8Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? 255 : 0)),
      point: Int32Array.from({ length: count }, (_, i) => i),
      material: clear
        ? { name: 'cornea', roughness: 0.03, blend: true, colour: [0, 0, 0, 0.06] as const }
        : { name: 'eye', roughness: 0.35 },
    };
  });
}

function addBall(
  out: { positions: number[]; normals: number[]; uvs: number[]; triangles: number[]; joints: number[] },
  centre: number[],
  radius: number,
  clear: boolean,
  bone: number,
): void {
  const first = out.joints.length;
  for (let i = 0; i <= RINGS; i++) {
    const polar = (i / RINGS) * Math.PI * 0.72;
    const bulge = Math.max(0, (Math.cos(polar) - Math.cos(IRIS_RAD)) / (1 - Math.cos(IRIS_RAD))) ** 0.9;
    const flat = Math.min(1, Math.max(0, (polar - IRIS_RAD) / (0.46 - IRIS_RAD)));
    const profile = radius * (clear ? 1.006 + 0.085 * bulge : 1 - 0.055 * flat * flat * (3 - 2 * flat));
    for (let j = 0; j <= SECTORS; j++) {
      const turn = (j / SECTORS) * 2 * Math.PI;
      const d = [Math.sin(polar) * Math.cos(turn), Math.sin(polar) * Math.sin(turn), Math.cos(polar)];
      out.positions.push(...d.map((x, k) => centre[k] + x * profile));
      out.normals.push(...d);
      const far = (0.5 * polar) / (Math.PI / 2);
      out.uvs.push(0.5 + far * Math.cos(turn), 0.5 - far * Math.sin(turn));
      out.joints.push(bone);
      if (i === RINGS || j === SECTORS || (clear && polar > CORNEA_RAD)) continue;
      const k = first + i * (SECTORS + 1) + j;
      const below = k + SECTORS + 1;
      if (i > 0) out.triangles.push(k, below + 1, k + 1);
      out.triangles.push(k, below, below + 1);
    }
  }
}
