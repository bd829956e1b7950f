import { EVALUATION_ORDER, HUMAN_JOINTS, JOINT_INDEX, JOINT_PARENTS } from '@troupe/avatars/skeleton';
import {
  BufferGeometry,
  CapsuleGeometry,
  Float32BufferAttribute,
  Matrix4,
  type Object3D,
  Quaternion,
  type SkinnedMesh,
  SphereGeometry,
  Uint8BufferAttribute,
  Vector3,
} from 'three';

const JOINTS = HUMAN_JOINTS.length;
/** The first joints are the body; the others are fingers. */
const BODY_JOINTS = 22;

/**
 * A body ready for the crowd. A body may be bound in another pose than the T-pose (ours are, arms lowered): a vertex v of
 * joint j stands in the T-pose, seen from the joint, at `bindTurn[j]` v - `bind[j]`.
 */
export interface CrowdShape {
  readonly geometry: BufferGeometry;
  /** 52 x 3, m; where the mesh is bound in the T-pose, the joints' own places. */
  readonly bind: Float32Array;
  /** 52 x 4; identity where the mesh is bound in the T-pose. */
  readonly bindTurn: Float32Array;
}

/** No turn for any joint. */
function straight(): Float32Array {
  const turns = new Float32Array(JOINTS * 4);
  for (let joint = 0; joint < JOINTS; joint++) turns[joint * 4 + 3] = 1;
  return turns;
}

/** Joint positions of the T-pose from rest offsets (hips: from the ground). */
export function bindPositions(restOffsets: ArrayLike<number>): Float32Array {
  const bind = new Float32Array(JOINTS * 3);
  for (const joint of EVALUATION_ORDER) {
    const parent = JOINT_PARENTS[joint];
    for (let k = 0; k < 3; k++)
      bind[joint * 3 + k] = restOffsets[joint * 3 + k] + (parent < 0 ? 0 : bind[parent * 3 + k]);
  }
  return bind;
}

/** The joint that moves a folded joint rigidly: fingers follow their hand. */
function bodyJointOf(joint: number): number {
  let at = joint;
  while (at >= BODY_JOINTS) at = JOINT_PARENTS[at];
  return at;
}

/**
 * Makes a crowd shape of a skinned mesh from a body's glb.
 *
 * restWorld x inverseBind brings a vertex from the file into the T-pose. It holds what all joints share, the
 * dequantisation of a compressed file, which is applied to the vertices here (as the hips have it), and for each joint
 * how its part is turned from the bind pose to the T-pose: that stays with the joint, so skinning is exact.
 *
 * @param fingers false folds the fingers into the hands
 * @throws Error when a skin joint is no humanoid joint
 */
export function shapeFromSkin(mesh: SkinnedMesh, fingers: boolean): CrowdShape {
  const { skeleton } = mesh;
  const root = rootOf(mesh);
  root.updateMatrixWorld(true);
  const toJoint = skeleton.bones.map((bone) => {
    const joint = JOINT_INDEX[bone.name as keyof typeof JOINT_INDEX];
    if (joint === undefined) throw new Error(`skin joint "${bone.name}" is no VRM humanoid joint`);
    return fingers ? joint : bodyJointOf(joint);
  });
  const bind = new Float32Array(JOINTS * 3);
  const bindTurn = straight();
  const at = new Vector3();
  const shift = new Vector3();
  const turn = new Quaternion();
  const toTPose = skeleton.bones.map((bone, i) =>
    new Matrix4().multiplyMatrices(bone.matrixWorld, skeleton.boneInverses[i]),
  );
  const hips = Math.max(
    0,
    skeleton.bones.findIndex((bone) => bone.name === 'hips'),
  );
  const dequantise = toTPose[hips].clone();
  const undo = dequantise.clone().invert();
  skeleton.bones.forEach((bone, i) => {
    const joint = JOINT_INDEX[bone.name as 'hips'];
    toTPose[i].multiply(undo).decompose(shift, turn, new Vector3());
    turn.toArray(bindTurn, joint * 4);
    at.setFromMatrixPosition(bone.matrixWorld)
      .sub(shift)
      .toArray(bind, joint * 3);
  });
  return { geometry: crowdGeometry(mesh.geometry, dequantise, toJoint), bind, bindTurn };
}

