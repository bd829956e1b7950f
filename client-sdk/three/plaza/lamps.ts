import {
  AdditiveBlending,
  BufferGeometry,
  CanvasTexture,
  Color,
  CylinderGeometry,
  Float32BufferAttribute,
  Group,
  IcosahedronGeometry,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  Points,
  ShaderMaterial,
  TorusGeometry,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageFile } from '../../protocol/index.ts';
import type { FloorLamp } from './ground-light.ts';
import type { MeshBatch } from './mesh-batch.ts';
import { findArcade } from './stonework.ts';

const IRON = new Color(0.05, 0.052, 0.06);
/** Display values, not light: see the halo shader. */
const WARM = new Color().setRGB(1, 0.74, 0.46);
const BULB_EVERY_M = 0.85;
const POST_M = 4.3;

interface Glow {
  readonly at: Vector3;
  readonly radiusM: number;
  /** Size of the halo, m. */
  readonly haloM: number;
  readonly strength: number;
}

/** Lamps that never move: where they are, so that the floor can be lit by them. */
export interface LampPlan {
  readonly glows: readonly Glow[];
  readonly wires: readonly (readonly [Vector3, Vector3])[];
  readonly floor: readonly FloorLamp[];
  readonly posts: readonly { x: number; z: number }[];
  readonly pendants: readonly Vector3[];
}

/** Decides where lamps stand and hang: pendants in the arcade, posts around the square, bulbs from tree to tree. */
export function planLamps(stage: StageFile): LampPlan {
  const glows: Glow[] = [];
  const floor: FloorLamp[] = [];
  const wires: [Vector3, Vector3][] = [];
  const pendants: Vector3[] = [];
  const arcade = findArcade(stage);
  for (const bay of arcade?.bays ?? []) {
    const at = new Vector3(bay.x, 3.35, bay.z);
    pendants.push(at);
    glows.push({ at, radiusM: 0.17, haloM: 1.2, strength: 0.8 });
    floor.push({ x: at.x, y: at.y, z: at.z, strength: 7.5 });
  }
  const posts = postPlaces(stage);
  for (const post of posts) {
    glows.push({ at: new Vector3(post.x, POST_M + 0.22, post.z), radiusM: 0.2, haloM: 1.5, strength: 1 });
    floor.push({ x: post.x, y: POST_M, z: post.z, strength: 13 });
  }
  for (const [from, to] of festoons(stage)) hang(from, to, wires, glows, floor);
  return { glows, wires, floor, posts, pendants };
}

function postPlaces(stage: StageFile): { x: number; z: number }[] {
  const x = stage.size[0] / 2 + 0.35;
  const z = stage.size[1] / 2 + 0.35;
  const east = [-22, -8, 6, 20].map((at) => ({ x, z: at }));
  const north = [-18, -6, 6, 18].map((at) => ({ x: at, z: -z }));
  return [...east, ...north, { x: -5.2, z }, { x: 5.2, z }];
}

/** Pairs of points between which bulbs hang: from the arcade's roof to the trees, from tree to tree. */
function festoons(stage: StageFile): [Vector3, Vector3][] {
  const trees = stage.colliders
    .filter((collider) => collider.kind === 'tree')
    .map((collider) => ({ id: collider.id, at: 'centre' in collider ? collider.centre : [0, 0, 0] }))
    .map(({ at }) => new Vector3(at[0], 3.75, at[2]));
  const arcade = findArcade(stage);
  const pairs: [Vector3, Vector3][] = [];
  const southern = trees.filter((tree) => tree.z > 10).sort((a, b) => a.x - b.x);
  for (let i = 1; i < southern.length; i++) pairs.push([southern[i - 1], southern[i]]);
  const first = arcade?.columns[0];
  const last = arcade?.columns[arcade.columns.length - 1];
  if (last && southern.length > 0)
    pairs.push([new Vector3(last.centre[0], 4.7, last.centre[2] - 2), southern[0]]);
  const northern = trees.filter((tree) => tree.z < -10).sort((a, b) => a.x - b.x);
  for (let i = 1; i < northern.length; i++) pairs.push([northern[i - 1], northern[i]]);
  if (first && northern.length > 0)
    pairs.push([new Vector3(first.centre[0], 4.7, first.centre[2] + 2), northern[0]]);
  return pairs;
}

function hang(
  from: Vector3,
  to: Vector3,
  wires: [Vector3, Vector3][],
  glows: Glow[],
  floor: FloorLamp[],
): void {
  const length = from.distanceTo(to);
  const sag = Math.min(0.95, 0.12 + length * 0.04);
  const count = Math.max(3, Math.round(length / BULB_EVERY_M));
  let before = from;
  for (let i = 1; i <= count; i++) {
    const t = i / count;
    const at = from.clone().lerp(to, t);
    at.y -= sag * 4 * t * (1 - t);
    wires.push([before, at]);
    before = at;
    if (i === count) break;
    glows.push({
      at: at.clone().add(new Vector3(0, -0.07, 0)),
      radiusM: 0.042,
      haloM: 0.3,
      strength: 0.75,
    });
    if (i % 2 === 0) floor.push({ x: at.x, y: at.y, z: at.z, strength: 0.9 });
  }
}

