import { type DataTexture, type Material, MeshDepthMaterial } from 'three';
import { CLOTH_DYE, IS_CLOTH_UV } from '../look/cloth-dye.ts';

/** Uniforms that all crowd materials share. */
export interface CrowdUniforms {
  readonly uBones: { value: DataTexture };
}

/** An instance is a row of the bone texture, a fade, and the dye of its clothes. */
export const DECLARE_SKIN: string = /* glsl */ `
attribute vec4 crowdJoint;
attribute vec4 crowdWeight;
attribute vec4 crowdSlot;
uniform highp sampler2D uBones;
varying float vCrowdFade;
varying vec2 vCrowdDye;
vec3 crowdTurn(vec4 q, vec3 v) { return v + 2.0 * cross(q.xyz, cross(q.xyz, v) + q.w * v); }
`;

/** Moves normal and position by up to four joints; `objectNormal` and `transformed` are three's own names. */
export const FETCH_JOINTS: string = /* glsl */ `
  int crowdRow = int(crowdSlot.x + 0.5);
  ivec4 crowdAt = ivec4(crowdJoint + 0.5) * 2;
  vec4 crowdQ0 = texelFetch(uBones, ivec2(crowdAt.x, crowdRow), 0);
  vec4 crowdQ1 = texelFetch(uBones, ivec2(crowdAt.y, crowdRow), 0);
  vec4 crowdQ2 = texelFetch(uBones, ivec2(crowdAt.z, crowdRow), 0);
  vec4 crowdQ3 = texelFetch(uBones, ivec2(crowdAt.w, crowdRow), 0);
  vCrowdFade = crowdSlot.y;
  vCrowdDye = crowdSlot.zw;
`;
export const TURN_NORMAL: string = /* glsl */ `
  objectNormal = normalize(
    crowdWeight.x * crowdTurn(crowdQ0, objectNormal) + crowdWeight.y * crowdTurn(crowdQ1, objectNormal)
    + crowdWeight.z * crowdTurn(crowdQ2, objectNormal) + crowdWeight.w * crowdTurn(crowdQ3, objectNormal));
`;
export const SKIN_POSITION: string = /* glsl */ `
  transformed =
    crowdWeight.x * (crowdTurn(crowdQ0, transformed) + texelFetch(uBones, ivec2(crowdAt.x + 1, crowdRow), 0).xyz)
    + crowdWeight.y * (crowdTurn(crowdQ1, transformed) + texelFetch(uBones, ivec2(crowdAt.y + 1, crowdRow), 0).xyz)
    + crowdWeight.z * (crowdTurn(crowdQ2, transformed) + texelFetch(uBones, ivec2(crowdAt.z + 1, crowdRow), 0).xyz)
    + crowdWeight.w * (crowdTurn(crowdQ3, transformed) + texelFetch(uBones, ivec2(crowdAt.w + 1, crowdRow), 0).xyz);
`;
/** Ordered dither; a negative fade shows the complement, so that two levels of one person fill each other's holes. */
export const DISSOLVE: string = /* glsl */ `
  if (vCrowdFade < 1.0) {
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    if (vCrowdFade >= 0.0 ? noise >= vCrowdFade : noise < 1.0 + vCrowdFade) discard;
  }
`;

const DYE = /* glsl */ `
  #ifdef USE_MAP
    if (vCrowdDye.x != 0.0 && ${IS_CLOTH_UV}) diffuseColor.rgb = clothDye(diffuseColor.rgb, vCrowdDye);
  #endif
`;

/** Makes a material read joints of the bone texture; chains with whatever already patches it. */
export function skinByTexture(material: Material, uniforms: CrowdUniforms): void {
  const before = material.onBeforeCompile;
  const keyBefore = material.customProgramCacheKey();
  material.onBeforeCompile = (shader, renderer) => {
    before.call(material, shader, renderer);
    shader.uniforms.uBones = uniforms.uBones;
    shader.vertexShader = (DECLARE_SKIN + shader.vertexShader)
      .replace(
        '#include <beginnormal_vertex>',
        `#include <beginnormal_vertex>\n${FETCH_JOINTS}${TURN_NORMAL}`,
      )
      .replace('#include <begin_vertex>', `#include <begin_vertex>\n${SKIN_POSITION}`);
    shader.fragmentShader = `varying float vCrowdFade;\nvarying vec2 vCrowdDye;\n${CLOTH_DYE}${shader.fragmentShader
      .replace('#include <clipping_planes_fragment>', `#include <clipping_planes_fragment>\n${DISSOLVE}`)
      .replace('#include <map_fragment>', `#include <map_fragment>\n${DYE}`)}`;
  };
  material.customProgramCacheKey = () => `crowd|${keyBefore}`;
}

/** The material that draws the crowd into the shadow map. */
export function createCrowdDepthMaterial(uniforms: CrowdUniforms): MeshDepthMaterial {
  const material = new MeshDepthMaterial();
  material.onBeforeCompile = (shader) => {
    shader.uniforms.uBones = uniforms.uBones;
    shader.vertexShader = (DECLARE_SKIN + shader.vertexShader).replace(
      '#include <begin_vertex>',
      `#include <begin_vertex>\n${FETCH_JOINTS}${SKIN_POSITION}`,
    );
  };
  material.customProgramCacheKey = () => 'crowd-depth';
  return material;
}