/** The mesh in metres with the crowd's own attributes: joint indices of ours and weights that sum to one. */
function crowdGeometry(
  source: BufferGeometry,
  dequantise: Matrix4,
  toJoint: readonly number[],
): BufferGeometry {
  const at = new Vector3();
  const position = source.getAttribute('position');
  const count = position.count;
  const points = new Float32Array(count * 3);
  const normals = new Float32Array(count * 3);
  const uvs = new Float32Array(count * 2);
  const indices = new Uint8Array(count * 4);
  const weights = new Float32Array(count * 4);
  const normal = source.getAttribute('normal');
  const uv = source.getAttribute('uv');
  const skinIndex = source.getAttribute('skinIndex');
  const skinWeight = source.getAttribute('skinWeight');
  for (let i = 0; i < count; i++) {
    at.fromBufferAttribute(position, i)
      .applyMatrix4(dequantise)
      .toArray(points, i * 3);
    if (normal)
      at.fromBufferAttribute(normal, i)
        .normalize()
        .toArray(normals, i * 3);
    if (uv) {
      uvs[i * 2] = uv.getX(i);
      uvs[i * 2 + 1] = uv.getY(i);
    }
    let sum = 0;
    for (let k = 0; k < 4; k++) {
      indices[i * 4 + k] = toJoint[skinIndex.getComponent(i, k)];
      weights[i * 4 + k] = skinWeight.getComponent(i, k);
      sum += weights[i * 4 + k];
    }
    for (let k = 0; k < 4; k++) weights[i * 4 + k] /= sum || 1;
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(points, 3));
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  geometry.setAttribute('uv', new Float32BufferAttribute(uvs, 2));
  geometry.setAttribute('crowdJoint', new Uint8BufferAttribute(indices, 4));
  geometry.setAttribute('crowdWeight', new Float32BufferAttribute(weights, 4));
  geometry.setIndex(source.index);
  if (!normal) geometry.computeVertexNormals();
  return geometry;
}

function rootOf(object: Object3D): Object3D {
  let at = object;
  while (at.parent) at = at.parent;
  return at;
}

/** Thickness of the limbs of the stand-in figure, m, by the joint a limb ends in. */
const LIMB_RADIUS: Record<string, number> = {
  spine: 0.115,
  chest: 0.12,
  upperChest: 0.125,
  neck: 0.055,
  head: 0.05,
  LowerLeg: 0.075,
  Foot: 0.052,
  Toes: 0.042,
  LowerArm: 0.046,
  Hand: 0.036,
  UpperArm: 0.05,
  Shoulder: 0.05,
  UpperLeg: 0.085,
};

/**
 * A plain articulated figure from rest offsets alone, for as long as a body is on its way or cannot be loaded: honest
 * about what it is, and it moves like the person.
 */
export function figureShape(restOffsets: ArrayLike<number>): CrowdShape {
  const bind = bindPositions(restOffsets);
  const points: number[] = [];
  const normals: number[] = [];
  const joints: number[] = [];
  const add = (geometry: BufferGeometry, joint: number): void => {
    const flat = geometry.toNonIndexed();
    points.push(...flat.getAttribute('position').array);
    normals.push(...flat.getAttribute('normal').array);
    for (let i = 0; i < flat.getAttribute('position').count; i++) joints.push(joint, 0, 0, 0);
    geometry.dispose();
    flat.dispose();
  };
  for (let joint = 1; joint < BODY_JOINTS; joint++) {
    const parent = JOINT_PARENTS[joint];
    const name = HUMAN_JOINTS[joint];
    const radius = LIMB_RADIUS[name] ?? LIMB_RADIUS[name.replace(/^(left|right)/, '')] ?? 0.05;
    add(limb(bind, parent, joint, radius), parent);
  }
  const head = JOINT_INDEX.head * 3;
  add(
    new SphereGeometry(0.105, 18, 14)
      .scale(0.86, 1.16, 1)
      .translate(bind[head], bind[head + 1] + 0.1, bind[head + 2] + 0.015),
    JOINT_INDEX.head,
  );
  for (const side of ['left', 'right'] as const) {
    const hand = JOINT_INDEX[`${side}Hand`];
    const reach = side === 'left' ? 0.07 : -0.07;
    add(
      new SphereGeometry(0.045, 10, 8)
        .scale(1.7, 0.55, 0.95)
        .translate(bind[hand * 3] + reach, bind[hand * 3 + 1], bind[hand * 3 + 2]),
      hand,
    );
  }
  const geometry = new BufferGeometry();
  const count = points.length / 3;
  geometry.setAttribute('position', new Float32BufferAttribute(points, 3));
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  geometry.setAttribute('uv', new Float32BufferAttribute(new Float32Array(count * 2), 2));
  geometry.setAttribute('crowdJoint', new Uint8BufferAttribute(joints, 4));
  const weights = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) weights[i * 4] = 1;
  geometry.setAttribute('crowdWeight', new Float32BufferAttribute(weights, 4));
  return { geometry, bind, bindTurn: straight() };
}

function limb(bind: Float32Array, from: number, to: number, radius: number): BufferGeometry {
  const a = new Vector3().fromArray(bind, from * 3);
  const b = new Vector3().fromArray(bind, to * 3);
  const length = Math.max(0.01, a.distanceTo(b));
  const geometry = new CapsuleGeometry(radius, length, 3, 10);
  const turn = new Quaternion().setFromUnitVectors(new Vector3(0, 1, 0), b.clone().sub(a).normalize());
  return geometry.applyQuaternion(turn).translate((a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2);
}
