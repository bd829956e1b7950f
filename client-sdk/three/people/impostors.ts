import {
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  type WebGLRenderer,
} from 'three';
import { CLOTH_DYE } from '../look/cloth-dye.ts';
import type { Body } from './body-library.ts';
import { DISSOLVE } from './crowd-material.ts';
import { ATLAS_BLOCKS, CELL_HEIGHTS, CELL_SILL, IMPOSTOR_SIDES, ImpostorAtlas } from './impostor-atlas.ts';
import { IMPOSTOR_FRAMES, impostorFrame, lowerToes, NO_FRAME, toesAtRest, yawOf } from './impostor-frames.ts';
import type { StagePerson } from './stage-person.ts';

const FIRST_CAPACITY = 64;
/** Floats an instance: place and yaw; block, frame, fade, height; dye. */
const STRIDES = { impostorAt: 4, impostorLook: 4, impostorDye: 2 } as const;
type Field = keyof typeof STRIDES;

const DECLARE = /* glsl */ `
attribute vec4 impostorAt;
attribute vec4 impostorLook;
attribute vec2 impostorDye;
varying vec4 vCells;
varying float vSides;
varying vec2 vTurn;
varying float vCrowdFade;
varying vec2 vCrowdDye;
`;
/** A card that stands upright and turns about its foot to the camera; two neighbouring sides, and how far between them. */
const PLACE = /* glsl */ `
  vec3 toCamera = cameraPosition - impostorAt.xyz;
  float azimuth = atan(toCamera.x, toCamera.z);
  float tall = impostorLook.w * ${CELL_HEIGHTS};
  transformed = impostorAt.xyz + vec3(cos(azimuth), 0.0, -sin(azimuth)) * position.x * tall * 0.5;
  transformed.y += (position.y - ${CELL_SILL}) * tall;
  float sides = ${IMPOSTOR_SIDES}.0;
  float at = mod((azimuth - impostorAt.w) / ${(Math.PI * 2) / IMPOSTOR_SIDES} + sides, sides);
  float first = floor(at);
  float block = impostorLook.x;
  vec2 corner = vec2(mod(block, ${ATLAS_BLOCKS.columns}.0) * sides,
    floor(block / ${ATLAS_BLOCKS.columns}.0) * ${IMPOSTOR_FRAMES}.0 + impostorLook.y);
  vec2 count = vec2(${ATLAS_BLOCKS.columns}.0 * sides, ${ATLAS_BLOCKS.rows * IMPOSTOR_FRAMES}.0);
  vec2 inner = vec2(position.x + 0.5, position.y);
  vCells.xy = (corner + vec2(mod(first, sides), 0.0) + inner) / count;
  vCells.zw = (corner + vec2(mod(first + 1.0, sides), 0.0) + inner) / count;
  vSides = smoothstep(0.35, 0.65, at - first);
  vTurn = vec2(sin(impostorAt.w), cos(impostorAt.w));
  vCrowdFade = impostorLook.z;
  vCrowdDye = impostorDye;
`;
const FRAGMENT_DECLARE = /* glsl */ `
uniform sampler2D uImpostorColour;
uniform sampler2D uImpostorNormal;
varying vec4 vCells;
varying float vSides;
varying vec2 vTurn;
varying float vCrowdFade;
varying vec2 vCrowdDye;
`;
const COLOUR = /* glsl */ `
  float sideNoise = fract(52.9829189 * fract(dot(gl_FragCoord.yx, vec2(0.06711056, 0.00583715))));
  vec2 cellUv = sideNoise < vSides ? vCells.zw : vCells.xy;
  vec4 pictured = texture2D(uImpostorColour, cellUv);
  if (pictured.a < 0.5) discard;
  vec4 facing = texture2D(uImpostorNormal, cellUv) / pictured.a;
  diffuseColor.rgb = pictured.rgb * pictured.rgb / (pictured.a * pictured.a);
  if (vCrowdDye.x != 0.0 && facing.a > 0.5) diffuseColor.rgb = clothDye(diffuseColor.rgb, vCrowdDye);
`;
const NORMAL = /* glsl */ `
  vec3 bodyNormal = facing.rgb * 2.0 - 1.0;
  vec3 stageNormal = vec3(vTurn.y * bodyNormal.x + vTurn.x * bodyNormal.z, bodyNormal.y,
    vTurn.y * bodyNormal.z - vTurn.x * bodyNormal.x);
  normal = normalize((viewMatrix * vec4(stageNormal, 0.0)).xyz);
`;

/** People too far for a mesh: cards with pictures of their body, all of them in one draw call. */
export class Impostors {
  readonly atlas = new ImpostorAtlas();
  readonly mesh: Mesh<InstancedBufferGeometry, MeshStandardMaterial>;
  #fields: Record<Field, InstancedBufferAttribute>;
  #count = 0;

