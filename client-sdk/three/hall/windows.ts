import {
  AdditiveBlending,
  BoxGeometry,
  CanvasTexture,
  Color,
  Group,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  SRGBColorSpace,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from '../plaza/mesh-batch.ts';
import { createDice } from '../plaza/noise.ts';

const WIDE_M = 1.5;
const TALL_M = 3;
const SILL_M = 1.35;
const EVERY_M = 3.4;
const WALNUT = new Color(0.105, 0.058, 0.034);

/** Tall windows in the east wall with the blue hour behind them, and the light that falls from them onto the floor. */
export function createWindows(stage: StageFile, wood: MeshBatch): { group: Group; dispose(): void } {
  const group = new Group();
  const x = stage.size[0] / 2 - 0.3;
  const reach = stage.size[1] / 2 - 2.4;
  const panes: PlaneGeometry[] = [];
  const spills: PlaneGeometry[] = [];
  // None beside the platform: a show wants its dark.
  for (let z = -1.4; z < reach; z += EVERY_M) {
    const root = new Matrix4().makeRotationY(-Math.PI / 2).setPosition(x - 0.005, SILL_M + TALL_M / 2, z);
    panes.push(new PlaneGeometry(WIDE_M, TALL_M).applyMatrix4(root));
    addFrame(wood, root);
    spills.push(new PlaneGeometry(4.6, WIDE_M * 1.6).rotateX(-Math.PI / 2).translate(x - 2.7, 0.004, z));
  }
  const sky = skyTexture();
  const spill = spillTexture();
  const glass = new MeshBasicMaterial({ map: sky });
  const pool = new MeshBasicMaterial({
    map: spill,
    transparent: true,
    blending: AdditiveBlending,
    depthWrite: false,
  });
  const meshes = [new Mesh(mergeGeometries(panes), glass), new Mesh(mergeGeometries(spills), pool)];
  group.add(...meshes);
  group.name = 'windows';
  return {
    group,
    dispose() {
      for (const mesh of meshes) mesh.geometry.dispose();
      for (const one of [glass, pool, sky, spill]) one.dispose();
    },
  };
}

function addFrame(wood: MeshBatch, root: Matrix4): void {
  const bar = (w: number, h: number, px: number, py: number, d = 0.07): void =>
    wood.add(new BoxGeometry(w, h, d), {
      matrix: root.clone().multiply(new Matrix4().makeTranslation(px, py, d / 2 - 0.01)),
      tint: WALNUT,
      groundShade: 0,
    });
  for (const side of [-1, 1]) {
    bar(0.09, TALL_M + 0.18, side * (WIDE_M / 2 + 0.045), 0);
    bar(WIDE_M + 0.18, 0.09, 0, side * (TALL_M / 2 + 0.045));
  }
  bar(0.05, TALL_M, 0, 0, 0.05);
  for (const y of [-0.5, 0.5, 1]) bar(WIDE_M, 0.04, 0, y, 0.05);
  bar(WIDE_M + 0.3, 0.05, 0, -TALL_M / 2 - 0.1, 0.2);
}

/** The blue hour over roofs: what is left of the sun low, stars high, a few lit windows. */
function skyTexture(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = 256;
  canvas.height = 512;
  const pen = canvas.getContext('2d')!;
  const light = pen.createLinearGradient(0, 0, 0, 512);
  light.addColorStop(0, '#122446');
  light.addColorStop(0.55, '#27477c');
  light.addColorStop(0.76, '#5f6f9d');
  light.addColorStop(0.86, '#b98a83');
  light.addColorStop(0.93, '#d99a6a');
  pen.fillStyle = light;
  pen.fillRect(0, 0, 256, 512);
  const dice = createDice(23);
  for (let i = 0; i < 40; i++) {
    pen.fillStyle = `rgba(220,230,255,${0.2 + dice() * 0.6})`;
    pen.fillRect(dice() * 256, dice() * 230, 1.2, 1.2);
  }
  for (let x = 0; x < 256; ) {
    const wide = 22 + dice() * 34;
    const top = 446 + dice() * 36;
    pen.fillStyle = '#141a2c';
    pen.fillRect(x, top, wide + 1, 512 - top);
    for (let i = 0; i < 4; i++) {
      if (dice() < 0.6) continue;
      pen.fillStyle = '#e8b76a';
      pen.fillRect(x + 4 + dice() * (wide - 9), top + 7 + dice() * 24, 3, 4);
    }
    x += wide;
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}

/** What falls through a window: brightest near the wall, softer into the room. */
function spillTexture(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = 128;
  canvas.height = 64;
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, 128, 64);
  const light = pen.createRadialGradient(116, 32, 4, 96, 32, 96);
  light.addColorStop(0, 'rgb(30,44,78)');
  light.addColorStop(0.4, 'rgb(13,20,38)');
  light.addColorStop(1, 'rgb(0,0,0)');
  pen.fillStyle = light;
  pen.save();
  pen.translate(0, 32);
  pen.scale(1, 0.42);
  pen.translate(0, -32);
  pen.fillRect(0, -44, 128, 152);
  pen.restore();
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}
