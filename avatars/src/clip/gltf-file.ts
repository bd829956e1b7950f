import { CLIP_LIMITS } from './clip.ts';
import { ClipError, printable } from './clip-error.ts';

export interface GltfNode {
  readonly name?: string;
  readonly children?: readonly number[];
  readonly translation?: readonly number[];
  readonly rotation?: readonly number[];
  readonly scale?: readonly number[];
  readonly matrix?: readonly number[];
}

export interface GltfAnimation {
  readonly name?: string;
  readonly channels: readonly { sampler: number; target: { node?: number; path: string } }[];
  readonly samplers: readonly { input: number; output: number; interpolation?: string }[];
}

interface Accessor {
  readonly bufferView?: number;
  readonly byteOffset?: number;
  readonly componentType: number;
  readonly normalized?: boolean;
  readonly count: number;
  readonly type: string;
  readonly sparse?: unknown;
}

/** The parts of a glTF document a clip is made of; anything may be missing or wrong in a file from outside. */
export interface GltfJson {
  readonly nodes?: readonly GltfNode[];
  readonly animations?: readonly GltfAnimation[];
  readonly accessors?: readonly Accessor[];
  readonly bufferViews?: readonly {
    buffer: number;
    byteOffset?: number;
    byteLength: number;
    byteStride?: number;
    extensions?: Record<string, unknown>;
  }[];
  readonly buffers?: readonly { byteLength: number; uri?: string }[];
  readonly extensions?: Record<string, unknown>;
}

export interface GltfFile {
  readonly file: string;
  readonly json: GltfJson;
  readonly buffers: readonly Uint8Array[];
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const NODES_MAX = 4096;
const ANIMATIONS_MAX = 1000;
const CHANNELS_MAX = 20_000;
const COMPONENTS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };
const COMPONENT_BYTES: Readonly<Record<number, number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};

/** True when bytes begin as a binary glTF does. */
export function isGlb(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && view(bytes).getUint32(0, true) === MAGIC;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads the container of a .glb, .vrm, .vrma or self-contained .gltf. @throws ClipError */
export function parseGltf(bytes: Uint8Array, file: string): GltfFile {
  const { json, bin } = isGlb(bytes)
    ? readChunks(bytes, file)
    : { json: parseJson(bytes, file), bin: undefined };
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ClipError('notAClip', file, 'its JSON is no glTF document');
  const gltf = json as GltfJson;
  for (const key of ['nodes', 'animations', 'accessors', 'bufferViews', 'buffers'] as const) {
    const list = gltf[key] as unknown;
    if (list !== undefined && !(Array.isArray(list) && list.every(isObject)))
      throw new ClipError('syntax', file, `"${key}" is no list of objects; export the file anew`);
  }
  if ((gltf.nodes?.length ?? 0) > NODES_MAX)
    throw new ClipError(
      'outOfRange',
      file,
      `there are more than ${NODES_MAX} nodes; export the person alone`,
    );
  if ((gltf.animations?.length ?? 0) > ANIMATIONS_MAX)
    throw new ClipError('outOfRange', file, `there are more than ${ANIMATIONS_MAX} animations`);
  const buffers = (gltf.buffers ?? []).map((buffer, i) => openBuffer(buffer, i, bin, file));
  return { file, json: gltf, buffers };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new ClipError('syntax', file, `its JSON cannot be read (${printable((error as Error).message)})`);
  }
}

function readChunks(bytes: Uint8Array, file: string): { json: unknown; bin: Uint8Array | undefined } {
  const data = view(bytes);
  const cut = (): never => {
    throw new ClipError('truncated', file, 'the file is cut short; copy it anew');
  };
  if (bytes.length < 20) cut();
  if (data.getUint32(4, true) !== 2) throw new ClipError('notAClip', file, 'only glTF 2.0 can be read');
  let json: unknown;
  let bin: Uint8Array | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = data.getUint32(at, true);
    const kind = data.getUint32(at + 4, true);
    if (at + 8 + length > bytes.length) cut();
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (kind === JSON_CHUNK && json === undefined) json = parseJson(chunk, file);
    else if (kind === BIN_CHUNK && bin === undefined) bin = chunk;
    at += 8 + length + ((4 - (length % 4)) % 4);
  }
  if (data.getUint32(8, true) > bytes.length) cut();
  return { json, bin };
}

function openBuffer(
  buffer: { byteLength: number; uri?: string },
  index: number,
  bin: Uint8Array | undefined,
  file: string,
): Uint8Array {
  const { uri } = buffer;
  if (uri === undefined && index === 0 && bin) return bin;
  const data = typeof uri === 'string' ? /^data:[^,]*;base64,(.*)$/s.exec(uri) : null;
  if (!data)
    throw new ClipError(
      'external',
      file,
      `its data lies in another file (${printable(String(uri))}); pack both into one .glb`,
    );
  try {
    return Uint8Array.from(atob(data[1]), (c) => c.charCodeAt(0));
  } catch {
    throw new ClipError('syntax', file, `buffer ${index} is no base64`);
  }
}

/**
 * Values of an accessor as numbers, count x components, normalised integers as -1..1.
 *
 * @param what what it is of, for messages
 * @param type glTF type the values must have
 */
