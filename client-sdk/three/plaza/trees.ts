import {
  BufferGeometry,
  CanvasTexture,
  Color,
  CylinderGeometry,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  SRGBColorSpace,
  Vector3,
} from 'three';
import type { StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from './mesh-batch.ts';
import { createDice } from './noise.ts';

const BARK = new Color(0.16, 0.12, 0.09);
const CARDS_PER_TREE = 300;
const CARDS_PER_METRE_OF_HEDGE = 120;

/** Leaves of all trees and planters in one draw call, and their wind. */
export interface Trees {
  readonly group: Group;
  /** Moves the leaves; time in s. */
  update(timeS: number): void;
  dispose(): void;
}

/** Grows a small broad tree out of every tree collider and a hedge in every planter; trunks go to the wood batch. */
export function createTrees(stage: StageFile, wood: MeshBatch): Trees {
  const dice = createDice(20);
  const leaves = new LeafCloud();
  for (const collider of stage.colliders) {
    if (collider.kind === 'tree' && collider.shape === 'cylinder')
      growTree(collider.centre[0], collider.centre[2], dice, wood, leaves);
    if (collider.kind === 'planter' && collider.shape === 'box') {
      const [hx, hy, hz] = collider.half;
      const count = Math.round(Math.max(hx, hz) * 2 * CARDS_PER_METRE_OF_HEDGE);
      for (let i = 0; i < count; i++) {
        const x = collider.centre[0] + (dice() * 2 - 1) * (hx - 0.12);
        const z = collider.centre[2] + (dice() * 2 - 1) * (hz - 0.12);
        const y = hy * 2 - 0.05 + dice() ** 1.6 * 0.36;
        leaves.add(x, y, z, new Vector3(dice() - 0.5, 0.9, dice() - 0.5), 0.085 + dice() * 0.06, dice);
      }
    }
  }
  const texture = leafTexture();
  const uniforms = { uWind: { value: 0 } };
  const material = new MeshStandardMaterial({
    map: texture,
    alphaTest: 0.5,
    side: DoubleSide,
    vertexColors: true,
    roughness: 0.82,
  });
  material.onBeforeCompile = (shader) => {
    shader.uniforms.uWind = uniforms.uWind;
    shader.vertexShader = `uniform float uWind;\n${shader.vertexShader}`.replace(
      '#include <begin_vertex>',
      `vec3 transformed = position;
       float gust = sin(uWind * 0.9 + position.x * 0.35 + position.z * 0.28) * 0.6 + sin(uWind * 2.3 + position.x * 1.7 + position.y * 2.1) * 0.4;
       transformed.xz += gust * 0.018 * max(0.0, position.y - 0.5);`,
    );
    // Leaves keep the normal of the crown on both sides: a crown is one soft volume, not a pile of cards.
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <normal_fragment_begin>',
      'vec3 normal = normalize(vNormal);\nvec3 nonPerturbedNormal = normal;',
    );
  };
  const mesh = new Mesh(leaves.build(), material);
  mesh.name = 'leaves';
  mesh.castShadow = true;
  const group = new Group();
  group.add(mesh);
  return {
    group,
    update(timeS) {
      uniforms.uWind.value = timeS;
    },
    dispose() {
      mesh.geometry.dispose();
      material.dispose();
      texture.dispose();
    },
  };
}

