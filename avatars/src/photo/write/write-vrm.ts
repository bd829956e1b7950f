import type { BodyModel } from '../../body/index.ts';
import type { Part } from '../dress/part.ts';
import { addAccessor, addSparse, addTexture, createGlb, type Glb, glbBytes } from './glb.ts';
import type { RestSkeleton } from './rest-skeleton.ts';

/** What the file says of itself. */
export interface VrmMeta {
  readonly name: string;
  readonly author: string;
  /** The giver's consent and what was seen and what was filled, in words. */
  readonly about: string;
}

const GAZE = ['lookUp', 'lookDown', 'lookLeft', 'lookRight', 'neutral'];
/** ARKit names that move bones (gaze) or have no unit: they exist, and do nothing. */
const STILL = [
  ...['Up', 'Down', 'In', 'Out'].flatMap((way) => [`eyeLook${way}Left`, `eyeLook${way}Right`]),
  'jawLeft',
  'jawRight',
  'mouthLeft',
  'mouthRight',
  'mouthDimpleLeft',
  'mouthDimpleRight',
  'cheekPuff',
  'tongueOut',
];
const EMOTIONS = ['happy', 'angry', 'sad', 'relaxed', 'surprised'];

/**
 * A VRM 1.0 of dressed parts. A real person's body: every permission is the strictest one.
 *
 * @param skeleton the model's bones, then those of chains that hang
 * @param springs what moves the chains; see spring-bones.ts
 */
export function writeVrm(
  model: BodyModel,
  skeleton: RestSkeleton,
  parts: readonly Part[],
  meta: VrmMeta,
  springs?: Record<string, unknown>,
): Uint8Array {
  const glb = createGlb();
  addSkeleton(glb, skeleton);
  const units = model.manifest.units.length;
  const living = parts.filter((part) => part.morphs);
  glb.json.meshes.push({
    name: 'Body',
    primitives: living.map((part) => ({ ...addPrimitive(glb, part), targets: targets(glb, part, units) })),
    extras: { targetNames: [...model.manifest.units] },
  });
  for (const part of parts.filter((one) => !one.morphs)) {
    glb.json.meshes.push({ name: part.name, primitives: [addPrimitive(glb, part)] });
  }
  const first = glb.json.nodes.length;
  glb.json.meshes.forEach((mesh, k) => {
    glb.json.roots.push(glb.json.nodes.length);
    glb.json.nodes.push({ name: mesh.name, mesh: k, skin: 0 });
  });
  const look = (degrees: number) => ({ inputMaxValue: 90, outputScale: degrees });
  const vrm = {
    specVersion: '1.0',
    meta: metaOf(meta),
    humanoid: { humanBones: Object.fromEntries(model.manifest.bones.map((name, node) => [name, { node }])) },
    expressions: expressions(model, first),
    lookAt: {
      type: 'bone',
      offsetFromHeadBone: [0, 0.06, 0.08],
      rangeMapHorizontalInner: look(10),
      rangeMapHorizontalOuter: look(12),
      rangeMapVerticalDown: look(10),
      rangeMapVerticalUp: look(10),
    },
    firstPerson: { meshAnnotations: glb.json.meshes.map((_, k) => ({ node: first + k, type: 'auto' })) },
  };
  return glbBytes(glb, {
    extensionsUsed: ['VRMC_vrm', ...(springs ? ['VRMC_springBone'] : [])],
    extensions: { VRMC_vrm: vrm, ...(springs ? { VRMC_springBone: springs } : {}) },
  });
}

function metaOf(meta: VrmMeta) {
  return {
    name: meta.name,
    version: '1',
    authors: [meta.author],
    copyrightInformation: meta.about,
    licenseUrl: 'https://vrm.dev/licenses/1.0/',
    avatarPermission: 'onlyAuthor',
    allowExcessivelyViolentUsage: false,
    allowExcessivelySexualUsage: false,
    commercialUsage: 'personalNonProfit',
    allowPoliticalOrReligiousUsage: false,
    allowAntisocialOrHateUsage: false,
    creditNotation: 'required',
    allowRedistribution: false,
    modification: 'prohibited',
  };
}

