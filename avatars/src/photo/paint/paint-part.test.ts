import { expect, test } from 'vitest';
import type { Part } from '../dress/part.ts';
import { projectAll } from '../fit/camera.ts';
import { createDistanceField } from '../fit/distance-field.ts';
import { createHits, rasterise } from '../render/rasterise.ts';
import type { Rgb } from '../understand/colour.ts';
import { paintPart } from './paint-part.ts';
import type { PaintPlan } from './paint-plan.ts';
import type { PaintScene } from './scene.ts';

/** A flat cloth of CELLS x CELLS squares, 1 m wide, 2 m before the camera; a pixel of the photo is a texel. */
const SIZE = 256;
const CELLS = 32;
const CAMERA = { focalPx: 2 * SIZE, cx: SIZE / 2, cy: SIZE / 2 };
const DARK: Rgb = [60, 60, 64];
const YELLOW: Rgb = [230, 210, 60];
const RED: Rgb = [180, 40, 40];
const near = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < 40;

function flatCloth(): Part {
  const side = CELLS + 1;
  const at = (v: number) => [(v % side) / CELLS, Math.floor(v / side) / CELLS] as const;
  const all = Array.from({ length: side * side }, (_, v) => v);
  const triangles: number[] = [];
  for (const v of all) {
    if (v % side === CELLS || v >= side * CELLS) continue;
    triangles.push(v, v + side, v + 1, v + 1, v + side, v + side + 1);
  }
  return {
    name: 'cloth_upper',
    positions: Float32Array.from(all.flatMap((v) => [at(v)[0] - 0.5, 0.5 - at(v)[1], -2])),
    uvs: Float32Array.from(all.flatMap((v) => [...at(v)])),
    triangles: Uint32Array.from(triangles),
    point: Int32Array.from(all),
    mirror: Int32Array.from(all, (v) => v + CELLS - 2 * (v % side)),
  } as unknown as Part;
}

/** The cloth painted from a photo that shows it from column `from` on; beyond it nothing is seen. */
function paint(from: number, colourAt: (x: number, y: number) => Rgb) {
  const part = flatCloth();
  const data = new Uint8Array(SIZE * SIZE * 3);
  for (let i = 0; i < SIZE * SIZE; i++) data.set(colourAt(i % SIZE, Math.floor(i / SIZE)), i * 3);
  const hits = createHits(SIZE, SIZE);
  rasterise(hits, projectAll(CAMERA, part.positions), part.triangles);
  const picture = { data, width: SIZE, height: SIZE };
  const scene: PaintScene = {
    picture,
    soft: picture,
    mask: createDistanceField((i) => i % SIZE >= from, SIZE, SIZE),
    hands: new Uint8Array(SIZE * SIZE),
    hits,
    owners: Uint8Array.from(hits.triangle, (t) => (t < 0 ? 0 : 1)),
    camera: CAMERA,
    edgePx: 2,
  };
  const plan: PaintPlan = {
    part,
    number: 1,
    posed: [part.positions],
    sizePx: SIZE,
    accept: () => 1,
    acceptSoft: () => true,
    main: (c) => near(c, DARK),
    known: (c) => near(c, DARK) || near(c, YELLOW),
    fallback: DARK,
  };
  const painted = paintPart([scene], plan);
  return (x: number, y: number) => [...painted.data.subarray((y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3)];
}

test('a panel that ends where nothing more is seen does not run on over the cloth', () => {
  const at = paint(150, (x) => (x < 180 ? YELLOW : DARK));
  expect(at(165, 128)[0]).toBeGreaterThan(200);
  const [red, , blue] = at(128, 128);
  expect(red - blue).toBeLessThan(40);
});

test('a panel is on both sides, a print where it was seen', () => {
  const panel = paint(90, (x) => (x > 200 && x < 230 ? YELLOW : DARK));
  expect(panel(256 - 215, 128)[0]).toBeGreaterThan(180);
  const print = paint(90, (x, y) => (x > 200 && x < 230 && y > 100 && y < 140 ? RED : DARK));
  expect(print(215, 120)[0]).toBeGreaterThan(150);
  expect(print(256 - 215, 120)[0]).toBeLessThan(90);
});

test('what the other side tells of cloth takes the light of what lies around it', () => {
  // Light grows from left to right: mirrored as it is, the unseen side would be the lightest of all.
  const at = paint(60, (x) => [30 + x / 6, 30 + x / 6, 34 + x / 6]);
  expect(at(40, 128)[0]).toBeLessThan(60);
});
