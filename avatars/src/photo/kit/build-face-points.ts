/**
 * Where the 468 points of the face network lie on our body mesh.
 *
 * CONTRIBUTOR NOTES: asked of the network itself: the faces of the cast are drawn from a few sides, the network reads
 * them, and each point is carried back to the surface. The median over faces and sides is kept. Aligning MediaPipe's
 * canonical face instead would say where the points ought to lie, not where this network puts them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import sharp from 'sharp';
import { type BodyModel, readBodyModel } from '../../body/index.ts';
import { createHits, rasterise } from '../render/rasterise.ts';
import { loadModel } from '../see/litert.ts';
import { FACE_POINTS, readFaceAround } from '../see/read-face.ts';
import type { Network } from '../see/run-network.ts';
import { readPhotoKit } from './photo-kit.ts';

const SIZE = 512;
/** Width of the picture, m, and the directions looked from, rad: turn, nod. */
const FIELD_M = 0.3;
const VIEWS = [
  [0, 0],
  [-0.25, 0],
  [0.25, 0],
  [0, 0.15],
  [0, -0.15],
] as const;

interface Piece {
  readonly name: string;
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly uvs: Float32Array;
  readonly indices: Uint32Array;
  readonly image: { data: Buffer; size: number } | undefined;
}

async function readHead(path: string): Promise<Piece[]> {
  const document = await new NodeIO().registerExtensions(ALL_EXTENSIONS).read(path);
  const pieces: Piece[] = [];
  for (const primitive of document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives())) {
    const material = primitive.getMaterial();
    const name = material?.getName() ?? '';
    if (!['skin_face', 'skin_body', 'eye'].includes(name)) continue;
    const bytes = material?.getBaseColorTexture()?.getImage();
    const decoded = bytes && (await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true }));
    pieces.push({
      name,
      positions: Float32Array.from(primitive.getAttribute('POSITION')!.getArray()!),
      normals: Float32Array.from(primitive.getAttribute('NORMAL')!.getArray()!),
      uvs: Float32Array.from(primitive.getAttribute('TEXCOORD_0')!.getArray()!),
      indices: Uint32Array.from(primitive.getIndices()!.getArray()!),
      image: decoded ? { data: decoded.data, size: decoded.info.width } : undefined,
    });
  }
  return pieces;
}

/** Draws a head and tells the body triangle and shares behind every pixel. */
function drawHead(pieces: readonly Piece[], centre: readonly number[], view: readonly [number, number]) {
  const hits = createHits(SIZE, SIZE);
  const starts: number[] = [];
  let first = 0;
  const turn = (p: Float32Array, i: number): [number, number, number] => {
    const x = p[i] - centre[0];
    const y = p[i + 1] - centre[1];
    const z = p[i + 2] - centre[2];
    const [ct, st, cn, sn] = [Math.cos(view[0]), Math.sin(view[0]), Math.cos(view[1]), Math.sin(view[1])];
    const z1 = -x * st + z * ct;
    return [x * ct + z * st, y * cn - z1 * sn, y * sn + z1 * cn];
  };
  for (const piece of pieces) {
    const points = new Float32Array(piece.positions.length);
    for (let i = 0; i < points.length; i += 3) {
      const [x, y, z] = turn(piece.positions, i);
      points.set([(x / FIELD_M + 0.5) * SIZE, (0.5 - y / FIELD_M) * SIZE, -z], i);
    }
    starts.push(first);
    rasterise(hits, points, piece.indices, { first });
    first += piece.indices.length / 3;
  }
  return { hits, starts };
}

function colourHead(pieces: readonly Piece[], drawn: ReturnType<typeof drawHead>): Uint8Array {
  const data = new Uint8Array(SIZE * SIZE * 3).fill(150);
  const { hits, starts } = drawn;
  for (let i = 0; i < SIZE * SIZE; i++) {
    if (hits.triangle[i] < 0) continue;
    const k = starts.findLastIndex((s) => s <= hits.triangle[i]);
    const piece = pieces[k];
    const at = (hits.triangle[i] - starts[k]) * 3;
    const [u, v] = [hits.shares[i * 2], hits.shares[i * 2 + 1]];
    const mix = (array: Float32Array, width: number, axis: number) =>
      [1 - u - v, u, v].reduce((sum, s, c) => sum + s * array[piece.indices[at + c] * width + axis], 0);
    const image = piece.image;
    const light = 0.55 + 0.5 * Math.max(0, 0.8 * mix(piece.normals, 3, 2) + 0.4 * mix(piece.normals, 3, 1));
    const x = image
      ? Math.min(image.size - 1, Math.max(0, Math.floor(mix(piece.uvs, 2, 0) * image.size)))
      : 0;
    const y = image
      ? Math.min(image.size - 1, Math.max(0, Math.floor(mix(piece.uvs, 2, 1) * image.size)))
      : 0;
    for (let c = 0; c < 3; c++) {
      const base = image ? image.data[(y * image.size + x) * 3 + c] : 190;
      data[i * 3 + c] = Math.min(255, base * light);
    }
  }
  return data;
}