export function readAccessor(gltf: GltfFile, index: number, what: string, type: string): Float32Array {
  const fail = (problem: string): never => {
    throw new ClipError(
      'accessor',
      gltf.file,
      `accessor ${index} (${what}) ${problem}; export the file anew`,
    );
  };
  const accessor = gltf.json.accessors?.[index];
  if (!accessor) return fail('is not there');
  const width = COMPONENTS[accessor.type];
  if (accessor.type !== type) return fail(`is ${printable(String(accessor.type))} where ${type} belongs`);
  if (accessor.sparse !== undefined) return fail('is sparse, which animations here may not be');
  const bytesEach = COMPONENT_BYTES[accessor.componentType];
  if (!bytesEach) return fail('has an unknown component type');
  const { count } = accessor;
  if (!Number.isInteger(count) || count < 0 || count * width > CLIP_LIMITS.valuesMax)
    return fail(`has a count of ${count}`);
  const slice = gltf.json.bufferViews?.[accessor.bufferView ?? -1];
  if (!slice) return fail('has no buffer view');
  if (slice.extensions && Object.keys(slice.extensions).some((name) => /compression/.test(name)))
    throw new ClipError(
      'compressed',
      gltf.file,
      `accessor ${index} (${what}) is compressed; write the file without compression`,
    );
  const buffer = gltf.buffers[slice.buffer];
  if (!buffer) return fail('lies in a buffer that is not there');
  const stride = slice.byteStride ?? width * bytesEach;
  const start = (slice.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  const end = count === 0 ? start : start + stride * (count - 1) + width * bytesEach;
  const viewEnd = (slice.byteOffset ?? 0) + slice.byteLength;
  if (![start, end, stride, viewEnd].every(Number.isInteger) || start < 0 || stride < width * bytesEach)
    return fail('has an odd offset');
  if (end > buffer.length || end > viewEnd)
    return fail(`reaches ${end - Math.min(buffer.length, viewEnd)} bytes beyond its data`);
  const data = view(buffer);
  const out = new Float32Array(count * width);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < width; k++)
      out[i * width + k] = component(
        data,
        start + i * stride + k * bytesEach,
        accessor.componentType,
        accessor.normalized === true,
      );
  return out;
}

function component(data: DataView, at: number, type: number, normalised: boolean): number {
  switch (type) {
    case 5120:
      return normalised ? Math.max(-1, data.getInt8(at) / 127) : data.getInt8(at);
    case 5121:
      return normalised ? data.getUint8(at) / 255 : data.getUint8(at);
    case 5122:
      return normalised ? Math.max(-1, data.getInt16(at, true) / 32767) : data.getInt16(at, true);
    case 5123:
      return normalised ? data.getUint16(at, true) / 65535 : data.getUint16(at, true);
    case 5125:
      return data.getUint32(at, true);
    default:
      return data.getFloat32(at, true);
  }
}

/** Parent of every node and an order with parents first. @throws ClipError (cycle) when nodes hang on one another */
export function orderNodes(gltf: GltfFile): { parents: Int32Array; order: number[] } {
  const nodes = gltf.json.nodes ?? [];
  const parents = new Int32Array(nodes.length).fill(-1);
  nodes.forEach((node, i) => {
    const children = (node.children ?? []) as readonly unknown[];
    if (!Array.isArray(children))
      throw new ClipError('syntax', gltf.file, 'children are no list', { joint: nodeName(gltf, i) });
    for (const child of children as number[]) {
      if (!Number.isInteger(child) || !nodes[child])
        throw new ClipError('accessor', gltf.file, `child node ${child} is not there`, {
          joint: nodeName(gltf, i),
        });
      if (parents[child] >= 0 || child === i)
        throw new ClipError('cycle', gltf.file, 'the node has two parents, or is its own', {
          joint: nodeName(gltf, child),
        });
      parents[child] = i;
    }
  });
  const order: number[] = nodes.flatMap((_, i) => (parents[i] < 0 ? [i] : []));
  for (let k = 0; k < order.length; k++) order.push(...((nodes[order[k]].children ?? []) as number[]));
  if (order.length < nodes.length) {
    const lost = nodes.findIndex((_, i) => !order.includes(i));
    throw new ClipError('cycle', gltf.file, 'the node hangs on itself through its children', {
      joint: nodeName(gltf, lost),
    });
  }
  return { parents, order };
}

export function nodeName(gltf: GltfFile, node: number): string {
  const name: unknown = gltf.json.nodes?.[node]?.name;
  return typeof name === 'string' && name !== '' ? name : `node ${node}`;
}

/** Animation of a file by name or number, or its only one. @throws ClipError naming those there are */
export function chooseAnimation(gltf: GltfFile, take?: string): GltfAnimation {
  const names = takeNames(gltf);
  if (names.length === 0)
    throw new ClipError('take', gltf.file, 'the file holds no animation; export it with one');
  const index =
    take === undefined
      ? names.length === 1
        ? 0
        : -1
      : names.includes(take)
        ? names.indexOf(take)
        : /^\d+$/.test(take)
          ? Number(take)
          : -1;
  const animation = gltf.json.animations?.[index];
  if (!animation)
    throw new ClipError(
      'take',
      gltf.file,
      `${take === undefined ? `there are ${names.length} animations` : `there is no animation "${printable(take)}"`}; choose one (--take): ${names.slice(0, 40).map(printable).join(', ')}`,
    );
  const { channels, samplers } = animation as { channels: unknown; samplers: unknown };
  if (
    !Array.isArray(channels) ||
    !Array.isArray(samplers) ||
    !channels.every((c) => isObject(c) && isObject(c.target)) ||
    !samplers.every(isObject)
  )
    throw new ClipError('syntax', gltf.file, 'the animation has no channels and samplers');
  if (channels.length > CHANNELS_MAX)
    throw new ClipError('channels', gltf.file, `there are more than ${CHANNELS_MAX} channels`);
  return animation;
}

/** Names of a file's animations. */
export function takeNames(gltf: GltfFile): string[] {
  return (gltf.json.animations ?? []).map((animation, i) =>
    typeof animation.name === 'string' ? animation.name : String(i),
  );
}
