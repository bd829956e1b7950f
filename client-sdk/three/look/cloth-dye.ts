/**
 * CONTRIBUTOR NOTES
 * Who wears the same body as somebody else wears its clothes in other colours: hue turned about grey, a little lighter or
 * darker. Skin, hair and shoes stay. The coarse levels keep all textures in one atlas, with clothes in its lower left
 * quarter, as both body builders write it; a hero has materials of its own for cloth. One formula for both, so that nobody changes
 * clothes on becoming a hero.
 */
import type { Material } from 'three';

/** Turn of the hue in radians, and the factor of lightness. */
export type ClothDye = readonly [turn: number, light: number];

/** Clothes as they were made. */
export const UNDYED: ClothDye = [0, 1];

const TURNS = 7;
const LIGHTS = [0.72, 1, 1.28] as const;

/** The dye of a wire id: the same on every screen, different for neighbours. */
export function dyeOf(netId: number): ClothDye {
  const step = 1 + ((netId * 5) % TURNS);
  return [(step / (TURNS + 1)) * Math.PI * 2, LIGHTS[Math.floor(netId / TURNS) % LIGHTS.length]];
}

/** vec3 clothDye(vec3 linear colour, vec2 dye) */
export const CLOTH_DYE = /* glsl */ `
vec3 clothDye(vec3 colour, vec2 dye) {
  vec3 axis = vec3(0.57735);
  float c = cos(dye.x);
  vec3 turned = colour * c + cross(axis, colour) * sin(dye.x) + axis * dot(axis, colour) * (1.0 - c);
  vec3 luma = vec3(0.2126, 0.7152, 0.0722);
  turned = max(turned, vec3(0.0));
  // A turned hue must not be brighter than the cloth was, and a crowd not louder than its cast.
  float bright = dot(colour, luma);
  turned *= bright / max(dot(turned, luma), 1e-4);
  return mix(min(turned, vec3(0.85)), vec3(bright), 0.38) * dye.y;
}
`;

/** True where a point of the atlas is cloth. */
export const IS_CLOTH_UV = '(vMapUv.x < 0.5 && vMapUv.y > 0.5)';

/** Uniform of a dyed material, at `material.userData.clothDye`; a turn of 0 takes the dye away. */
export interface ClothDyeUniform {
  value: [turn: number, light: number];
}

/** Dyes a material that is cloth all over. */
export function dyeCloth(material: Material, dye: ClothDye): void {
  if (dye[0] === 0 && dye[1] === 1) return;
  const before = material.onBeforeCompile;
  const keyBefore = material.customProgramCacheKey();
  const uniform: ClothDyeUniform = { value: [...dye] };
  material.userData.clothDye = uniform;
  material.onBeforeCompile = (shader, renderer) => {
    before.call(material, shader, renderer);
    shader.uniforms.uClothDye = uniform;
    shader.fragmentShader = `uniform vec2 uClothDye;\n${CLOTH_DYE}${shader.fragmentShader.replace(
      '#include <map_fragment>',
      '#include <map_fragment>\n  if (uClothDye.x != 0.0) diffuseColor.rgb = clothDye(diffuseColor.rgb, uClothDye);',
    )}`;
  };
  material.customProgramCacheKey = () => `dyed|${keyBefore}`;
}
