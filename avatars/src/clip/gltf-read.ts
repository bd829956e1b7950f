import { quatFromColumns, quatMultiply, quatNormalize, quatRotate } from '../maths/quat.ts';
import { fileStem } from './bvh-read.ts';
import type { CanonicalOptions } from './canonical.ts';
import { CLIP_LIMITS, type ClipExpression } from './clip.ts';
import { ClipError, printable } from './clip-error.ts';
import {
  chooseAnimation,
  type GltfFile,
  type GltfNode,
  nodeName,
  orderNodes,
  takeNames,
} from './gltf-file.ts';
import { lastTime, type Path, rateOf, readTracks, sampleTrack, type Track } from './gltf-track.ts';
import { namedPart } from './joint-names.ts';
import type { SourceTake } from './source-take.ts';

export interface GltfOptions {
  /** Name or number of the animation; needed when a file holds several. */
  readonly take?: string;
  readonly pose?: boolean;
}

/** Nodes x (translation 3, rotation 4, scale 3). */
const LOCAL = 10;
const AT: Readonly<Record<Path, number>> = { translation: 0, rotation: 3, scale: 7 };
/** Nodes x frames that are worked out at most, so that a small file cannot ask for hours. */
const WORK_MAX = 200_000_000;

/**
 * Reads one animation of a glTF: a skinned person (joints by name or by its VRM humanoid), or a VRM animation with its
 * expressions and gaze.
 *
 * @throws ClipError naming file, joint and key
 */
export function readGltf(
  gltf: GltfFile,
  options: GltfOptions = {},
): { take: SourceTake; canonical: CanonicalOptions } {
  const { file, json } = gltf;
  const { parents, order } = orderNodes(gltf);
  const animation = chooseAnimation(gltf, options.take);
  const tracks = readTracks(gltf, animation);
  const humanoid = readHumanoid(gltf);
  const fps = rateOf(tracks);
  const frames = Math.floor(lastTime(tracks) * fps + 1e-4) + 1;
  if (frames > CLIP_LIMITS.framesMax || frames * order.length > WORK_MAX)
    throw new ClipError(
      'tooLarge',
      file,
      `${frames} frames of ${order.length} nodes are too many; cut the take`,
    );
  if (frames < 2 && !options.pose)
    throw new ClipError(
      'tooShort',
      file,
      'one frame is a pose and no motion; give a longer take, or read it as a still (--pose)',
      { frame: 0 },
    );
  const rest = restLocals(gltf);
  const placeOf = new Map(order.map((node, i) => [node, i]));
  const names = order.map((node) => nodeName(gltf, node));
  if (!humanoid) refuseDuplicates(names, file);
  const locals = rest.slice();
  const ordered = order.map((node) => placeOf.get(parents[node]) ?? -1);
  const restPositions = new Float64Array(order.length * 3);
  const restRotations = new Float64Array(order.length * 4);
  placeNodes(rest, order, ordered, restPositions, restRotations);
  const pick = animation.name ?? '';
  const take: SourceTake = {
    file,
    name: takeNames(gltf).length > 1 && pick !== '' ? pick.replace(/[^\w.-]+/g, '-') : fileStem(file),
    format: humanoid?.kind === 'vrma' ? 'vrma' : 'gltf',
    rig: { names, parents: ordered, ends: names.map(() => false), restPositions, restRotations },
    fps,
    frames,
    notes: [],
    pose(frame, positions, rotations) {
      moveNodes(tracks, frame / fps, locals);
      placeNodes(locals, order, ordered, positions, rotations);
    },
  };
  const known = humanoid && new Map([...humanoid.bones].map(([name, node]) => [name, placeOf.get(node)!]));
  const count = Math.max(2, frames);
  const animated = humanoid?.kind === 'vrma' ? json.extensions?.VRMC_vrm_animation : undefined;
  return {
    take,
    canonical: {
      known,
      trusted: humanoid !== undefined && humanoid.kind !== 'vrm0',
      expressions: readExpressions(gltf, animated, tracks, count, fps),
      gaze: readGaze(animated, tracks, count, fps),
    },
  };
}

