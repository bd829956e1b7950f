import { HUMAN_JOINTS, JOINT_PARENTS } from '../skeleton/human-joints.ts';
import { writtenJoints } from './bvh-write.ts';
import { CLIP_FRAME_VALUES, type Clip } from './clip.ts';

/** Eyes above and before the head joint, m. */
const EYES_FROM_HEAD = [0, 0.06, 0.04];

interface Node {
  name: string;
  translation?: number[];
  children?: number[];
}

/** A clip as a VRM animation (.vrma, VRMC_vrm_animation 1.0): binary glTF, T-pose at rest, one animation. */
export function writeVrma(clip: Clip): Uint8Array {
  const nodes: Node[] = [];
  const written = writtenJoints(clip);
  const nodeOf = new Map(written.map((joint, i) => [joint, i]));
  for (const joint of written) {
    const children = written
      .filter((other) => JOINT_PARENTS[other] === joint)
      .map((other) => nodeOf.get(other)!);
    nodes.push({
      name: HUMAN_JOINTS[joint],
      translation: Array.from(clip.rig.restOffsets.subarray(joint * 3, joint * 3 + 3)),
      ...(children.length > 0 && { children }),
    });
  }
  const pack = new Pack();
  const times = pack.add(
    Float32Array.from({ length: clip.frames }, (_, i) => i / clip.fps),
    'SCALAR',
    true,
  );
  const animation = { name: clip.name, channels: [] as unknown[], samplers: [] as unknown[] };
  const move = (node: number, path: string, output: number): void => {
    animation.channels.push({ sampler: animation.samplers.length, target: { node, path } });
    animation.samplers.push({ input: times, output, interpolation: 'LINEAR' });
  };
  move(0, 'translation', pack.add(clip.hips, 'VEC3'));
  for (const joint of written) {
    const turns = new Float32Array(clip.frames * 4);
    for (let frame = 0; frame < clip.frames; frame++) {
      const at = frame * CLIP_FRAME_VALUES + joint * 4;
      turns.set(clip.joints.subarray(at, at + 4), frame * 4);
    }
    move(nodeOf.get(joint)!, 'rotation', pack.add(turns, 'VEC4'));
  }
  const extension: Record<string, unknown> = {
    specVersion: '1.0',
    humanoid: {
      humanBones: Object.fromEntries(
        written.map((joint) => [HUMAN_JOINTS[joint], { node: nodeOf.get(joint) }]),
      ),
    },
  };
  const faces: Record<'preset' | 'custom', Record<string, { node: number }>> = { preset: {}, custom: {} };
  for (const { name, preset, weights } of clip.expressions) {
    faces[preset ? 'preset' : 'custom'][name] = { node: nodes.length };
    const values = new Float32Array(clip.frames * 3);
    weights.forEach((weight, i) => {
      values[i * 3] = weight;
    });
    move(nodes.length, 'translation', pack.add(values, 'VEC3'));
    nodes.push({ name: `expression ${name}` });
  }
  if (clip.expressions.length > 0) extension.expressions = faces;
  if (clip.gaze) {
    extension.lookAt = { node: nodes.length, offsetFromHeadBone: EYES_FROM_HEAD };
    move(nodes.length, 'rotation', pack.add(gazeTurns(clip.gaze), 'VEC4'));
    nodes.push({ name: 'lookAt' });
  }
  const roots = [0, ...nodes.slice(written.length).map((_, i) => written.length + i)];
  return pack.finish({
    asset: { version: '2.0', generator: 'Troupe' },
    extensionsUsed: ['VRMC_vrm_animation'],
    extensions: { VRMC_vrm_animation: extension },
    scene: 0,
    scenes: [{ nodes: roots }],
    nodes,
    animations: [animation],
  });
}

function gazeTurns(gaze: Float32Array): Float32Array {
  const out = new Float32Array(gaze.length * 2);
  for (let i = 0; i < gaze.length / 2; i++) {
    const [yaw, pitch] = [gaze[i * 2] / 2, -gaze[i * 2 + 1] / 2];
    // About +Y by yaw, then about the turned +X by -pitch.
    out.set(
      [
        Math.cos(yaw) * Math.sin(pitch),
        Math.sin(yaw) * Math.cos(pitch),
        -Math.sin(yaw) * Math.sin(pitch),
        Math.cos(yaw) * Math.cos(pitch),
      ],
      i * 4,
    );
  }
  return out;
}

const WIDTH = { SCALAR: 1, VEC3: 3, VEC4: 4 } as const;

/** Collects arrays into the binary chunk of a .glb. */
class Pack {
  private readonly arrays: Float32Array[] = [];
  private readonly accessors: unknown[] = [];
  private readonly bufferViews: unknown[] = [];
  private bytes = 0;

  /** Adds an array; returns its accessor. @param bounds write min and max, which times need */
  add(values: Float32Array, type: keyof typeof WIDTH, bounds = false): number {
    this.bufferViews.push({ buffer: 0, byteOffset: this.bytes, byteLength: values.byteLength });
    this.accessors.push({
      bufferView: this.bufferViews.length - 1,
      componentType: 5126,
      count: values.length / WIDTH[type],
      type,
      ...(bounds && { min: [values[0]], max: [values[values.length - 1]] }),
    });
    this.arrays.push(values);
    this.bytes += values.byteLength;
    return this.accessors.length - 1;
  }

  finish(json: Record<string, unknown>): Uint8Array {
    const { accessors, bufferViews } = this;
    const text = JSON.stringify({ ...json, accessors, bufferViews, buffers: [{ byteLength: this.bytes }] });
    const head = new TextEncoder().encode(text);
    const padded = Math.ceil(head.length / 4) * 4;
    const out = new Uint8Array(12 + 8 + padded + 8 + this.bytes);
    const view = new DataView(out.buffer);
    view.setUint32(0, 0x46546c67, true);
    view.setUint32(4, 2, true);
    view.setUint32(8, out.length, true);
    view.setUint32(12, padded, true);
    view.setUint32(16, 0x4e4f534a, true);
    out.fill(32, 20, 20 + padded);
    out.set(head, 20);
    view.setUint32(20 + padded, this.bytes, true);
    view.setUint32(24 + padded, 0x004e4942, true);
    let at = 28 + padded;
    for (const values of this.arrays) {
      for (let i = 0; i < values.length; i++) view.setFloat32(at + i * 4, values[i], true);
      at += values.byteLength;
    }
    return out;
  }
}
