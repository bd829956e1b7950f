// Small recordings made up for tests: no captured motion may stand in the repository.
import { HUMAN_JOINTS, JOINT_COUNT } from '../skeleton/human-joints.ts';
import { CLIP_FRAME_VALUES, type Clip } from './clip.ts';

const HALF: Readonly<Record<string, readonly [number, number, number]>> = {
  UpperLeg: [0.09, -0.05, 0],
  LowerLeg: [0.01, -0.42, 0.004],
  Foot: [0, -0.41, -0.01],
  Toes: [0.01, -0.065, 0.135],
  Shoulder: [0.03, 0.11, 0],
  UpperArm: [0.14, 0, 0],
  LowerArm: [0.28, 0.005, 0],
  Hand: [0.25, 0, 0.01],
};
const MIDDLE: Readonly<Record<string, readonly [number, number, number]>> = {
  hips: [0, 0.965, 0],
  spine: [0, 0.1, 0],
  chest: [0, 0.13, 0],
  upperChest: [0, 0.13, 0],
  neck: [0, 0.15, 0],
  head: [0, 0.1, 0.01],
};

function restOf(name: string): number[] {
  if (MIDDLE[name]) return [...MIDDLE[name]];
  const left = name.startsWith('left');
  const part = name.slice(left ? 4 : 5);
  const [x, y, z] = HALF[part] ?? [0.03, 0, part.startsWith('Thumb') ? 0.02 : 0];
  return [left ? x : -x, y, z];
}

/** A made-up motion of every joint on a made-up person: steps, swinging arms, fingers, a face and a gaze. */
export function waveClip(frames = 40, fps = 30): Clip {
  const joints = new Float32Array(frames * CLIP_FRAME_VALUES);
  const hips = new Float32Array(frames * 3);
  for (let frame = 0; frame < frames; frame++) {
    const t = frame / fps;
    hips.set([0.2 * Math.sin(t), 0.95 + 0.02 * Math.sin(5 * t), 0.4 * t], frame * 3);
    for (let j = 0; j < JOINT_COUNT; j++) {
      const size = j === 0 ? 0.4 : j < 22 ? 0.5 : 0.3;
      const v = [1.3, 2.1, 0.7].map(
        (rate, k) => Math.sin(rate * t * 2 + j * (k + 1)) * size * (k === 0 ? 1 : 0.5),
      );
      const angle = Math.hypot(...v);
      const s = angle > 0 ? Math.sin(angle / 2) / angle : 0;
      joints.set([v[0] * s, v[1] * s, v[2] * s, Math.cos(angle / 2)], frame * CLIP_FRAME_VALUES + j * 4);
    }
  }
  return {
    name: 'wave',
    fps,
    frames,
    hips,
    joints,
    rig: {
      restOffsets: Float64Array.from(HUMAN_JOINTS.flatMap(restOf)),
      hipsHeightM: 0.965,
      legLengthM: 0.83,
      moved: new Uint8Array(JOINT_COUNT).fill(1),
    },
    expressions: [
      { name: 'happy', preset: true, weights: Float32Array.from({ length: frames }, (_, i) => i / frames) },
    ],
    gaze: Float32Array.from({ length: frames * 2 }, (_, i) => 0.3 * Math.sin(i / 9)),
    origin: {
      format: 'json',
      joints: 52,
      unit: 'm',
      metresPerUnit: 1,
      up: 'y',
      rest: 'tPose',
      floorM: 0,
      names: {},
      notes: [],
    },
  };
}

/** A person with the names of HumanIK: joint, offset (m), children; one side, mirrored for the other. */
type Bone = readonly [string, readonly [number, number, number], readonly Bone[]];
const LEG: Bone = [
  'UpLeg',
  [0.09, -0.05, 0],
  [['Leg', [0, -0.42, 0], [['Foot', [0, -0.41, 0], [['ToeBase', [0, -0.06, 0.13], []]]]]]],
];
const ARM: Bone = [
  'Shoulder',
  [0.03, 0.15, 0],
  [['Arm', [0.14, 0, 0], [['ForeArm', [0.28, 0, 0], [['Hand', [0.25, 0, 0], []]]]]]],
];
const mirror = ([name, [x, y, z], below]: Bone, side: 'Left' | 'Right'): Bone => [
  side + name,
  [side === 'Left' ? x : -x, y, z],
  below.map((bone) => mirror(bone, side)),
];
const NECK: Bone = ['Neck', [0, 0.2, 0], [['Head', [0, 0.1, 0], []]]];
const CHEST: Bone = ['Spine1', [0, 0.15, 0], [mirror(ARM, 'Left'), mirror(ARM, 'Right'), NECK]];
const PERSON: Bone = [
  'Hips',
  [0, 0, 0],
  [mirror(LEG, 'Left'), mirror(LEG, 'Right'), ['Spine', [0, 0.1, 0], [CHEST]]],
];
const TURNS = 'Zrotation Yrotation Xrotation';

interface TinyOptions {
  readonly frames?: number;
  readonly scale?: number;
  readonly rename?: (name: string) => string;
  /** Values of a frame: all channels, or the rotations alone. */
  readonly row?: (frame: number) => number[];
}

/** A tiny BVH of a rig with the names of HumanIK, in a T-pose at rest. */
export function tinyBvh(options: TinyOptions = {}): string {
  const { frames = 4, scale = 1, rename = (name) => name } = options;
  const lines: string[] = [];
  let channels = 0;
  const offset = (at: readonly number[]): string => `OFFSET ${at.map((x) => x * scale).join(' ')}`;
  const write = ([name, at, below]: Bone): void => {
    const root = channels === 0;
    lines.push(`${root ? 'ROOT' : 'JOINT'} ${rename(name)}`, '{', offset(at));
    lines.push(root ? `CHANNELS 6 Xposition Yposition Zposition ${TURNS}` : `CHANNELS 3 ${TURNS}`);
    channels += root ? 6 : 3;
    below.forEach(write);
    if (below.length === 0)
      lines.push(
        'End Site',
        '{',
        offset(name.endsWith('Hand') ? [Math.sign(at[0]) * 0.1, 0, 0] : [0, 0, 0.05]),
        '}',
      );
    lines.push('}');
  };
  write(PERSON);
  const row =
    options.row ??
    ((frame: number) => Array.from({ length: channels - 3 }, (_, i) => 8 * Math.sin(frame + i)));
  const rows = Array.from({ length: frames }, (_, frame) => {
    const values = row(frame);
    const all = values.length === channels ? values : [0, 0.96 * scale, 0.01 * frame * scale, ...values];
    return all.map((x) => String(Number(x.toFixed(6)))).join(' ');
  });
  return ['HIERARCHY', ...lines, 'MOTION', `Frames: ${frames}`, 'Frame Time: 0.033333', ...rows, ''].join(
    '\n',
  );
}
