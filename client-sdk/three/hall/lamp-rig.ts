import {
  AdditiveBlending,
  BoxGeometry,
  CanvasTexture,
  CircleGeometry,
  Color,
  ConeGeometry,
  CylinderGeometry,
  DoubleSide,
  Group,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  Quaternion,
  ShaderMaterial,
  SRGBColorSpace,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from '../plaza/mesh-batch.ts';
import { wallsOf } from './room.ts';

const IRON = new Color(0.022, 0.022, 0.026);
const BRASS = new Color(0.3, 0.2, 0.08);
const BAR_Y_M = 4.55;
/** Bars across the hall: where, and how many lamps each holds. */
const BARS = [
  { z: -9, lamps: 4 },
  { z: -5.2, lamps: 6 },
  { z: -0.6, lamps: 5 },
] as const;
const BEAM_M = 3.9;
const SCONCE_Y_M = 2.35;
const SCONCE_EVERY_M = 3.6;

/** Bars with stage lamps that burn low, haze in their beams, and brass sconces that wash the walls. */
export function createLampRig(stage: StageFile, wood: MeshBatch): { group: Group; dispose(): void } {
  const group = new Group();
  group.name = 'lamps';
  const platform = stage.colliders.find(({ kind }) => kind === 'step');
  const aim = platform?.shape === 'box' ? new Vector3(...platform.centre) : new Vector3();
  const wide = platform?.shape === 'box' ? platform.half[0] : 4;
  const lenses: CircleGeometry[] = [];
  const beams: ConeGeometry[] = [];
  for (const { z, lamps } of BARS) {
    wood.add(new CylinderGeometry(0.03, 0.03, stage.size[0] - 0.8, 10).rotateZ(Math.PI / 2), {
      matrix: new Matrix4().makeTranslation(0, BAR_Y_M, z),
      tint: IRON,
      groundShade: 0,
    });
    for (let i = 0; i < lamps; i++) {
      const x = (i / (lamps - 1) - 0.5) * wide * 2;
      addLamp(
        wood,
        lenses,
        beams,
        new Vector3(x, BAR_Y_M - 0.28, z),
        new Vector3(x * 0.55, 0.1, aim.z + 0.6),
      );
    }
  }
  const sconces = addSconces(stage, wood);
  const wash = washTexture();
  const glow = new MeshBasicMaterial({ color: new Color(1, 0.78, 0.5) });
  const washing = new MeshBasicMaterial({
    map: wash,
    transparent: true,
    blending: AdditiveBlending,
    depthWrite: false,
  });
  const haze = hazeMaterial();
  const meshes = [
    new Mesh(mergeGeometries(lenses), glow),
    new Mesh(mergeGeometries(sconces.bulbs), glow),
    new Mesh(mergeGeometries(sconces.washes), washing),
    new Mesh(mergeGeometries(beams), haze),
  ];
  group.add(...meshes);
  return {
    group,
    dispose() {
      for (const mesh of meshes) mesh.geometry.dispose();
      for (const one of [glow, washing, haze, wash]) one.dispose();
    },
  };
}

/** A can on a yoke that looks from `at` to `aim`, its lens, and the haze it shines through. */
function addLamp(
  wood: MeshBatch,
  lenses: CircleGeometry[],
  beams: ConeGeometry[],
  at: Vector3,
  aim: Vector3,
): void {
  const way = aim.clone().sub(at).normalize();
  const turn = new Quaternion().setFromUnitVectors(new Vector3(0, -1, 0), way);
  const root = new Matrix4().makeRotationFromQuaternion(turn).setPosition(at);
  wood.add(new CylinderGeometry(0.1, 0.135, 0.34, 16, 1), { matrix: root, tint: IRON, groundShade: 0 });
  wood.add(new BoxGeometry(0.03, 0.3, 0.03), {
    matrix: new Matrix4().makeTranslation(at.x, at.y + 0.16, at.z),
    tint: IRON,
    groundShade: 0,
  });
  const lens = new CircleGeometry(0.115, 18).rotateX(Math.PI / 2).translate(0, -0.172, 0);
  lenses.push(lens.applyMatrix4(root));
  const beam = new ConeGeometry(0.82, BEAM_M, 28, 1, true).translate(0, -BEAM_M / 2 - 0.17, 0);
  beams.push(beam.applyMatrix4(root));
}

/** Brass half-shells along the long walls and beside the door; each throws light up and down the plaster. */
function addSconces(stage: StageFile, wood: MeshBatch): { bulbs: PlaneGeometry[]; washes: PlaneGeometry[] } {
  const bulbs: PlaneGeometry[] = [];
  const washes: PlaneGeometry[] = [];
  const [, , west, east] = wallsOf(stage);
  for (const { x, yaw } of [west, east])
    for (let z = -3.1; z < stage.size[1] / 2 - 1; z += SCONCE_EVERY_M) {
      const root = new Matrix4().makeRotationY(yaw).setPosition(x, SCONCE_Y_M, z);
      const on = (matrix: Matrix4): Matrix4 => root.clone().multiply(matrix);
      wood.add(new CylinderGeometry(0.075, 0.045, 0.2, 14, 1, true), {
        matrix: on(new Matrix4().makeTranslation(0, 0, 0.1)),
        tint: BRASS,
        groundShade: 0,
      });
      bulbs.push(
        new PlaneGeometry(0.11, 0.05).applyMatrix4(on(new Matrix4().makeTranslation(0, 0.115, 0.1))),
      );
      washes.push(
        new PlaneGeometry(2.6, 3.6).applyMatrix4(on(new Matrix4().makeTranslation(0, 0.15, 0.006))),
      );
    }
  return { bulbs, washes };
}

/** Two fans of warm light, the upper one the longer. */
function washTexture(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = 128;
  canvas.height = 192;
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, 128, 192);
  pen.globalCompositeOperation = 'lighter';
  for (const [y, reach, strength] of [
    [92, 78, 1],
    [108, 58, 0.7],
  ]) {
    const light = pen.createRadialGradient(64, y, 2, 64, y + (y < 100 ? -26 : 20), reach);
    light.addColorStop(0, `rgb(${132 * strength},${84 * strength},${42 * strength})`);
    light.addColorStop(0.35, `rgb(${54 * strength},${31 * strength},${14 * strength})`);
    light.addColorStop(1, 'rgb(0,0,0)');
    pen.fillStyle = light;
    pen.fillRect(0, 0, 128, 192);
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  return texture;
}

/** Dust in a beam: strongest at the lamp and where the beam is seen through its middle. */
function hazeMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    vertexShader: /* glsl */ `
      varying float vAlong;
      varying float vFacing;
      void main() {
        vAlong = uv.y;
        vec4 eye = modelViewMatrix * vec4(position, 1.0);
        vFacing = abs(dot(normalize(normalMatrix * normal), normalize(-eye.xyz)));
        gl_Position = projectionMatrix * eye;
      }`,
    fragmentShader: /* glsl */ `
      varying float vAlong;
      varying float vFacing;
      void main() {
        float light = pow(vAlong, 2.2) * pow(vFacing, 2.0) * 0.036;
        gl_FragColor = vec4(vec3(1.0, 0.74, 0.46) * light, 1.0);
        #include <tonemapping_fragment>
        #include <colorspace_fragment>
      }`,
    transparent: true,
    blending: AdditiveBlending,
    depthWrite: false,
    side: DoubleSide,
  });
}
