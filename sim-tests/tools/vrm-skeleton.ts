import { readFileSync } from 'node:fs';
import { type VRMHumanBones, VRMHumanoid } from '@pixiv/three-vrm';
import { HUMAN_JOINTS, JOINT_COUNT, JOINT_PARENTS } from '@troupe/avatars/skeleton';
import { Object3D, Quaternion, Vector3 } from 'three';

/** The node tree of a body's own VRM file, posed by three-vrm as the page poses it. */
export interface VrmSkeleton {
  /** World places of the 52 joints at rest, m; NaN for a joint that the file lacks. */
  readonly rest: Float64Array;
  /** Poses the file's bones and writes where its joints are in the world (52 x 3, m). */
  place(hips: ArrayLike<number>, joints: ArrayLike<number>, out: Float64Array): void;
}

interface VrmJson {
  readonly nodes: readonly {
    readonly name?: string;
    readonly children?: readonly number[];
    readonly translation?: readonly number[];
    readonly rotation?: readonly number[];
    readonly scale?: readonly number[];
  }[];
  readonly extensions?: {
    readonly VRMC_vrm?: { readonly humanoid?: { readonly humanBones?: Record<string, { node: number }> } };
  };
}

const GLB_JSON_AT = 20;
const GLB_MAGIC = 0x46546c67;

/**
 * Opens the bones of a VRM 1.0; meshes and pictures are left alone.
 *
 * @throws Error naming the file when it is no VRM 1.0
 */
export function openVrmSkeleton(file: string): VrmSkeleton {
  const bytes = readFileSync(file);
  if (bytes.length < GLB_JSON_AT || bytes.readUInt32LE(0) !== GLB_MAGIC)
    throw new Error(`${file}: no binary glTF; build the body anew with \`npx troupe cast build\``);
  const text = bytes.toString('utf8', GLB_JSON_AT, GLB_JSON_AT + bytes.readUInt32LE(12));
  const json = JSON.parse(text) as VrmJson;
  const named = json.extensions?.VRMC_vrm?.humanoid?.humanBones;
  if (!named) throw new Error(`${file}: it names no VRM 1.0 humanoid; build the body anew`);
  const nodes = json.nodes.map(({ name = '', translation, rotation, scale }) => {
    const node = new Object3D();
    node.name = name;
    if (translation) node.position.fromArray(translation);
    if (rotation) node.quaternion.fromArray(rotation);
    if (scale) node.scale.fromArray(scale);
    return node;
  });
  const scene = new Object3D();
  json.nodes.forEach(({ children = [] }, i) => {
    for (const child of children) nodes[i].add(nodes[child]);
  });
  for (const node of nodes) if (!node.parent) scene.add(node);
  scene.updateMatrixWorld(true);
  const bones = Object.fromEntries(
    Object.entries(named).map(([name, { node }]) => [name, { node: nodes[node] }]),
  );
  const humanoid = new VRMHumanoid(bones as VRMHumanBones, { autoUpdateHumanBones: true });
  const raw = HUMAN_JOINTS.map((name) => humanoid.getRawBoneNode(name));
  const normalised = HUMAN_JOINTS.map((name) => humanoid.getNormalizedBoneNode(name));
  scene.add(humanoid.normalizedHumanBonesRoot);
  const read = (out: Float64Array): void => {
    scene.updateMatrixWorld(true);
    const at = new Vector3();
    for (let j = 0; j < JOINT_COUNT; j++) {
      const bone = raw[j];
      if (bone) at.setFromMatrixPosition(bone.matrixWorld).toArray(out, j * 3);
      else out.fill(Number.NaN, j * 3, j * 3 + 3);
    }
  };
  const rest = new Float64Array(JOINT_COUNT * 3);
  read(rest);
  const turn = new Quaternion();
  return {
    rest,
    place(hips, joints, out) {
      for (let j = 0; j < JOINT_COUNT; j++) {
        normalised[j]?.quaternion.copy(turn.fromArray(joints as number[], j * 4));
      }
      normalised[0]?.position.fromArray(hips as number[]);
      humanoid.update();
      read(out);
    },
  };
}

/** Distance of each joint from its parent (52, m); NaN where one of the two is missing, 0 for the hips. */
export function boneLengths(positions: ArrayLike<number>): Float64Array {
  const lengths = new Float64Array(JOINT_COUNT);
  for (let j = 1; j < JOINT_COUNT; j++) {
    const [a, b] = [j * 3, JOINT_PARENTS[j] * 3];
    lengths[j] = Math.hypot(
      positions[a] - positions[b],
      positions[a + 1] - positions[b + 1],
      positions[a + 2] - positions[b + 2],
    );
  }
  return lengths;
}
