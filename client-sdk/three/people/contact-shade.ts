import { InstancedMesh, Matrix4, MultiplyBlending, PlaneGeometry, ShaderMaterial } from 'three';
import type { Ground } from '../../protocol/index.ts';
import type { StagePerson } from './stage-person.ts';

const FEET = [14, 15] as const;
const TOES = [20, 21] as const;
const LIFT_M = 0.012;
const INSTANCES_MAX = 3 * 1_024;

/** Soft shade under feet and body: what tells the eye that somebody stands on the floor, near and far. */
export class ContactShade {
  readonly #mesh: InstancedMesh;
  readonly #material: ShaderMaterial;
  readonly #geometry = new PlaneGeometry(1, 1).rotateX(-Math.PI / 2);
  readonly #matrix = new Matrix4();
  readonly #ground: Ground;
  #count = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#material = new ShaderMaterial({
      vertexShader: /* glsl */ `
        varying vec2 vUv;
        varying float vDepth;
        void main() {
          vUv = uv * 2.0 - 1.0;
          vDepth = instanceMatrix[1][1];
          gl_Position = projectionMatrix * modelViewMatrix * instanceMatrix * vec4(position, 1.0);
        }`,
      fragmentShader: /* glsl */ `
        varying vec2 vUv;
        varying float vDepth;
        void main() {
          float d = clamp(1.0 - length(vUv), 0.0, 1.0);
          gl_FragColor = vec4(vec3(1.0 - vDepth * d * d * (3.0 - 2.0 * d)), 1.0);
        }`,
      blending: MultiplyBlending,
      premultipliedAlpha: true,
      transparent: true,
      depthWrite: false,
      polygonOffset: true,
      polygonOffsetFactor: -2,
      polygonOffsetUnits: -2,
    });
    this.#mesh = this.#create(INSTANCES_MAX);
  }

  get object(): InstancedMesh {
    return this.#mesh;
  }

  #create(capacity: number): InstancedMesh {
    const mesh = new InstancedMesh(this.#geometry, this.#material, capacity);
    mesh.frustumCulled = false;
    mesh.renderOrder = 1;
    mesh.name = 'contact shade';
    return mesh;
  }

  begin(): void {
    this.#count = 0;
  }

  /** Adds the shade of one person: a wide one below the hips and one below each foot. */
  add(person: StagePerson): void {
    if (this.#count + 3 > this.#mesh.instanceMatrix.count) return;
    const at = person.worldPositions;
    const strength = person.appear;
    this.#put(at[0], at[1] - 0.95, at[2], { wide: 0.95, long: 0.95, yaw: 0, shade: 0.34 * strength });
    for (let side = 0; side < 2; side++) {
      const foot = FEET[side] * 3;
      const toes = TOES[side] * 3;
      const x = at[foot] * 0.45 + at[toes] * 0.55;
      const z = at[foot + 2] * 0.45 + at[toes + 2] * 0.55;
      const height = at[toes + 1] - 0.02;
      const yaw = Math.atan2(at[toes] - at[foot], at[toes + 2] - at[foot + 2]);
      this.#put(x, height, z, { wide: 0.24, long: 0.46, yaw, shade: 0.62 * strength });
    }
  }

  #put(
    x: number,
    y: number,
    z: number,
    spot: { wide: number; long: number; yaw: number; shade: number },
  ): void {
    const floor = this.#ground.heightAt(x, z);
    const lifted = Math.min(1, Math.max(0, y - floor) / 0.35);
    const cos = Math.cos(spot.yaw);
    const sin = Math.sin(spot.yaw);
    // The y scale carries the depth of the shade: the quad is flat, so it moves nothing.
    this.#matrix.set(
      spot.wide * cos,
      0,
      spot.long * sin,
      x,
      0,
      spot.shade * (1 - lifted),
      0,
      floor + LIFT_M,
      -spot.wide * sin,
      0,
      spot.long * cos,
      z,
      0,
      0,
      0,
      1,
    );
    this.#mesh.setMatrixAt(this.#count++, this.#matrix);
  }

  end(): void {
    this.#mesh.count = this.#count;
    this.#mesh.instanceMatrix.needsUpdate = true;
  }

  dispose(): void {
    this.#mesh.dispose();
    this.#geometry.dispose();
    this.#material.dispose();
  }
}