  constructor() {
    const [geometry, fields] = cards(FIRST_CAPACITY);
    this.#fields = fields;
    this.mesh = new Mesh(geometry, impostorMaterial(this.atlas));
    this.mesh.frustumCulled = false;
    this.mesh.receiveShadow = true;
    this.mesh.name = 'crowd impostors';
    this.mesh.visible = false;
  }

  get count(): number {
    return this.#count;
  }

  /** Pictures a body whose coarsest level has arrived; one body a frame is plenty. True when one was made. */
  picture(renderer: WebGLRenderer, body: Body): boolean {
    const coarse = body.levels.at(-1);
    if (!coarse || this.atlas.blockOf(body.file.id) >= 0) return false;
    return this.atlas.picture(renderer, body.file, coarse);
  }

  /** True when somebody can be shown by a card in the present pose; remembers which. */
  fits(person: StagePerson, body: Body): boolean {
    if (this.atlas.blockOf(body.file.id) < 0) return false;
    person.impostorFrame = impostorFrame(
      person.worldPositions,
      person.worldRotations,
      body.file.heightM,
      body.file.restOffsets[1],
      person.impostorFrame,
    );
    return person.impostorFrame !== NO_FRAME;
  }

  begin(): void {
    this.#count = 0;
  }

  push(person: StagePerson, body: Body, fade: number): void {
    if (this.#count === this.#fields.impostorAt.count) this.#grow();
    const { impostorAt, impostorLook, impostorDye } = this.#fields;
    const { worldPositions: at, worldRotations } = person;
    const n = this.#count++;
    const ground = lowerToes(at) - toesAtRest(body.file.restOffsets);
    impostorAt.setXYZW(n, at[0], ground, at[2], yawOf(worldRotations));
    impostorLook.setXYZW(
      n,
      this.atlas.blockOf(body.file.id),
      Math.max(0, person.impostorFrame),
      fade,
      body.file.heightM,
    );
    impostorDye.setXY(n, person.dye[0], person.dye[1]);
  }

  end(): void {
    this.mesh.visible = this.#count > 0;
    this.mesh.geometry.instanceCount = this.#count;
    for (const [name, attribute] of Object.entries(this.#fields)) {
      attribute.clearUpdateRanges();
      attribute.addUpdateRange(0, this.#count * STRIDES[name as Field]);
      attribute.needsUpdate = this.#count > 0;
    }
  }

  #grow(): void {
    const before = this.mesh.geometry;
    const held = this.#fields;
    const [geometry, fields] = cards(held.impostorAt.count * 2);
    for (const name of Object.keys(STRIDES) as Field[]) fields[name].array.set(held[name].array);
    this.mesh.geometry = geometry;
    this.#fields = fields;
    before.dispose();
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.atlas.dispose();
  }
}

function cards(capacity: number): [InstancedBufferGeometry, Record<Field, InstancedBufferAttribute>] {
  const plane = new PlaneGeometry(1, 1).translate(0, 0.5, 0);
  const geometry = new InstancedBufferGeometry();
  for (const [name, attribute] of Object.entries(plane.attributes)) geometry.setAttribute(name, attribute);
  geometry.setIndex(plane.index);
  const field = (name: Field): InstancedBufferAttribute => {
    const attribute = new InstancedBufferAttribute(new Float32Array(capacity * STRIDES[name]), STRIDES[name]);
    attribute.setUsage(DynamicDrawUsage);
    geometry.setAttribute(name, attribute);
    return attribute;
  };
  const fields = {
    impostorAt: field('impostorAt'),
    impostorLook: field('impostorLook'),
    impostorDye: field('impostorDye'),
  };
  return [geometry, fields];
}

function impostorMaterial(atlas: ImpostorAtlas): MeshStandardMaterial {
  const material = new MeshStandardMaterial({ roughness: 0.8 });
  material.onBeforeCompile = (shader) => {
    shader.uniforms.uImpostorColour = { value: atlas.colour };
    shader.uniforms.uImpostorNormal = { value: atlas.normal };
    shader.vertexShader = (DECLARE + shader.vertexShader).replace(
      '#include <begin_vertex>',
      `#include <begin_vertex>\n${PLACE}`,
    );
    shader.fragmentShader = `${FRAGMENT_DECLARE}${CLOTH_DYE}${shader.fragmentShader
      .replace('#include <clipping_planes_fragment>', `#include <clipping_planes_fragment>\n${DISSOLVE}`)
      .replace('#include <map_fragment>', COLOUR)
      .replace('#include <normal_fragment_maps>', NORMAL)}`;
  };
  material.customProgramCacheKey = () => 'crowd-impostor';
  return material;
}
