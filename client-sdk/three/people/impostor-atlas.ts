import {
  type BufferGeometry,
  Camera,
  Color,
  DoubleSide,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  NoBlending,
  Scene,
  ShaderMaterial,
  type Texture,
  Vector2,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import type { BodyFile, BodyLevel } from './body-library.ts';
import { BoneTexture } from './bone-texture.ts';
import { DECLARE_SKIN, FETCH_JOINTS, SKIN_POSITION, TURN_NORMAL } from './crowd-material.ts';
import { IMPOSTOR_FRAMES, poseFrame } from './impostor-frames.ts';

/** Pictures of a body from so many sides, in IMPOSTOR_FRAMES poses: a block of the atlas, columns sides, rows poses. */
export const IMPOSTOR_SIDES = 8;
export const IMPOSTOR_CELL = { widthPx: 32, heightPx: 64 } as const;
const COLUMNS = 8;
const ROWS = 4;
export const ATLAS_BLOCKS: { readonly columns: number; readonly rows: number } = {
  columns: COLUMNS,
  rows: ROWS,
};
/** A cell shows this much in body heights, and so much of it below the ground. */
export const CELL_HEIGHTS = 1.3;
export const CELL_SILL = 0.03;

const VERTEX = /* glsl */ `
${DECLARE_SKIN}
uniform vec2 uBlock;
uniform float uHeight;
varying vec2 vMapUv;
varying vec3 vBodyNormal;
varying vec2 vCell;
void main() {
  vec3 objectNormal = normal;
  vec3 transformed = position;
  ${FETCH_JOINTS}${TURN_NORMAL}${SKIN_POSITION}
  vMapUv = uv;
  vBodyNormal = objectNormal;
  float side = crowdSlot.z * ${(Math.PI * 2) / IMPOSTOR_SIDES};
  vec3 right = vec3(cos(side), 0.0, -sin(side));
  vec3 toward = vec3(sin(side), 0.0, cos(side));
  vCell = vec2(dot(transformed, right) * 2.0 + 0.5 * uHeight, transformed.y + ${CELL_SILL} * uHeight) / uHeight;
  vec2 cells = vec2(${COLUMNS * IMPOSTOR_SIDES}.0, ${ROWS * IMPOSTOR_FRAMES}.0);
  vec2 cell = uBlock * vec2(${IMPOSTOR_SIDES}.0, ${IMPOSTOR_FRAMES}.0) + crowdSlot.zw;
  gl_Position = vec4((cell + vCell) / cells * 2.0 - 1.0, -0.3 * dot(transformed, toward), 1.0);
}`;

/** Colour as its square root, so that dark clothes keep their steps; alpha is what is covered. */
const COLOUR = /* glsl */ `
uniform sampler2D uMap;
varying vec2 vMapUv;
varying vec2 vCell;
void main() {
  if (any(lessThan(vCell, vec2(0.0))) || any(greaterThan(vCell, vec2(1.0)))) discard;
  gl_FragColor = vec4(sqrt(texture2D(uMap, vMapUv).rgb), 1.0);
}`;

/** Normal as the body has it when it looks along +Z; alpha is 1 on cloth. */
const NORMAL = /* glsl */ `
varying vec2 vMapUv;
varying vec2 vCell;
varying vec3 vBodyNormal;
void main() {
  if (any(lessThan(vCell, vec2(0.0))) || any(greaterThan(vCell, vec2(1.0)))) discard;
  vec3 n = normalize(gl_FrontFacing ? vBodyNormal : -vBodyNormal);
  gl_FragColor = vec4(n * 0.5 + 0.5, vMapUv.x < 0.5 && vMapUv.y > 0.5 ? 1.0 : 0.0);
}`;

/**
 * Small pictures of every body, made once by the stage's own renderer from its coarsest level: colour, and normals so that
 * far people stand in the same light as near ones.
 */
export class ImpostorAtlas {
  readonly #colour = target();
  readonly #normal = target();
  readonly #blocks = new Map<string, number>();
  readonly #bones = new BoneTexture(IMPOSTOR_FRAMES);
  readonly #rows: number[];
  readonly #scene = new Scene();
  readonly #camera = new Camera();
  readonly #materials: readonly ShaderMaterial[];

  constructor() {
    this.#rows = Array.from({ length: IMPOSTOR_FRAMES }, () => this.#bones.take());
    const material = (fragmentShader: string): ShaderMaterial =>
      new ShaderMaterial({
        uniforms: {
          uBones: { value: this.#bones.texture },
          uMap: { value: null },
          uBlock: { value: new Vector2() },
          uHeight: { value: 1 },
        },
        vertexShader: VERTEX,
        fragmentShader,
        side: DoubleSide,
        blending: NoBlending,
      });
    this.#materials = [material(COLOUR), material(NORMAL)];
  }

  get colour(): Texture {
    return this.#colour.texture;
  }

  get normal(): Texture {
    return this.#normal.texture;
  }

  /** Block of a body, -1 while it has none. */
  blockOf(bodyId: string): number {
    return this.#blocks.get(bodyId) ?? -1;
  }

  /** Pictures a body; false when the atlas is full or the body has no texture: it stays a mesh. */
  picture(renderer: WebGLRenderer, file: BodyFile, level: BodyLevel): boolean {
    const block = this.#blocks.size;
    if (block >= COLUMNS * ROWS || !level.material.map) return false;
    const positions = new Float64Array(52 * 3);
    const rotations = new Float64Array(52 * 4);
    for (let frame = 0; frame < IMPOSTOR_FRAMES; frame++) {
      poseFrame(frame, file.restOffsets, positions, rotations);
      this.#bones.write(this.#rows[frame], positions, rotations, level);
    }
    this.#bones.commit();
    const geometry = cells(level.geometry, this.#rows);
    const before = renderer.getRenderTarget();
    const autoClear = renderer.autoClear;
    const shadows = renderer.shadowMap.enabled;
    renderer.autoClear = false;
    renderer.shadowMap.enabled = false;
    const targets = [this.#colour, this.#normal];
    this.#materials.forEach((material, i) => {
      material.uniforms.uMap.value = level.material.map;
      material.uniforms.uBlock.value.set(block % COLUMNS, Math.floor(block / COLUMNS));
      material.uniforms.uHeight.value = file.heightM * CELL_HEIGHTS;
      const mesh = new Mesh<BufferGeometry, ShaderMaterial>(geometry, material);
      mesh.frustumCulled = false;
      this.#scene.clear().add(mesh);
      renderer.setRenderTarget(targets[i]);
      if (block === 0) this.#clear(renderer);
      else renderer.clearDepth();
      renderer.render(this.#scene, this.#camera);
    });
    this.#scene.clear();
    renderer.setRenderTarget(before);
    renderer.autoClear = autoClear;
    renderer.shadowMap.enabled = shadows;
    geometry.dispose();
    this.#blocks.set(file.id, block);
    return true;
  }

  /** Nothing anywhere: the stage's own clear colour is opaque. */
  #clear(renderer: WebGLRenderer): void {
    const alpha = renderer.getClearAlpha();
    const colour = renderer.getClearColor(new Color());
    renderer.setClearColor(0x000000, 0);
    renderer.clear();
    renderer.setClearColor(colour, alpha);
  }

  dispose(): void {
    this.#colour.dispose();
    this.#normal.dispose();
    this.#bones.dispose();
    for (const material of this.#materials) material.dispose();
  }
}

function target(): WebGLRenderTarget {
  const { widthPx, heightPx } = IMPOSTOR_CELL;
  return new WebGLRenderTarget(COLUMNS * IMPOSTOR_SIDES * widthPx, ROWS * IMPOSTOR_FRAMES * heightPx, {
    generateMipmaps: true,
    minFilter: LinearMipmapLinearFilter,
    magFilter: LinearFilter,
  });
}

/** One instance a cell: row of the pose, fade, side, pose. */
function cells(source: BufferGeometry, rows: readonly number[]): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  for (const [name, attribute] of Object.entries(source.attributes))
    geometry.setAttribute(name, attribute.clone());
  geometry.setIndex(source.index?.clone() ?? null);
  const slots = rows.flatMap((row, frame) =>
    Array.from({ length: IMPOSTOR_SIDES }, (_, side) => [row, 1, side, frame]),
  );
  geometry.setAttribute('crowdSlot', new InstancedBufferAttribute(Float32Array.from(slots.flat()), 4));
  geometry.instanceCount = slots.length;
  return geometry;
}
