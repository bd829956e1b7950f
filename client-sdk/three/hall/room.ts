import {
  BoxGeometry,
  CanvasTexture,
  Color,
  Group,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  PlaneGeometry,
  RepeatWrapping,
  SRGBColorSpace,
} from 'three';
import type { StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from '../plaza/mesh-batch.ts';
import { createDice } from '../plaza/noise.ts';

/** Height of the hall and of the panelling below its plaster, m. */
export const HALL_M = 5.4;
const PANEL_M = 1.15;
const FLOOR_TILE_M = 2.4;
const WALNUT = new Color(0.105, 0.058, 0.034);
const IRON = new Color(0.03, 0.031, 0.035);

/** One wall, looked at from within: where its middle is, how long, and which way it looks. */
interface Wall {
  readonly x: number;
  readonly z: number;
  readonly length: number;
  readonly yaw: number;
}

/** The four walls of a hall, each as the plane that people see. */
export function wallsOf({ size: [width, depth] }: StageFile): Wall[] {
  const inset = 0.3;
  return [
    { x: 0, z: -depth / 2 + inset, length: width, yaw: 0 },
    { x: 0, z: depth / 2 - inset, length: width, yaw: Math.PI },
    { x: -width / 2 + inset, z: 0, length: depth, yaw: Math.PI / 2 },
    { x: width / 2 - inset, z: 0, length: depth, yaw: -Math.PI / 2 },
  ];
}

/**
 * Floor, platform, walls and ceiling. Walls and ceiling are seen from within only: a camera that has stepped back through
 * one looks into the hall as into a model of it.
 */
export function createRoom(stage: StageFile, wood: MeshBatch): { group: Group; dispose(): void } {
  const group = new Group();
  const boards = boardTexture();
  const plaster = plasterTexture();
  const vinyl = vinylTexture();
  const oak = new MeshStandardMaterial({ map: boards, roughness: 0.52, color: new Color(0.86, 0.8, 0.74) });
  const dance = new MeshStandardMaterial({ map: vinyl, roughness: 0.62 });
  const wall = new MeshStandardMaterial({ map: plaster, roughness: 0.95 });
  const dark = new MeshBasicMaterial({ color: new Color(0.0045, 0.0045, 0.006) });
  const [width, depth] = stage.size;
  const floor = new Mesh(tiled(new PlaneGeometry(width, depth).rotateX(-Math.PI / 2), FLOOR_TILE_M), oak);
  const ceiling = new Mesh(
    new PlaneGeometry(width, depth).rotateX(Math.PI / 2).translate(0, HALL_M, 0),
    dark,
  );
  const meshes = [floor, ceiling];
  for (const { x, z, length, yaw } of wallsOf(stage)) {
    const plane = new PlaneGeometry(length, HALL_M).translate(0, HALL_M / 2, 0);
    plane.applyMatrix4(new Matrix4().makeRotationY(yaw).setPosition(x, 0, z));
    meshes.push(new Mesh(plane, wall));
    addPanelling(wood, { x, z, length, yaw });
  }
  for (const step of stage.colliders) {
    if (step.kind !== 'step' || step.shape !== 'box') continue;
    const [hx, hy, hz] = step.half;
    const top = new PlaneGeometry(hx * 2, hz * 2).rotateX(-Math.PI / 2);
    meshes.push(new Mesh(top.translate(step.centre[0], step.centre[1] + hy + 0.001, step.centre[2]), dance));
    const body = new Matrix4().makeTranslation(...step.centre);
    wood.add(new BoxGeometry(hx * 2, hy * 2, hz * 2), { matrix: body, tint: WALNUT, groundShade: 0.3 });
  }
  addRamps(stage, wood);
  addDoor(stage, wood);
  for (const mesh of meshes) mesh.receiveShadow = true;
  floor.name = 'floor';
  group.add(...meshes);
  return {
    group,
    dispose() {
      for (const mesh of meshes) mesh.geometry.dispose();
      for (const material of [oak, dance, wall, dark]) material.dispose();
      for (const texture of [boards, plaster, vinyl]) texture.dispose();
    },
  };
}

/** Repeats a texture every `tileM` metres over a plane that lies on the ground. */
function tiled(plane: PlaneGeometry, tileM: number): PlaneGeometry {
  const uv = plane.getAttribute('uv');
  const position = plane.getAttribute('position');
  for (let i = 0; i < uv.count; i++) uv.setXY(i, position.getX(i) / tileM, position.getZ(i) / tileM);
  return plane;
}

/** Walnut to the height of a chair's back, with stiles, and a rail for hands above. */
function addPanelling(wood: MeshBatch, { x, z, length, yaw }: Wall): void {
  const root = new Matrix4().makeRotationY(yaw).setPosition(x, 0, z);
  const piece = (w: number, h: number, d: number, px: number, py: number, tint: Color): void => {
    const matrix = root.clone().multiply(new Matrix4().makeTranslation(px, py, d / 2));
    wood.add(new BoxGeometry(w, h, d), { matrix, tint, groundShade: 0.3 });
  };
  piece(length, PANEL_M, 0.02, 0, PANEL_M / 2, WALNUT.clone().multiplyScalar(0.8));
  piece(length, 0.14, 0.045, 0, 0.07, WALNUT);
  piece(length, 0.07, 0.06, 0, PANEL_M, WALNUT.clone().multiplyScalar(1.3));
  const count = Math.round(length / 1.2);
  for (let i = 0; i <= count; i++)
    piece(0.09, PANEL_M, 0.035, -length / 2 + (length * i) / count, PANEL_M / 2, WALNUT);
}

function addRamps(stage: StageFile, wood: MeshBatch): void {
  for (const ramp of stage.colliders) {
    if (ramp.shape !== 'ramp') continue;
    const [dx, dy, dz] = [0, 1, 2].map((k) => ramp.to[k] - ramp.from[k]);
    const run = Math.hypot(dx, dz);
    const matrix = new Matrix4()
      .makeRotationY(Math.atan2(-dz, dx))
      .setPosition(
        (ramp.from[0] + ramp.to[0]) / 2,
        (ramp.from[1] + ramp.to[1]) / 2,
        (ramp.from[2] + ramp.to[2]) / 2,
      )
      .multiply(new Matrix4().makeRotationZ(Math.atan2(dy, run)))
      .multiply(new Matrix4().makeTranslation(0, -0.015, 0));
    wood.add(new BoxGeometry(Math.hypot(run, dy), 0.03, ramp.width), {
      matrix,
      tint: WALNUT,
      groundShade: 0.2,
    });
  }
}

/** The double door in the south wall. */
function addDoor(stage: StageFile, wood: MeshBatch): void {
  const z = stage.size[1] / 2 - 0.3;
  const piece = (w: number, h: number, d: number, x: number, y: number, tint: Color): void =>
    wood.add(new BoxGeometry(w, h, d), {
      matrix: new Matrix4().makeTranslation(x, y, z - d / 2),
      tint,
      groundShade: 0.2,
    });
  for (const side of [-1, 1]) {
    piece(0.98, 2.3, 0.05, side * 0.5, 1.15, WALNUT.clone().multiplyScalar(1.25));
    piece(0.62, 0.85, 0.07, side * 0.5, 1.65, WALNUT);
    piece(0.62, 0.75, 0.07, side * 0.5, 0.6, WALNUT);
    piece(0.04, 0.5, 0.12, side * 0.07, 1.1, IRON);
    piece(0.12, 2.45, 0.09, side * 1.06, 1.22, WALNUT);
  }
  piece(2.24, 0.14, 0.09, 0, 2.4, WALNUT);
}

function canvasOf(size: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  return [canvas, canvas.getContext('2d')!];
}

function finish(canvas: HTMLCanvasElement): CanvasTexture {
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.anisotropy = 8;
  return texture;
}

/** Oak boards laid along the hall, each with a tone and a grain of its own. */
function boardTexture(): CanvasTexture {
  const [canvas, pen] = canvasOf(1024);
  const dice = createDice(71);
  const boards = 18;
  const wide = 1024 / boards;
  for (let i = 0; i < boards; i++) {
    const seam = dice() * 1024;
    for (const [from, length] of [
      [seam - 1024, 1024],
      [seam, 1024],
    ]) {
      pen.fillStyle = `hsl(${26 + dice() * 6} ${34 + dice() * 9}% ${27 + dice() * 8}%)`;
      pen.fillRect(i * wide, from, wide, length);
    }
    for (let line = 0; line < 34; line++) {
      pen.fillStyle = `rgba(${dice() < 0.6 ? '24,12,5' : '236,196,146'},${0.03 + dice() * 0.07})`;
      pen.fillRect(i * wide + dice() * wide, dice() * 1024 - 200, 0.8 + dice() * 1.4, 180 + dice() * 700);
    }
    pen.fillStyle = 'rgba(9,5,3,0.8)';
    pen.fillRect(i * wide, 0, 1.6, 1024);
    pen.fillRect(i * wide, seam, wide, 2);
  }
  return finish(canvas);
}

/** Plaster in the colour of slate, warm where the lamps above the panelling reach, dark under the ceiling. */
function plasterTexture(): CanvasTexture {
  const [canvas, pen] = canvasOf(512);
  const dice = createDice(5);
  const light = pen.createLinearGradient(0, 0, 0, 512);
  light.addColorStop(0, '#15171c');
  light.addColorStop(0.4, '#2a2e36');
  light.addColorStop(0.72, '#454850');
  light.addColorStop(1, '#3a3c44');
  pen.fillStyle = light;
  pen.fillRect(0, 0, 512, 512);
  for (let i = 0; i < 2600; i++) {
    pen.fillStyle = `rgba(${dice() < 0.5 ? '0,0,0' : '255,240,220'},${dice() * 0.035})`;
    const r = 1 + dice() * 9;
    pen.fillRect(dice() * 512, dice() * 512, r, r * (0.4 + dice()));
  }
  return finish(canvas);
}

/** The dance floor on the platform: matt grey vinyl, scuffed, with a tape cross in its middle. */
function vinylTexture(): CanvasTexture {
  const [canvas, pen] = canvasOf(1024);
  const dice = createDice(19);
  pen.fillStyle = '#3b3c42';
  pen.fillRect(0, 0, 1024, 1024);
  for (let i = 0; i < 900; i++) {
    pen.strokeStyle = `rgba(${dice() < 0.5 ? '12,12,15' : '200,196,190'},${dice() * 0.09})`;
    pen.lineWidth = 0.5 + dice() * 2;
    const [x, y, turn, r] = [dice() * 1024, dice() * 1024, dice() * Math.PI * 2, 8 + dice() * 60];
    pen.beginPath();
    pen.arc(x, y, r, turn, turn + 0.3 + dice());
    pen.stroke();
  }
  for (let i = 1; i < 4; i++) {
    pen.fillStyle = 'rgba(12,12,14,0.55)';
    pen.fillRect(0, i * 256, 1024, 2);
  }
  pen.fillStyle = 'rgba(242,178,99,0.75)';
  for (const [x, y] of [
    [512, 512],
    [240, 560],
    [784, 560],
  ]) {
    pen.fillRect(x - 16, y - 3, 32, 6);
    pen.fillRect(x - 2, y - 22, 4, 44);
  }
  return finish(canvas);
}