/** Bones as nodes and one skin over them. */
export function addSkeleton(glb: Glb, skeleton: RestSkeleton): void {
  skeleton.names.forEach((name, b) => {
    const children = skeleton.parents.flatMap((p, c) => (p === b ? [c] : []));
    glb.json.nodes.push({
      name,
      translation: [...skeleton.offsets.subarray(b * 3, b * 3 + 3)],
      ...(children.length > 0 ? { children } : {}),
    });
  });
  glb.json.skins.push({
    joints: skeleton.names.map((_, b) => b),
    skeleton: 0,
    inverseBindMatrices: addAccessor(glb, skeleton.inverseBinds, 'MAT4', 'matrix'),
  });
  glb.json.roots.push(0);
}

/** One part as a primitive with its material. */
export function addPrimitive(glb: Glb, part: Part) {
  const attributes: Record<string, number> = {
    POSITION: addAccessor(glb, part.positions, 'VEC3', 'position'),
    NORMAL: addAccessor(glb, unitNormals(part.normals), 'VEC3', 'attribute'),
    TEXCOORD_0: addAccessor(glb, part.uvs, 'VEC2', 'attribute'),
    JOINTS_0: addAccessor(glb, withoutIdle(part), 'VEC4', 'attribute'),
    WEIGHTS_0: addAccessor(glb, part.weights, 'VEC4', 'normalized'),
  };
  if (part.colours) attributes.COLOR_0 = addAccessor(glb, part.colours, 'VEC4', 'normalized');
  if (part.tangents) attributes.TANGENT = addAccessor(glb, part.tangents, 'VEC4', 'attribute');
  const small = part.positions.length / 3 < 65536;
  const indices = addAccessor(
    glb,
    small ? Uint16Array.from(part.triangles) : part.triangles,
    'SCALAR',
    'index',
  );
  return { attributes, indices, material: addMaterial(glb, part.material) };
}

/** glTF wants joint 0 where the weight is 0. */
function withoutIdle(part: Part): Uint8Array {
  return part.joints.map((joint, i) => (part.weights[i] === 0 ? 0 : joint));
}

function unitNormals(normals: Float32Array): Float32Array {
  const out = normals.slice();
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.hypot(out[i], out[i + 1], out[i + 2]);
    if (length < 1e-6) out.set([0, 0, 1], i);
    else for (let k = 0; k < 3; k++) out[i + k] /= length;
  }
  return out;
}

function addMaterial(glb: Glb, material: Part['material']): number {
  const texture = material.image && addTexture(glb, material.image.bytes, material.image.mime);
  glb.json.materials.push({
    name: material.name,
    pbrMetallicRoughness: {
      baseColorFactor: material.colour ?? [1, 1, 1, 1],
      metallicFactor: 0,
      roughnessFactor: material.roughness,
      ...(texture === undefined ? {} : { baseColorTexture: { index: texture } }),
    },
    ...(material.cutoff === undefined ? {} : { alphaMode: 'MASK', alphaCutoff: material.cutoff }),
    ...(material.blend ? { alphaMode: 'BLEND' } : {}),
    ...(material.doubleSided ? { doubleSided: true } : {}),
  });
  return glb.json.materials.length - 1;
}

/** One sparse target a unit; a unit that does not touch the part keeps one zero row (glTF wants equal counts). */
function targets(glb: Glb, part: Part, units: number) {
  const count = part.positions.length / 3;
  return Array.from({ length: units }, (_, unit) => {
    const morph = part.morphs?.get(unit);
    const moved =
      morph && morph.rows.length > 0 ? morph : { rows: new Uint32Array(1), offsets: new Float32Array(3) };
    return { POSITION: addSparse(glb, count, moved.rows, moved.offsets) };
  });
}

function expressions(model: BodyModel, node: number) {
  const { units, presets, arkit } = model.manifest;
  const binds = (weights: Readonly<Record<string, number>>) =>
    Object.entries(weights).map(([unit, weight]) => ({ node, index: units.indexOf(unit), weight }));
  const preset = Object.fromEntries(
    Object.entries(presets).map(([name, weights]) => [
      name,
      {
        morphTargetBinds: binds(weights),
        ...(EMOTIONS.includes(name) ? { overrideBlink: 'none', overrideMouth: 'none' } : {}),
      },
    ]),
  );
  for (const name of GAZE) preset[name] = { morphTargetBinds: [] };
  const custom = Object.fromEntries(
    Object.entries(arkit).map(([name, weights]) => [name, { morphTargetBinds: binds(weights) }]),
  );
  for (const name of STILL) custom[name] ??= { morphTargetBinds: [] };
  return { preset, custom };
}
