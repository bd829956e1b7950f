import {
  AdditiveBlending,
  Color,
  DoubleSide,
  type Material,
  type Mesh,
  MeshPhysicalMaterial,
  type MeshStandardMaterial,
  type Object3D,
  Vector2,
} from 'three';
import { type ClothDye, dyeCloth, UNDYED } from './cloth-dye.ts';
import { strandHairLight, wrapSkinLight } from './shader-patches.ts';

const ANISOTROPY = 8;

type Upgrade = (from: MeshStandardMaterial, mesh: Mesh) => Material;

/** By the beginning of a material's name, as the body builder names them. */
const UPGRADES: readonly (readonly [string, Upgrade])[] = [
  ['skin', skin],
  ['eye', eye],
  ['cornea', cornea],
  ['hair', hair],
  ['fur', fur],
  ['lashes', lashes],
  ['cloth', cloth],
];

/**
 * Turns the plain glTF materials of one of our bodies into the look of a hero: wrapped skin light, strand highlights,
 * blended lashes, a wet cornea, a soft sheen on cloth. A body from elsewhere keeps its own materials.
 */
export function upgradeHumanMaterials(root: Object3D, dye: ClothDye = UNDYED): void {
  root.traverse((object) => {
    const mesh = object as Mesh;
    if (!mesh.isMesh || Array.isArray(mesh.material)) return;
    const from = mesh.material as MeshStandardMaterial;
    if (!from.isMeshStandardMaterial) return;
    for (const texture of [from.map, from.normalMap, from.roughnessMap])
      if (texture) texture.anisotropy = ANISOTROPY;
    const upgrade = UPGRADES.find(([name]) => from.name.startsWith(name))?.[1];
    if (!upgrade) return;
    mesh.material = upgrade(from, mesh);
    mesh.material.name = from.name;
    if (from.name.startsWith('cloth')) dyeCloth(mesh.material, dye);
  });
}

function skin(from: MeshStandardMaterial): Material {
  const material = new MeshPhysicalMaterial({
    map: from.map,
    normalMap: from.normalMap,
    normalScale: new Vector2(0.55, 0.55),
    roughnessMap: from.roughnessMap,
    roughness: 1,
    specularIntensity: 0.75,
    sheen: 0.12,
    sheenRoughness: 0.5,
    sheenColor: new Color(0.9, 0.55, 0.45),
  });
  wrapSkinLight(material);
  return material;
}

function eye(from: MeshStandardMaterial, mesh: Mesh): Material {
  const material = new MeshPhysicalMaterial({ map: from.map, roughness: 0.45 });
  wrapSkinLight(material);
  mesh.castShadow = false;
  return material;
}

/** Clear and wet: adds only what it reflects, the catchlight above all. */
function cornea(_from: MeshStandardMaterial, mesh: Mesh): Material {
  mesh.castShadow = false;
  mesh.receiveShadow = false;
  return new MeshPhysicalMaterial({
    color: 0x000000,
    roughness: 0.08,
    blending: AdditiveBlending,
    transparent: true,
    depthWrite: false,
    envMapIntensity: 1.6,
  });
}

function hair(from: MeshStandardMaterial, mesh: Mesh): Material {
  const material = new MeshPhysicalMaterial({
    map: from.map,
    vertexColors: true,
    specularIntensity: 0.25,
    alphaTest: 0.42,
    side: DoubleSide,
    roughness: 0.8,
    envMapIntensity: 0.45,
  });
  if (mesh.geometry.hasAttribute('tangent')) strandHairLight(material);
  return material;
}

function fur(from: MeshStandardMaterial): Material {
  return new MeshPhysicalMaterial({
    map: from.map,
    vertexColors: true,
    specularIntensity: 0.12,
    roughness: 1,
    alphaTest: 0.5,
    envMapIntensity: 0.6,
  });
}

function lashes(from: MeshStandardMaterial, mesh: Mesh): Material {
  const material = from.clone();
  material.transparent = true;
  material.alphaTest = 0.02;
  material.depthWrite = false;
  material.side = DoubleSide;
  material.roughness = 1;
  material.envMapIntensity = 0.1;
  mesh.castShadow = false;
  mesh.receiveShadow = false;
  mesh.renderOrder = 2;
  return material;
}

function cloth(from: MeshStandardMaterial): Material {
  return new MeshPhysicalMaterial({
    map: from.map,
    normalMap: from.normalMap,
    normalScale: from.normalScale,
    roughness: from.roughness,
    side: DoubleSide,
    sheen: 0.5,
    sheenRoughness: 0.55,
    sheenColor: new Color(0.35, 0.35, 0.38),
  });
}
