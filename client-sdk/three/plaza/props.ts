import {
  BoxGeometry,
  CanvasTexture,
  Color,
  CylinderGeometry,
  Group,
  LatheGeometry,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  Quaternion,
  SphereGeometry,
  SRGBColorSpace,
  Vector2,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageFile, StageProp } from '../../protocol/index.ts';
import { createDice } from './noise.ts';

/** The things one can push. Index is the order of the stage file, as on the wire. */
export interface Props {
  readonly group: Group;
  /** Centre (m) and rotation of prop `index`. */
  set(index: number, position: ArrayLike<number>, rotation: ArrayLike<number>): void;
  dispose(): void;
}

/** Builds crates, the ball and the paper lanterns at their places. */
export function createProps(stage: StageFile): Props {
  const group = new Group();
  const planks = plankTexture();
  const paper = paperTexture();
  const stripes = stripeTexture();
  const materials = {
    crate: new MeshStandardMaterial({ map: planks, roughness: 0.8 }),
    ball: new MeshStandardMaterial({ map: stripes, roughness: 0.45 }),
    lantern: new MeshStandardMaterial({
      map: paper,
      color: 0x6a5540,
      emissiveMap: paper,
      emissive: new Color(1, 0.56, 0.22),
      emissiveIntensity: 1.5,
      roughness: 0.9,
    }),
  };
  const meshes = stage.props.map((prop) => {
    const mesh = new Mesh(geometryOf(prop), materials[prop.kind]);
    mesh.castShadow = prop.kind !== 'lantern';
    mesh.receiveShadow = prop.kind !== 'lantern';
    mesh.name = prop.id;
    mesh.position.set(...prop.position);
    mesh.rotation.y = prop.yaw;
    group.add(mesh);
    return mesh;
  });
  return {
    group,
    set(index, position, rotation) {
      const mesh = meshes[index];
      if (!mesh) return;
      mesh.position.set(position[0], position[1], position[2]);
      mesh.quaternion.set(rotation[0], rotation[1], rotation[2], rotation[3]);
    },
    dispose() {
      for (const mesh of meshes) mesh.geometry.dispose();
      for (const material of Object.values(materials)) material.dispose();
      for (const texture of [planks, paper, stripes]) texture.dispose();
    },
  };
}

function geometryOf(prop: StageProp) {
  const [hx, hy, hz] = prop.half;
  if (prop.kind === 'ball' || prop.shape === 'sphere') return new SphereGeometry(hx, 32, 20);
  if (prop.kind === 'crate' || prop.shape === 'box') return crateGeometry(hx, hy, hz);
  return lanternGeometry(hx, hy);
}

/** Six panels with a frame of laths around each: the edges catch the light. */
function crateGeometry(hx: number, hy: number, hz: number) {
  const lath = 0.07;
  const parts = [new BoxGeometry(hx * 2 - 0.03, hy * 2 - 0.03, hz * 2 - 0.03)];
  const turns = [new Quaternion(), new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), Math.PI / 2)];
  for (const sign of [-1, 1]) {
    for (const turn of turns) {
      const deep = turn === turns[0] ? hz : hx;
      const wide = turn === turns[0] ? hx : hz;
      const bar = (w: number, h: number, x: number, y: number): void => {
        const box = new BoxGeometry(w, h, 0.03);
        box.applyMatrix4(new Matrix4().makeTranslation(x, y, sign * (deep - 0.015)));
        box.applyQuaternion(turn);
        parts.push(box);
      };
      bar(wide * 2, lath, 0, hy - lath / 2);
      bar(wide * 2, lath, 0, -hy + lath / 2);
      bar(lath, hy * 2, wide - lath / 2, 0);
      bar(lath, hy * 2, -wide + lath / 2, 0);
    }
  }
  return mergeGeometries(parts);
}

function lanternGeometry(radius: number, halfHeight: number) {
  const profile: Vector2[] = [];
  const ribs = 9;
  for (let i = 0; i <= ribs * 2; i++) {
    const t = i / (ribs * 2);
    const belly = Math.sin(Math.PI * (0.12 + 0.76 * t));
    const rib = i % 2 === 0 ? 0.96 : 1;
    profile.push(new Vector2(radius * belly * rib, -halfHeight * 0.92 + halfHeight * 1.84 * t));
  }
  const body = new LatheGeometry(profile, 24).toNonIndexed();
  const cap = (y: number) =>
    new CylinderGeometry(radius * 0.42, radius * 0.42, halfHeight * 0.1, 16)
      .translate(0, y, 0)
      .toNonIndexed();
  const caps = [cap(halfHeight * 0.94), cap(-halfHeight * 0.94)];
  // Caps read the dark band at the edge of the paper texture.
  for (const part of caps) {
    const uv = part.getAttribute('uv');
    for (let i = 0; i < uv.count; i++) uv.setXY(i, 0.5, 0.005);
  }
  return mergeGeometries([body, ...caps]);
}

function canvasOf(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return [canvas, canvas.getContext('2d')!];
}

function finish(canvas: HTMLCanvasElement): CanvasTexture {
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4;
  return texture;
}

function plankTexture(): CanvasTexture {
  const [canvas, pen] = canvasOf(128, 128);
  const dice = createDice(3);
  for (let i = 0; i < 5; i++) {
    pen.fillStyle = `hsl(${27 + dice() * 7} ${36 + dice() * 9}% ${33 + dice() * 9}%)`;
    pen.fillRect(0, i * 25.6, 128, 25.6);
    for (let line = 0; line < 26; line++) {
      pen.fillStyle = `rgba(${dice() < 0.5 ? '20,10,4' : '255,220,170'},${dice() * 0.1})`;
      pen.fillRect(0, i * 25.6 + dice() * 25.6, 128, 1);
    }
    pen.fillStyle = 'rgba(10,6,3,0.75)';
    pen.fillRect(0, i * 25.6, 128, 1.5);
  }
  return finish(canvas);
}

function stripeTexture(): CanvasTexture {
  const [canvas, pen] = canvasOf(256, 64);
  const colours = ['#c9563f', '#efe6d6', '#2f7f7b', '#efe6d6', '#d99a3d', '#efe6d6'];
  colours.forEach((colour, i) => {
    pen.fillStyle = colour;
    pen.fillRect((i * 256) / 6, 0, 256 / 6 + 1, 64);
  });
  pen.fillStyle = '#efe6d6';
  pen.fillRect(0, 0, 256, 4);
  pen.fillRect(0, 60, 256, 4);
  return finish(canvas);
}

/** Bright in the middle where the candle is, darker to the rims; dark at both ends. */
function paperTexture(): CanvasTexture {
  const [canvas, pen] = canvasOf(64, 128);
  const light = pen.createLinearGradient(0, 0, 0, 128);
  light.addColorStop(0, '#2a1a10');
  light.addColorStop(0.04, '#8f6a45');
  light.addColorStop(0.5, '#f2d8ae');
  light.addColorStop(0.72, '#fff0cf');
  light.addColorStop(0.96, '#a67a4e');
  light.addColorStop(1, '#2a1a10');
  pen.fillStyle = light;
  pen.fillRect(0, 0, 64, 128);
  for (let y = 0; y < 128; y += 7) {
    pen.fillStyle = 'rgba(90,55,25,0.22)';
    pen.fillRect(0, y, 64, 1.2);
  }
  return finish(canvas);
}