function growTree(x: number, z: number, dice: () => number, wood: MeshBatch, leaves: LeafCloud): void {
  const height = 2.5 + dice() * 0.5;
  const lean = new Vector3((dice() - 0.5) * 0.3, 0, (dice() - 0.5) * 0.3);
  limb(wood, new Vector3(x, 0.3, z), new Vector3(x + lean.x, height, z + lean.z), 0.13, 0.085);
  const lobes: { at: Vector3; radius: number }[] = [];
  const count = 6;
  for (let i = 0; i < count; i++) {
    const angle = (i / count) * Math.PI * 2 + dice() * 0.6;
    const reach = 0.75 + dice() * 0.55;
    const tip = new Vector3(
      x + lean.x + Math.cos(angle) * reach,
      height + 0.55 + dice() * 0.7,
      z + lean.z + Math.sin(angle) * reach,
    );
    const root = new Vector3(x + lean.x, height - 0.15 - dice() * 0.3, z + lean.z);
    limb(wood, root, tip, 0.065, 0.025);
    lobes.push({ at: tip, radius: 0.8 + dice() * 0.35 });
  }
  lobes.push({ at: new Vector3(x + lean.x, height + 1.5, z + lean.z), radius: 1.05 });
  const middle = new Vector3(x + lean.x, height + 0.8, z + lean.z);
  for (let i = 0; i < CARDS_PER_TREE; i++) {
    const lobe = lobes[Math.floor(dice() * lobes.length)];
    const away = new Vector3(dice() - 0.5, (dice() - 0.42) * 0.9, dice() - 0.5).normalize();
    const at = lobe.at.clone().addScaledVector(away, lobe.radius * (0.55 + 0.45 * dice() ** 0.5));
    const normal = at.clone().sub(middle).normalize().addScaledVector(away, 0.6).normalize();
    leaves.add(at.x, at.y, at.z, normal, 0.3 + dice() * 0.18, dice);
  }
}

function limb(wood: MeshBatch, from: Vector3, to: Vector3, thick: number, thin: number): void {
  const length = from.distanceTo(to);
  const geometry = new CylinderGeometry(thin, thick, length, 7, 1, true);
  const up = to.clone().sub(from).normalize();
  const side = new Vector3(1, 0, 0).cross(up).normalize();
  const forward = up.clone().cross(side);
  const matrix = new Matrix4()
    .makeBasis(forward, up, side)
    .setPosition(from.clone().add(to).multiplyScalar(0.5));
  wood.add(geometry, { matrix, tint: BARK, groundShade: 0 });
}

/** Cards of leaves: small quads that keep the normal of the crown. */
class LeafCloud {
  readonly #position: number[] = [];
  readonly #normal: number[] = [];
  readonly #uv: number[] = [];
  readonly #colour: number[] = [];
  readonly #index: number[] = [];

  add(x: number, y: number, z: number, normal: Vector3, half: number, dice: () => number): void {
    const axis = new Vector3(dice() - 0.5, dice() - 0.5, dice() - 0.5).normalize();
    const right = new Vector3().crossVectors(axis, normal).normalize().multiplyScalar(half);
    const up = new Vector3().crossVectors(normal, right).normalize().multiplyScalar(half);
    up.addScaledVector(normal, (dice() - 0.5) * half);
    const base = this.#position.length / 3;
    const tone = 0.75 + dice() * 0.5;
    for (const [a, b] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ]) {
      this.#position.push(x + right.x * a + up.x * b, y + right.y * a + up.y * b, z + right.z * a + up.z * b);
      this.#normal.push(normal.x, normal.y, normal.z);
      this.#uv.push(a / 2 + 0.5, b / 2 + 0.5);
      this.#colour.push(tone, tone * (0.94 + dice() * 0.1), tone * 0.9);
    }
    this.#index.push(base, base + 1, base + 2, base, base + 2, base + 3);
  }

  build(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute(this.#position, 3));
    geometry.setAttribute('normal', new Float32BufferAttribute(this.#normal, 3));
    geometry.setAttribute('uv', new Float32BufferAttribute(this.#uv, 2));
    geometry.setAttribute('color', new Float32BufferAttribute(this.#colour, 3));
    geometry.setIndex(this.#index);
    geometry.computeBoundingSphere();
    return geometry;
  }
}

/** A spray of narrow olive-like leaves on transparent ground. */
function leafTexture(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = 128;
  canvas.height = 128;
  const pen = canvas.getContext('2d')!;
  const dice = createDice(6);
  for (let i = 0; i < 64; i++) {
    const angle = dice() * Math.PI * 2;
    const from = dice() * 30;
    pen.save();
    pen.translate(64 + Math.cos(angle) * from, 64 + Math.sin(angle) * from);
    pen.rotate(angle + (dice() - 0.5) * 1.1);
    const light = 28 + dice() * 22;
    pen.fillStyle = `hsl(${88 + dice() * 34} ${22 + dice() * 18}% ${light}%)`;
    pen.beginPath();
    pen.ellipse(18, 0, 9 + dice() * 5, 3 + dice() * 1.6, 0, 0, Math.PI * 2);
    pen.fill();
    pen.restore();
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4;
  return texture;
}
