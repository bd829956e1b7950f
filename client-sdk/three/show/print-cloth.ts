// CONTRIBUTOR NOTES
// Prints lie on a garment as on cloth held before the body: projected in the bind pose from the front, the back and the
// sides, blended by the normal. The UVs of our garments are cut into panels of every size, a picture laid out by them is
// torn to pieces; and the bind pose is the same in the hero and in every level of the crowd, so nothing jumps between them.
import { type Material, type Texture, Vector4 } from 'three';

/** What one garment is printed with; change the values, the shader stays. */
export interface ClothPrint {
  readonly uPrint: { value: Texture | null };
  /** 0 the garment as it was made .. 1 printed. */
  readonly uPrintMix: { value: number };
  /** Metres that one repeat of the picture takes. */
  readonly uPrintM: { value: number };
  /** Part of the texture that is cloth: u and v from, u and v to. */
  readonly uPrintPart: { value: Vector4 };
}

/** All of a texture. */
export const WHOLE_TEXTURE: readonly [number, number, number, number] = [-9, -9, 9, 9];
/** Cloth in the one texture of the stage's levels. */
export const CLOTH_OF_LEVELS: readonly [number, number, number, number] = [0, 0.5, 0.5, 1];

export function createPrint(part: readonly [number, number, number, number]): ClothPrint {
  return {
    uPrint: { value: null },
    uPrintMix: { value: 0 },
    uPrintM: { value: 1 },
    uPrintPart: { value: new Vector4(...part) },
  };
}

const VARYINGS = 'varying vec3 vPrintAt;\nvarying vec3 vPrintNormal;\n';
const PRINT = /* glsl */ `
#include <map_fragment>
if ( uPrintMix > 0.0 && vMapUv.x >= uPrintPart.x && vMapUv.y >= uPrintPart.y && vMapUv.x <= uPrintPart.z && vMapUv.y <= uPrintPart.w ) {
  vec3 w = pow( abs( vPrintNormal ), vec3( 4.0 ) );
  w.y *= 0.25;
  w /= w.x + w.y + w.z + 1e-4;
  float side = vPrintNormal.z < 0.0 ? -1.0 : 1.0;
  vec2 shift = vec2( 0.5, -0.12 );
  vec3 front = texture2D( uPrint, vec2( vPrintAt.x * side, vPrintAt.y ) / uPrintM + shift ).rgb;
  vec3 flank = texture2D( uPrint, vPrintAt.zy / uPrintM + shift ).rgb;
  vec3 above = texture2D( uPrint, vPrintAt.xz / uPrintM + shift ).rgb;
  vec3 print = front * w.z + flank * w.x + above * w.y;
  diffuseColor.rgb = mix( diffuseColor.rgb, print, uPrintMix );
}
`;

/** Makes a material with a map able to wear a print; chains with whatever already patches it. */
export function printCloth(material: Material, print: ClothPrint): void {
  const before = material.onBeforeCompile;
  const keyBefore = material.customProgramCacheKey();
  material.onBeforeCompile = (shader, renderer) => {
    before.call(material, shader, renderer);
    Object.assign(shader.uniforms, print);
    shader.vertexShader = `${VARYINGS}${shader.vertexShader.replace(
      '#include <begin_vertex>',
      'vPrintAt = position;\nvPrintNormal = normal;\n#include <begin_vertex>',
    )}`;
    shader.fragmentShader = `${VARYINGS}uniform sampler2D uPrint;\nuniform float uPrintMix;\nuniform float uPrintM;\nuniform vec4 uPrintPart;\n${shader.fragmentShader.replace('#include <map_fragment>', PRINT)}`;
  };
  material.customProgramCacheKey = () => `print|${keyBefore}`;
}
