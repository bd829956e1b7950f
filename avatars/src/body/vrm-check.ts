import { FACE_PRESETS } from '../face/index.ts';
import { HUMAN_JOINTS, JOINT_PARENTS } from '../skeleton/index.ts';

/** One thing that is wrong with a VRM, in words. */
export type VrmFault = string;

interface GltfNode {
  name?: string;
  children?: number[];
  translation?: number[];
  rotation?: number[];
}

interface VrmJson {
  nodes: GltfNode[];
  extensions?: {
    VRMC_vrm?: {
      specVersion?: string;
      meta?: { name?: string; authors?: string[]; licenseUrl?: string };
      humanoid?: { humanBones?: Record<string, { node: number }> };
      expressions?: { preset?: Record<string, unknown>; custom?: Record<string, unknown> };
    };
    VRMC_springBone?: {
      specVersion?: string;
      colliders?: { node: number; shape: Record<string, { radius: number }> }[];
      colliderGroups?: { colliders: number[] }[];
      springs?: { name?: string; joints: { node: number }[]; colliderGroups?: number[] }[];
    };
  };
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;

/** JSON chunk of a binary glTF. @throws Error when the bytes are none */
export function readGlbJson(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 20 || view.getUint32(0, true) !== MAGIC || view.getUint32(16, true) !== JSON_CHUNK) {
    throw new Error('not a binary glTF (.glb, .vrm)');
  }
  const length = view.getUint32(12, true);
  if (20 + length > bytes.length) throw new Error('the file is cut short');
  return JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
}

/**
 * Checks what the Khronos validator does not know of VRM 1.0: the 52 streamed bones and their parents, a T-pose that
 * faces +Z on the ground, metadata and expressions. Returns every fault found; an empty list is a good body.
 */
export function checkVrm(bytes: Uint8Array): VrmFault[] {
  const json = readGlbJson(bytes) as VrmJson;
  const vrm = json.extensions?.VRMC_vrm;
  if (!vrm) return ['there is no VRMC_vrm extension'];
  const faults: VrmFault[] = [];
  if (vrm.specVersion !== '1.0') faults.push(`specVersion is ${vrm.specVersion}, not 1.0`);
  if (!vrm.meta?.name) faults.push('meta.name is missing');
  if (!vrm.meta?.authors?.length) faults.push('meta.authors is empty');
  if (vrm.meta?.licenseUrl !== 'https://vrm.dev/licenses/1.0/')
    faults.push('meta.licenseUrl is not that of VRM 1.0');
  for (const name of EXPRESSIONS) {
    if (!vrm.expressions?.preset?.[name]) faults.push(`expression ${name} is missing`);
  }
  return [...faults, ...checkBones(json), ...checkSprings(json)];
}

/** Gaze presets may be empty where bones move the eyes; the others must be there. */
const EXPRESSIONS = FACE_PRESETS.filter((name) => !name.startsWith('look') && name !== 'neutral');
const LEVEL_M = 0.03;

function checkBones(json: VrmJson): VrmFault[] {
  const bones = json.extensions!.VRMC_vrm!.humanoid?.humanBones ?? {};
  const faults = HUMAN_JOINTS.filter((name) => !bones[name]).map((name) => `bone ${name} is missing`);
  if (faults.length > 0) return faults;
  const parentOf = new Map<number, number>();
  json.nodes.forEach((node, i) => {
    for (const child of node.children ?? []) parentOf.set(child, i);
  });
  const place = (node: number): number[] => {
    const parent = parentOf.get(node);
    const own = json.nodes[node].translation ?? [0, 0, 0];
    return parent === undefined ? own : place(parent).map((x, k) => x + own[k]);
  };
  HUMAN_JOINTS.forEach((name, i) => {
    const node = bones[name].node;
    const turned = (json.nodes[node].rotation ?? [0, 0, 0, 1]).slice(0, 3).some((x) => Math.abs(x) > 1e-4);
    if (turned) faults.push(`bone ${name} is turned at rest: not a normalised T-pose`);
    const parent = JOINT_PARENTS[i];
    if (parent >= 0 && parentOf.get(node) !== bones[HUMAN_JOINTS[parent]].node) {
      faults.push(`bone ${name} does not hang on ${HUMAN_JOINTS[parent]}`);
    }
  });
  for (const [side, sign] of [
    ['left', 1],
    ['right', -1],
  ] as const) {
    const arm = place(bones[`${side}UpperArm`].node);
    const hand = place(bones[`${side}Hand`].node);
    if (Math.abs(hand[1] - arm[1]) > LEVEL_M) faults.push(`the ${side} arm is not level: no T-pose`);
    if ((hand[0] - arm[0]) * sign < 0.2)
      faults.push(`the ${side} arm does not point outwards: faces -Z or is folded`);
    const toes = place(bones[`${side}Toes`].node);
    if (toes[1] < -0.01 || toes[1] > 0.08)
      faults.push(`the ${side} toes are ${toes[1].toFixed(2)} m above the ground`);
    if (toes[2] < place(bones[`${side}Foot`].node)[2]) faults.push(`the ${side} foot points backwards`);
  }
  return faults;
}

/** Chains must run from parent to child, leave the humanoid bones alone and name colliders that exist. */
function checkSprings(json: VrmJson): VrmFault[] {
  const { VRMC_springBone: spring, VRMC_vrm: vrm } = json.extensions!;
  if (!spring) return [];
  const faults: VrmFault[] = [];
  const human = new Set(Object.values(vrm!.humanoid?.humanBones ?? {}).map(({ node }) => node));
  const colliders = spring.colliders ?? [];
  const groups = spring.colliderGroups ?? [];
  if (spring.specVersion !== '1.0') faults.push(`springs: specVersion is ${spring.specVersion}, not 1.0`);
  for (const [i, { node, shape }] of colliders.entries()) {
    const radii = Object.values(shape).map(({ radius }) => radius);
    if (!json.nodes[node]) faults.push(`collider ${i}: there is no node ${node}`);
    if (radii.length !== 1 || !(radii[0] > 0)) faults.push(`collider ${i}: it has no size`);
  }
  if (groups.some((group) => group.colliders.some((i) => !colliders[i])))
    faults.push('springs: a collider group names a collider that is not there');
  for (const { name = '?', joints, colliderGroups = [] } of spring.springs ?? []) {
    if (joints.length < 2) faults.push(`spring ${name}: a chain needs two joints`);
    if (joints.some(({ node }) => human.has(node))) faults.push(`spring ${name}: it moves a humanoid bone`);
    if (colliderGroups.some((i) => !groups[i])) faults.push(`spring ${name}: a collider group is not there`);
    for (let k = 1; k < joints.length; k++) {
      if (!json.nodes[joints[k - 1].node]?.children?.includes(joints[k].node))
        faults.push(`spring ${name}: joint ${k} does not hang on the one before it`);
    }
  }
  return faults;
}