/** Finder of each skin tile by the name of its material. */
type Finders = Readonly<Record<string, ReturnType<typeof uvFinder>>>;

/** Triangles that belong to head or neck. */
function headTriangles(model: BodyModel): number[] {
  const bones = ['head', 'jaw', 'neck', 'leftEye', 'rightEye'].map((name) =>
    model.manifest.bones.indexOf(name),
  );
  const share = (v: number) =>
    [0, 1, 2, 3].reduce(
      (sum, k) =>
        sum + (bones.includes(model.skinJoints[v * 4 + k]) ? model.skinWeights[v * 4 + k] / 255 : 0),
      0,
    );
  const count = model.triangles.length / 3;
  return Array.from({ length: count }, (_, t) => t).filter((t) => share(model.triangles[t * 3]) > 0.5);
}

/** Place on the mean body of a uv of a tile (its rectangle of the atlas), by the triangle that holds it. */
function uvFinder(model: BodyModel, rect: readonly number[], among: readonly number[]) {
  const { uvs, uvTriangles, triangles, mean } = model;
  return (u: number, v: number): [number, number, number] | undefined => {
    const x = rect[0] + u * (rect[2] - rect[0]);
    const y = rect[1] + (1 - v) * (rect[3] - rect[1]);
    for (const t of among) {
      const [a, b, c] = [0, 1, 2].map((k) => uvTriangles[t * 3 + k] * 2);
      const e1 = [uvs[b] - uvs[a], uvs[b + 1] - uvs[a + 1]];
      const e2 = [uvs[c] - uvs[a], uvs[c + 1] - uvs[a + 1]];
      const area = e1[0] * e2[1] - e1[1] * e2[0];
      const p = ((x - uvs[a]) * e2[1] - (y - uvs[a + 1]) * e2[0]) / area;
      const q = ((y - uvs[a + 1]) * e1[0] - (x - uvs[a]) * e1[1]) / area;
      if (p < -0.01 || q < -0.01 || p + q > 1.01) continue;
      return [0, 1, 2].map(
        (k) =>
          (1 - p - q) * mean[triangles[t * 3] * 3 + k] +
          p * mean[triangles[t * 3 + 1] * 3 + k] +
          q * mean[triangles[t * 3 + 2] * 3 + k],
      ) as [number, number, number];
    }
    return undefined;
  };
}

async function readOne(net: Network, path: string, find: Finders, places: number[][][]): Promise<void> {
  const pieces = await readHead(path);
  const face = pieces.find((piece) => piece.name === 'skin_face')!;
  let top = -1;
  let low = 9;
  for (let i = 1; i < face.positions.length; i += 3) {
    top = Math.max(top, face.positions[i]);
    low = Math.min(low, face.positions[i]);
  }
  for (const view of VIEWS) {
    const drawn = drawHead(pieces, [0, (top + low) / 2, 0.06], view);
    const picture = { data: colourHead(pieces, drawn), width: SIZE, height: SIZE };
    const roi = { cx: SIZE / 2, cy: SIZE / 2, size: SIZE * 0.85, turn: 0 };
    const reading = await readFaceAround(net, picture, roi);
    if (reading.flag < 0.9) continue;
    for (let k = 0; k < FACE_POINTS; k++) {
      const place = surfaceAt(drawn, pieces, reading.points[k * 3], reading.points[k * 3 + 1], find);
      if (place) places[k].push(place);
    }
  }
}

