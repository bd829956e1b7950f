/**
 * CONTRIBUTOR NOTES
 * Small patches of three's own physical material, so that shadows, fog and tone mapping stay three's. Each replaces one
 * known line; a line that is gone after an update of three throws at load, not silently on screen.
 * - Skin: diffuse light wraps around the terminator, red farthest: cheap subsurface scattering.
 * - Hair: two-lobe Kajiya-Kay highlight along the strand (Marschner's shifts), tangent from the mesh; and no flipped
 *   normals on back faces, which turned grey hair black.
 */
import { type MeshPhysicalMaterial, ShaderChunk, type WebGLProgramParametersWithUniforms } from 'three';

function replaced(source: string, from: string, to: string): string {
  if (!source.includes(from))
    throw new Error(`look: three's shader no longer holds "${from}"; adapt shader-patches.ts`);
  return source.replace(from, to);
}

const IRRADIANCE = 'vec3 irradiance = dotNL * directLight.color;';
const DIFFUSE = 'reflectedLight.directDiffuse += irradiance * diffuseBRDF';

/** Share by which light wraps around skin, red, green, blue. */
const SKIN_WRAP = 'vec3( .34, .13, .07 )';

/** Makes a material's diffuse light wrap as light does in skin. */
export function wrapSkinLight(material: MeshPhysicalMaterial): void {
  let lights = replaced(
    ShaderChunk.lights_physical_pars_fragment,
    IRRADIANCE,
    `${IRRADIANCE}
    vec3 skinWrap = ${SKIN_WRAP};
    vec3 wrapped = clamp( ( vec3( dot( geometryNormal, directLight.direction ) ) + skinWrap ) / ( 1. + skinWrap ), 0., 1. );`,
  );
  lights = replaced(
    lights,
    DIFFUSE,
    'reflectedLight.directDiffuse += wrapped * directLight.color * diffuseBRDF',
  );
  material.onBeforeCompile = (shader) => {
    shader.fragmentShader = replaced(
      shader.fragmentShader,
      '#include <lights_physical_pars_fragment>',
      lights,
    );
  };
  material.customProgramCacheKey = () => 'troupe-skin';
}

const HAIR_LIGHT = `${IRRADIANCE}
  {
    vec3 halfway = normalize( directLight.direction + geometryViewDir );
    float first = dot( normalize( hairTangent + ( .10 + hairShift ) * geometryNormal ), halfway );
    float second = dot( normalize( hairTangent - ( .14 - hairShift ) * geometryNormal ), halfway );
    float lit = smoothstep( -.25, .45, dot( geometryNormal, directLight.direction ) );
    vec3 white = vec3( .020 ) * pow( sqrt( max( 0., 1. - first * first ) ), 160. );
    vec3 tinted = material.diffuseColor * .5 * pow( sqrt( max( 0., 1. - second * second ) ), 34. );
    reflectedLight.directSpecular += directLight.color * lit * ( white + tinted ) * hairShade;
  }`;

/** Gives a material of hair cards the highlight of strands. The mesh must carry tangents along the strands. */
export function strandHairLight(material: MeshPhysicalMaterial): void {
  const lights = replaced(ShaderChunk.lights_physical_pars_fragment, IRRADIANCE, HAIR_LIGHT).replace(
    'void RE_Direct_Physical(',
    'vec3 hairTangent; float hairShade; float hairShift;\nvoid RE_Direct_Physical(',
  );
  const normals = replaced(ShaderChunk.normal_fragment_begin, 'gl_FrontFacing ? 1.0 : - 1.0', '1.0');
  material.onBeforeCompile = (shader) => {
    patchHairFragment(shader, lights, normals);
    shader.vertexShader = replaced(
      shader.vertexShader,
      '#include <common>',
      '#include <common>\n#ifndef USE_TANGENT\nattribute vec4 tangent;\n#endif\nvarying vec3 vHairTangent;',
    );
    shader.vertexShader = replaced(
      shader.vertexShader,
      '#include <skinnormal_vertex>',
      `#include <skinnormal_vertex>
      #ifdef USE_SKINNING
        vHairTangent = normalMatrix * ( skinMatrix * vec4( tangent.xyz, 0. ) ).xyz;
      #else
        vHairTangent = normalMatrix * tangent.xyz;
      #endif`,
    );
  };
  material.customProgramCacheKey = () => 'troupe-hair';
}

function patchHairFragment(
  shader: WebGLProgramParametersWithUniforms,
  lights: string,
  normals: string,
): void {
  let source = replaced(shader.fragmentShader, '#include <normal_fragment_begin>', normals);
  source = replaced(source, '#include <lights_physical_pars_fragment>', lights);
  source = replaced(source, '#include <common>', '#include <common>\nvarying vec3 vHairTangent;');
  shader.fragmentShader = replaced(
    source,
    '#include <lights_physical_fragment>',
    `#include <lights_physical_fragment>
    {
      float strand = dot( texture2D( map, vMapUv ).rgb, vec3( .33 ) );
      hairShade = .35 + 1.3 * strand;
      hairTangent = normalize( vHairTangent - normal * dot( vHairTangent, normal ) );
      hairShift = ( strand - .4 ) * .35;
    }`,
  );
}