export interface Lamps {
  readonly group: Group;
  /** Height of the drawing buffer in px, for the size of halos. */
  setViewHeight(px: number): void;
  dispose(): void;
}

/** Draws the plan: posts go to the iron batch; bulbs, halos and wires are one draw call each. */
export function createLamps(plan: LampPlan, iron: MeshBatch): Lamps {
  for (const post of plan.posts) addPost(iron, post.x, post.z);
  for (const at of plan.pendants) {
    const rod = new CylinderGeometry(0.012, 0.012, 1.5, 5, 1, true);
    iron.add(rod, {
      matrix: new Matrix4().makeTranslation(at.x, at.y + 0.9, at.z),
      tint: IRON,
      groundShade: 0,
    });
  }
  const bulbs = mergeGeometries(
    plan.glows.map((glow) =>
      new IcosahedronGeometry(glow.radiusM, glow.radiusM > 0.1 ? 2 : 0).translate(
        glow.at.x,
        glow.at.y,
        glow.at.z,
      ),
    ),
  );
  const bulbMaterial = new MeshBasicMaterial({ color: new Color(9, 5.6, 2.7) });
  const group = new Group();
  const bulbMesh = new Mesh(bulbs, bulbMaterial);
  bulbMesh.name = 'bulbs';
  group.add(bulbMesh);
  const wires = new LineSegments(
    new BufferGeometry().setFromPoints(plan.wires.flat()),
    new LineBasicMaterial({ color: 0x0b0c10 }),
  );
  wires.name = 'wires';
  group.add(wires);
  const halos = createHalos(plan.glows);
  group.add(halos.points);
  return {
    group,
    setViewHeight: halos.setViewHeight,
    dispose() {
      bulbs.dispose();
      bulbMaterial.dispose();
      halos.dispose();
    },
  };
}

function addPost(iron: MeshBatch, x: number, z: number): void {
  const at = (y: number): Matrix4 => new Matrix4().makeTranslation(x, y, z);
  iron.add(new CylinderGeometry(0.045, 0.06, POST_M, 8, 1, true), { matrix: at(POST_M / 2), tint: IRON });
  iron.add(new CylinderGeometry(0.08, 0.13, 0.5, 8), { matrix: at(1.15), tint: IRON });
  const ring = new TorusGeometry(0.13, 0.016, 5, 16).rotateX(Math.PI / 2);
  iron.add(ring, { matrix: at(POST_M + 0.05), tint: IRON });
}

/** A soft disc of light around each lamp, always facing the camera. */
function createHalos(glows: readonly Glow[]): {
  points: Points;
  setViewHeight(px: number): void;
  dispose(): void;
} {
  const geometry = new BufferGeometry();
  geometry.setAttribute(
    'position',
    new Float32BufferAttribute(
      glows.flatMap((glow) => glow.at.toArray()),
      3,
    ),
  );
  geometry.setAttribute(
    'halo',
    new Float32BufferAttribute(
      glows.flatMap((glow) => [glow.haloM, glow.strength]),
      2,
    ),
  );
  const texture = haloTexture();
  const material = new ShaderMaterial({
    uniforms: { uMap: { value: texture }, uHeight: { value: 540 }, uColour: { value: WARM } },
    vertexShader: /* glsl */ `
      attribute vec2 halo;
      uniform float uHeight;
      varying float vStrength;
      void main() {
        vec4 view = modelViewMatrix * vec4(position, 1.0);
        gl_Position = projectionMatrix * view;
        float size = halo.x * projectionMatrix[1][1] * uHeight / -view.z;
        gl_PointSize = min(size, uHeight * 0.5);
        // A far halo must not shrink below a pixel and then flicker: it fades instead.
        vStrength = halo.y * clamp(size / 3.0, 0.0, 1.0);
      }`,
    fragmentShader: /* glsl */ `
      uniform sampler2D uMap;
      uniform vec3 uColour;
      varying float vStrength;
      void main() {
        // Light in the eye, not in the scene: added after tone mapping, or the curve would lift its faint rim to a disc.
        float a = texture2D(uMap, gl_PointCoord).a * vStrength;
        gl_FragColor = vec4(uColour * a * 0.85, 1.0);
      }`,
    blending: AdditiveBlending,
    transparent: true,
    depthWrite: false,
  });
  const points = new Points(geometry, material);
  points.name = 'halos';
  points.frustumCulled = false;
  return {
    points,
    setViewHeight(px) {
      material.uniforms.uHeight.value = px;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
      texture.dispose();
    },
  };
}

function haloTexture(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 64;
  const pen = canvas.getContext('2d')!;
  const light = pen.createRadialGradient(32, 32, 0, 32, 32, 32);
  for (let i = 0; i <= 16; i++) {
    const r = i / 16;
    const glow = (Math.exp(-r * 7) - Math.exp(-7)) * (1 - r * r);
    light.addColorStop(r, `rgba(255,255,255,${glow.toFixed(4)})`);
  }
  pen.fillStyle = light;
  pen.fillRect(0, 0, 64, 64);
  return new CanvasTexture(canvas);
}
