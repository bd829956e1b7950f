/** A small writer of binary glTF 2.0; unlike general libraries it keeps the VRM extensions. */

type Json = Record<string, unknown>;
type Typed = Float32Array | Uint8Array | Uint16Array | Uint32Array;

const COMPONENT = new Map<string, number>([
  ['Float32Array', 5126],
  ['Uint8Array', 5121],
  ['Uint16Array', 5123],
  ['Uint32Array', 5125],
]);
const WIDTH = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 } as const;
const ARRAY_BUFFER = 34962;
const ELEMENT_BUFFER = 34963;

/** A glTF being written. */
export interface Glb {
  readonly json: {
    nodes: Json[];
    meshes: Json[];
    skins: Json[];
    materials: Json[];
    textures: Json[];
    images: Json[];
    accessors: Json[];
    bufferViews: Json[];
    roots: number[];
  };
  readonly chunks: Uint8Array[];
  length: number;
}

export function createGlb(): Glb {
  return {
    json: {
      nodes: [],
      meshes: [],
      skins: [],
      materials: [],
      textures: [],
      images: [],
      accessors: [],
      bufferViews: [],
      roots: [],
    },
    chunks: [],
    length: 0,
  };
}

function addView(glb: Glb, data: Typed, target?: number): number {
  const pad = (4 - (glb.length % 4)) % 4;
  glb.chunks.push(new Uint8Array(pad));
  glb.length += pad;
  glb.json.bufferViews.push({
    buffer: 0,
    byteOffset: glb.length,
    byteLength: data.byteLength,
    ...(target ? { target } : {}),
  });
  glb.chunks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  glb.length += data.byteLength;
  return glb.json.bufferViews.length - 1;
}

/** Least and greatest value of each axis. */
function boundsOf(data: Typed, width: number) {
  const min = new Array<number>(width).fill(Number.POSITIVE_INFINITY);
  const max = new Array<number>(width).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < data.length; i++) {
    min[i % width] = Math.min(min[i % width], data[i]);
    max[i % width] = Math.max(max[i % width], data[i]);
  }
  return { min, max };
}

/** Adds an array as an accessor; what it is for decides target and bounds. */
export function addAccessor(
  glb: Glb,
  data: Typed,
  type: keyof typeof WIDTH,
  use: 'position' | 'attribute' | 'normalized' | 'index' | 'matrix',
): number {
  const target = use === 'index' ? ELEMENT_BUFFER : use === 'matrix' ? undefined : ARRAY_BUFFER;
  glb.json.accessors.push({
    bufferView: addView(glb, data, target),
    componentType: COMPONENT.get(data.constructor.name),
    count: data.length / WIDTH[type],
    type,
    ...(use === 'normalized' ? { normalized: true } : {}),
    ...(use === 'position' ? boundsOf(data, 3) : {}),
  });
  return glb.json.accessors.length - 1;
}

/** A VEC3 accessor that is zero but for some rows: morph targets. */
export function addSparse(glb: Glb, count: number, rows: Uint32Array, offsets: Float32Array): number {
  const { min, max } = boundsOf(offsets, 3);
  const partly = rows.length < count;
  const small = count < 65536;
  glb.json.accessors.push({
    componentType: 5126,
    count,
    type: 'VEC3',
    min: partly ? min.map((x) => Math.min(0, x)) : min,
    max: partly ? max.map((x) => Math.max(0, x)) : max,
    sparse: {
      count: rows.length,
      indices: {
        bufferView: addView(glb, small ? Uint16Array.from(rows) : rows),
        componentType: small ? 5123 : 5125,
      },
      values: { bufferView: addView(glb, offsets) },
    },
  });
  return glb.json.accessors.length - 1;
}

export function addTexture(glb: Glb, bytes: Uint8Array, mimeType: string): number {
  glb.json.images.push({ bufferView: addView(glb, bytes), mimeType });
  glb.json.textures.push({ source: glb.json.images.length - 1, sampler: 0 });
  return glb.json.textures.length - 1;
}

/** Smooth, repeated across, held at the edge along: the tips of hair and lashes must not show their roots. */
const SAMPLER = { magFilter: 9729, minFilter: 9987, wrapT: 33071 } as const;

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;

/** The whole file. */
export function glbBytes(glb: Glb, extras: { extensionsUsed: string[]; extensions: Json }): Uint8Array {
  const { roots, ...parts } = glb.json;
  const filled = Object.fromEntries(Object.entries(parts).filter(([, list]) => list.length > 0));
  const json = {
    asset: { version: '2.0', generator: 'Troupe avatars' },
    scene: 0,
    scenes: [{ nodes: roots }],
    ...filled,
    ...(parts.textures.length > 0 ? { samplers: [SAMPLER] } : {}),
    buffers: [{ byteLength: glb.length }],
    ...(extras.extensionsUsed.length > 0 ? extras : {}),
  };
  const text = new TextEncoder().encode(JSON.stringify(json));
  const textLength = text.length + ((4 - (text.length % 4)) % 4);
  const dataLength = glb.length + ((4 - (glb.length % 4)) % 4);
  const out = new Uint8Array(28 + textLength + dataLength);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, out.length, true);
  view.setUint32(12, textLength, true);
  view.setUint32(16, JSON_CHUNK, true);
  out.fill(32, 20, 20 + textLength);
  out.set(text, 20);
  view.setUint32(20 + textLength, dataLength, true);
  view.setUint32(24 + textLength, BIN_CHUNK, true);
  let at = 28 + textLength;
  for (const chunk of glb.chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