interface Humanoid {
  readonly kind: 'vrma' | 'vrm1' | 'vrm0';
  readonly bones: ReadonlyMap<string, number>;
}

/** VRM 0.x counts the thumb's joints otherwise. */
const VRM0_NAMES: Readonly<Record<string, string>> = {
  leftThumbProximal: 'leftThumbMetacarpal',
  leftThumbIntermediate: 'leftThumbProximal',
  rightThumbProximal: 'rightThumbMetacarpal',
  rightThumbIntermediate: 'rightThumbProximal',
};

interface HumanoidExtension {
  humanoid?: { humanBones?: Record<string, { node?: number }> | { bone?: string; node?: number }[] };
}

function readHumanoid(gltf: GltfFile): Humanoid | undefined {
  for (const [name, kind] of [
    ['VRMC_vrm_animation', 'vrma'],
    ['VRMC_vrm', 'vrm1'],
    ['VRM', 'vrm0'],
  ] as const) {
    const found = (gltf.json.extensions?.[name] as HumanoidExtension | undefined)?.humanoid?.humanBones;
    if (typeof found !== 'object' || found === null) continue;
    const entries: [string, unknown][] = Array.isArray(found)
      ? found.map((one) => [VRM0_NAMES[String(one?.bone)] ?? String(one?.bone), one?.node])
      : Object.entries(found).map(([bone, one]) => [bone, one?.node]);
    const bones = new Map<string, number>();
    const owners = new Map<number, string>();
    for (const [bone, node] of entries) {
      if (!Number.isInteger(node) || !gltf.json.nodes?.[node as number])
        throw new ClipError(
          'accessor',
          gltf.file,
          `the humanoid names node ${printable(String(node))}, which is not there`,
          { joint: bone },
        );
      if (owners.has(node as number))
        throw new ClipError('duplicateJoint', gltf.file, `its node is ${owners.get(node as number)} too`, {
          joint: bone,
        });
      owners.set(node as number, bone);
      bones.set(bone, node as number);
    }
    return { kind, bones };
  }
  return undefined;
}

function refuseDuplicates(names: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name) && namedPart(name))
      throw new ClipError(
        'duplicateJoint',
        file,
        'two nodes have this name; rename one, or its motion is ambiguous',
        { joint: name },
      );
    seen.add(name);
  }
}

function numbers(
  value: readonly number[] | undefined,
  fallback: readonly number[],
  gltf: GltfFile,
  node: number,
): number[] {
  if (value === undefined) return [...fallback];
  if (
    Array.isArray(value) &&
    value.length === fallback.length &&
    value.every((x) => typeof x === 'number' && Math.abs(x) < 1e7)
  )
    return [...value];
  throw new ClipError(
    'notANumber',
    gltf.file,
    'its rest translation, rotation or scale is no list of usable numbers',
    { joint: nodeName(gltf, node) },
  );
}

function restLocals(gltf: GltfFile): Float64Array {
  const nodes: readonly GltfNode[] = gltf.json.nodes ?? [];
  const out = new Float64Array(nodes.length * LOCAL);
  nodes.forEach((node, i) => {
    const at = i * LOCAL;
    if (node.matrix !== undefined) {
      const m = numbers(node.matrix, new Array(16).fill(0), gltf, i);
      out.set(m.slice(12, 15), at);
      out.set([0, 0, 0, 1], at + 3);
      quatFromColumns(out, at + 3, [m[0], m[1], m[2], m[4], m[5], m[6]], 0);
      for (let k = 0; k < 3; k++) out[at + 7 + k] = Math.hypot(m[k * 4], m[k * 4 + 1], m[k * 4 + 2]);
      return;
    }
    out.set(numbers(node.translation, [0, 0, 0], gltf, i), at);
    out.set(numbers(node.rotation, [0, 0, 0, 1], gltf, i), at + 3);
    out.set(numbers(node.scale, [1, 1, 1], gltf, i), at + 7);
    quatNormalize(out, at + 3);
  });
  return out;
}

