/**
 * Virtual Motion Capture protocol (https://protocol.vmc.info, version 2.x), as a performer sends it: OSC bundles of
 * /VMC/Ext/OK, /T, /Root/Pos, /Bone/Pos, /Blend/Val and /Blend/Apply.
 *
 * Unity's space is left-handed: +Y up, +Z forwards, and the left hand at -X. Ours differs in the sign of X alone, so that
 * (x, y, z) becomes (-x, y, z) and a rotation (x, y, z, w) becomes (x, -y, -z, w).
 */
import { FACE_PRESETS } from '@troupe/avatars/face';
import { type Floats, quatFromYaw, quatInverseMultiply, quatRotate } from '@troupe/avatars/maths';
import { HUMAN_JOINTS, JOINT_COUNT } from '@troupe/avatars/skeleton';
import { encodeOscBundle, encodeOscMessage, type OscArg } from './osc.ts';

/** Bundles stay below what an Ethernet frame carries. */
const BUNDLE_BYTES_MAX = 1_400;
const BUNDLE_HEAD_BYTES = 16;

/** Names of Unity's HumanBodyBones, in the order of our joints. VRM 1.0 calls the bones of the thumb otherwise. */
export const UNITY_BONES: readonly string[] = HUMAN_JOINTS.map((name) => {
  const unity = name
    .replace('ThumbProximal', 'ThumbIntermediate')
    .replace('ThumbMetacarpal', 'ThumbProximal');
  return unity[0].toUpperCase() + unity.slice(1);
});

/** Expressions of VRM 0.x by those of 1.0. */
const VRM0_FACES: Readonly<Record<string, string>> = {
  happy: 'Joy',
  angry: 'Angry',
  sad: 'Sorrow',
  relaxed: 'Fun',
  surprised: 'Surprised',
  aa: 'A',
  ih: 'I',
  ou: 'U',
  ee: 'E',
  oh: 'O',
  blink: 'Blink',
  blinkLeft: 'Blink_L',
  blinkRight: 'Blink_R',
  lookUp: 'LookUp',
  lookDown: 'LookDown',
  lookLeft: 'LookLeft',
  lookRight: 'LookRight',
  neutral: 'Neutral',
};

/** A human at one moment. */
export interface VmcPose {
  /** Hips in the world, m; 52 rotations, the first in the world; 18 face weights. */
  readonly hips: Floats;
  readonly joints: Floats;
  readonly face: Floats;
  /** Offset of each joint from its parent in the T-pose, 52 x 3, m. */
  readonly restOffsets: Floats;
  /** Where the body stands, m, and its heading, rad. */
  readonly root: { readonly x: number; readonly y: number; readonly z: number; readonly yaw: number };
  /** Time of the sender, s. */
  readonly timeS: number;
}

/** A pose as packets, none larger than an Ethernet frame carries; the face's are in the last. */
export function encodeVmc(pose: VmcPose, faces: 'vrm1' | 'vrm0'): Uint8Array[] {
  const messages = [
    message('/VMC/Ext/OK', [['i', 1]]),
    message('/VMC/Ext/T', [['f', pose.timeS]]),
    ...boneMessages(pose),
    ...FACE_PRESETS.map((name, i) =>
      message('/VMC/Ext/Blend/Val', [
        ['s', faces === 'vrm1' ? name : VRM0_FACES[name]],
        ['f', Math.min(1, Math.max(0, pose.face[i]))],
      ]),
    ),
    message('/VMC/Ext/Blend/Apply', []),
  ];
  const packets: Uint8Array[] = [];
  let bundle: Uint8Array[] = [];
  let bytes = BUNDLE_HEAD_BYTES;
  for (const one of messages) {
    if (bytes + 4 + one.length > BUNDLE_BYTES_MAX) {
      packets.push(encodeOscBundle(bundle));
      [bundle, bytes] = [[], BUNDLE_HEAD_BYTES];
    }
    bundle.push(one);
    bytes += 4 + one.length;
  }
  packets.push(encodeOscBundle(bundle));
  return packets;
}

const message = (address: string, args: readonly OscArg[]): Uint8Array => encodeOscMessage({ address, args });

/** Root, then every bone below it: hips relative to the root, others to their parents. */
function boneMessages({ hips, joints, restOffsets, root }: VmcPose): Uint8Array[] {
  const rootTurn = new Float64Array(4);
  quatFromYaw(rootTurn, 0, root.yaw);
  const away = [hips[0] - root.x, hips[1] - root.y, hips[2] - root.z];
  const back = Float64Array.of(-rootTurn[0], -rootTurn[1], -rootTurn[2], rootTurn[3]);
  quatRotate(away, 0, back, 0, away, 0);
  const turn = new Float64Array(4);
  const out = [bone('/VMC/Ext/Root/Pos', 'root', [root.x, root.y, root.z], rootTurn, 0)];
  for (let joint = 0; joint < JOINT_COUNT; joint++) {
    const at = joint * 3;
    const offset =
      joint === 0 ? away : [restOffsets[at] ?? 0, restOffsets[at + 1] ?? 0, restOffsets[at + 2] ?? 0];
    if (joint === 0) quatInverseMultiply(turn, 0, rootTurn, 0, joints, 0);
    const rotation = joint === 0 ? turn : joints;
    out.push(bone('/VMC/Ext/Bone/Pos', UNITY_BONES[joint], offset, rotation, joint === 0 ? 0 : joint * 4));
  }
  return out;
}

function bone(address: string, name: string, place: readonly number[], turn: Floats, at: number): Uint8Array {
  const values = [-place[0], place[1], place[2], turn[at], -turn[at + 1], -turn[at + 2], turn[at + 3]];
  // Minus zero is written as zero.
  return message(address, [['s', name], ...values.map((value): OscArg => ['f', value + 0])]);
}