/** The face's surface at a pixel, or at the nearest pixel that shows it within 6 px. */
function surfaceAt(
  drawn: ReturnType<typeof drawHead>,
  pieces: readonly Piece[],
  px: number,
  py: number,
  find: Finders,
): number[] | undefined {
  const { hits, starts } = drawn;
  const pieceOf = (t: number) => starts.findLastIndex((start) => start <= t);
  let best = 49;
  let at = -1;
  for (let dy = -6; dy <= 6; dy++) {
    for (let dx = -6; dx <= 6; dx++) {
      const [x, y] = [Math.floor(px) + dx, Math.floor(py) + dy];
      if (x < 0 || y < 0 || x >= SIZE || y >= SIZE || dx * dx + dy * dy >= best) continue;
      const t = hits.triangle[y * SIZE + x];
      if (t < 0 || pieces[pieceOf(t)].name === 'eye') continue;
      best = dx * dx + dy * dy;
      at = y * SIZE + x;
    }
  }
  if (at < 0) return undefined;
  const k = pieceOf(hits.triangle[at]);
  const skin = pieces[k];
  const t = (hits.triangle[at] - starts[k]) * 3;
  const [u, v] = [hits.shares[at * 2], hits.shares[at * 2 + 1]];
  const uv = [0, 1].map((axis) =>
    [1 - u - v, u, v].reduce((sum, s, c) => sum + s * skin.uvs[skin.indices[t + c] * 2 + axis], 0),
  );
  return find[skin.name](uv[0], uv[1]);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** `troupe body kit`'s second half: reads the cast's faces and writes face-points.json. */
export async function buildFacePoints(
  bodies: string,
  ids: readonly string[],
  modelFolder: string,
): Promise<number> {
  const model = readBodyModel(modelFolder);
  const kit = readPhotoKit(modelFolder);
  const net = await loadModel('face_landmark');
  const head = headTriangles(model);
  const find = {
    skin_face: uvFinder(model, kit.manifest.faceRect, [...kit.faceTriangles]),
    skin_body: uvFinder(model, [0, 0, 1, 1], head),
  };
  const places: number[][][] = Array.from({ length: FACE_POINTS }, () => []);
  for (const id of ids) {
    await readOne(net, join(bodies, id, `${id}.vrm`), find, places);
    console.error(`face points: ${id} read`);
  }
  const points = places.map((list) => {
    if (list.length < ids.length) return null;
    const place = [0, 1, 2].map((k) => median(list.map((p) => p[k])));
    const spread = median(list.map((p) => Math.hypot(p[0] - place[0], p[1] - place[1], p[2] - place[2])));
    return { ...onSurface(model, head, place), spreadMm: Math.round(spread * 1e4) / 10 };
  });
  writeFileSync(join(modelFolder, 'face-points.json'), `${JSON.stringify({ points })}\n`);
  return points.filter(Boolean).length;
}

/** The triangle nearest to a place (by its middle) and the shares of its corners, clamped to the triangle. */
function onSurface(model: BodyModel, among: readonly number[], place: readonly number[]) {
  let best = Number.POSITIVE_INFINITY;
  let out = { vertices: [0, 0, 0], shares: [1, 0, 0] };
  for (const t of among) {
    const vertices = [0, 1, 2].map((k) => model.triangles[t * 3 + k]);
    const [a, b, c] = vertices.map((v) => [0, 1, 2].map((k) => model.mean[v * 3 + k]));
    const e1 = b.map((x, k) => x - a[k]);
    const e2 = c.map((x, k) => x - a[k]);
    const d = place.map((x, k) => x - a[k]);
    const dot = (p: number[], q: number[]) => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
    const [d11, d12, d22, d1, d2] = [dot(e1, e1), dot(e1, e2), dot(e2, e2), dot(e1, d), dot(e2, d)];
    const det = d11 * d22 - d12 * d12 || 1e-12;
    const u = Math.max(0, (d22 * d1 - d12 * d2) / det);
    const v = Math.max(0, (d11 * d2 - d12 * d1) / det);
    const sum = Math.max(1, u + v);
    const at = a.map((x, k) => x + (u / sum) * e1[k] + (v / sum) * e2[k]);
    const distance = Math.hypot(at[0] - place[0], at[1] - place[1], at[2] - place[2]);
    if (distance >= best) continue;
    best = distance;
    const round = (x: number) => Math.round(x * 1e4) / 1e4;
    out = { vertices, shares: [round(1 - u / sum - v / sum), round(u / sum), round(v / sum)] };
  }
  return out;
}