function moveNodes(tracks: readonly Track[], timeS: number, locals: Float64Array): void {
  const value = [0, 0, 0, 0];
  for (const track of tracks) {
    sampleTrack(track, timeS, value);
    const at = track.node * LOCAL + AT[track.path];
    for (let k = 0; k < (track.path === 'rotation' ? 4 : 3); k++) locals[at + k] = value[k];
  }
}

/** World places and rotations of nodes in `order`; scales are taken along, which is exact when they are even. */
function placeNodes(
  locals: Float64Array,
  order: readonly number[],
  parents: readonly number[],
  positions: Float64Array,
  rotations: Float64Array,
): void {
  const scales = new Float64Array(order.length);
  const offset = [0, 0, 0];
  order.forEach((node, i) => {
    const at = node * LOCAL;
    const parent = parents[i];
    const size = (Math.abs(locals[at + 7]) + Math.abs(locals[at + 8]) + Math.abs(locals[at + 9])) / 3;
    scales[i] = size * (parent < 0 ? 1 : scales[parent]);
    for (let k = 0; k < 3; k++) offset[k] = locals[at + k] * (parent < 0 ? 1 : scales[parent]);
    if (parent < 0) {
      positions.set(offset, i * 3);
      for (let k = 0; k < 4; k++) rotations[i * 4 + k] = locals[at + 3 + k];
      return;
    }
    quatRotate(offset, 0, rotations, parent * 4, offset, 0);
    for (let k = 0; k < 3; k++) positions[i * 3 + k] = positions[parent * 3 + k] + offset[k];
    quatMultiply(rotations, i * 4, rotations, parent * 4, locals, at + 3);
  });
}

function sampleNode(
  track: Track,
  frames: number,
  fps: number,
  write: (frame: number, value: number[]) => void,
): void {
  const value = [0, 0, 0, 0];
  for (let frame = 0; frame < frames; frame++) {
    sampleTrack(track, frame / fps, value);
    write(frame, value);
  }
}

/** Weights of a VRM animation's expressions: the X of their nodes' translations. */
function readExpressions(
  gltf: GltfFile,
  extension: unknown,
  tracks: readonly Track[],
  frames: number,
  fps: number,
): ClipExpression[] {
  const groups = (
    extension as { expressions?: Record<string, Record<string, { node?: number }>> } | undefined
  )?.expressions;
  const out: ClipExpression[] = [];
  for (const group of ['preset', 'custom'] as const) {
    for (const [name, one] of Object.entries(groups?.[group] ?? {})) {
      if (out.length >= CLIP_LIMITS.expressionsMax)
        throw new ClipError(
          'outOfRange',
          gltf.file,
          `there are more than ${CLIP_LIMITS.expressionsMax} expressions`,
        );
      const track = tracks.find(({ node, path }) => node === one?.node && path === 'translation');
      if (!track) continue;
      const weights = new Float32Array(frames);
      sampleNode(track, frames, fps, (frame, value) => {
        weights[frame] = Math.min(1, Math.max(0, value[0]));
      });
      out.push({ name, preset: group === 'preset', weights });
    }
  }
  return out;
}

/** Gaze of a VRM animation: where the +Z of its node points. */
function readGaze(
  extension: unknown,
  tracks: readonly Track[],
  frames: number,
  fps: number,
): Float32Array | undefined {
  const node = (extension as { lookAt?: { node?: number } } | undefined)?.lookAt?.node;
  const track = tracks.find((one) => one.node === node && one.path === 'rotation');
  if (node === undefined || !track) return undefined;
  const out = new Float32Array(frames * 2);
  const forward = [0, 0, 0];
  sampleNode(track, frames, fps, (frame, value) => {
    quatRotate(forward, 0, value, 0, [0, 0, 1], 0);
    out[frame * 2] = Math.atan2(forward[0], forward[2]);
    out[frame * 2 + 1] = Math.asin(Math.min(1, Math.max(-1, forward[1])));
  });
  return out;
}
