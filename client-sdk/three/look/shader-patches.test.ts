import { MeshPhysicalMaterial, ShaderLib, type WebGLProgramParametersWithUniforms } from 'three';
import { expect, test } from 'vitest';
import { strandHairLight, wrapSkinLight } from './shader-patches.ts';

function patched(patch: (material: MeshPhysicalMaterial) => void) {
  const material = new MeshPhysicalMaterial();
  patch(material);
  const { vertexShader, fragmentShader } = ShaderLib.physical;
  const shader = { vertexShader, fragmentShader } as WebGLProgramParametersWithUniforms;
  material.onBeforeCompile(shader, undefined as never);
  return { material, shader };
}

test("every patch still finds its line in this version of three's shaders", () => {
  const skin = patched(wrapSkinLight);
  expect(skin.shader.fragmentShader).toContain('wrapped * directLight.color * diffuseBRDF');
  const hair = patched(strandHairLight);
  expect(hair.shader.fragmentShader).toContain('hairTangent');
  expect(hair.shader.vertexShader).toContain('vHairTangent');
  expect(skin.material.customProgramCacheKey()).not.toBe(hair.material.customProgramCacheKey());
});
