import { NO_MOTION, PHASE_STEPS } from './far-motion.ts';
import { applyFine, FINE_VALUES, readFine } from './fine-block.ts';
import { WIRE_LIMITS } from './limits.ts';
import {
  BLOCK,
  CELL_M,
  FACE_COUNT,
  FLOOR_M,
  fromMillimetres,
  HEADER_BYTES,
  LAYER_JOINTS,
  OWN_BYTES,
  PROP_BYTES,
} from './pose-format.ts';
import { IDENTITY_32, unpackQuat32 } from './quat32.ts';

/** One body as last decoded. Arrays are the decoder's own: copy what you keep. */
export interface DecodedBody {
  readonly netId: number;
  layer: number;
  seq: number;
  /** Hips in m, world space. */
  readonly hips: Float64Array;
  /** 52 quaternions x, y, z, w; joints beyond the layer keep their last value. */
  readonly joints: Float32Array;
  readonly face: Float32Array;
  /** Quantised chain of the present layer. */
  readonly packed: Uint32Array;
  /** Residuals that refined the newest frame (fine-block.ts) and how many joints they refined; -1: none came. */
  readonly fine: Int8Array;
  fineJoints: number;
  cellX: number;
  cellZ: number;
}

/** What a message may hold; called in the order of its blocks. */
export interface PoseHandler {
  onBody(body: DecodedBody, presentAtMs: number, key: boolean): void;
  /** What a body of layer 3 is at: a motion of the table (far-motion.ts) and how far it is through it, 0..1. */
  onAct?(body: DecodedBody, motion: number, phase: number, presentAtMs: number): void;
  onProp?(index: number, position: Float64Array, rotation: Float32Array, presentAtMs: number): void;
  onOwn?(own: OwnBody, presentAtMs: number): void;
}

/** The client's own body as the server settled it. */
export interface OwnBody {
  readonly netId: number;
  readonly ackSeq: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly vx: number;
  readonly vz: number;
}

/** Things that were not as they should be; nothing of a bad block reaches the handler. */
export interface DecodeCounters {
  messages: number;
  bytes: number;
  /** Message cut short, or of another version: the rest of it is dropped. */
  malformed: number;
  /** Delta whose predecessor never came: ignored until the next key. */
  orphanDeltas: number;
  unknownBlocks: number;
}

const JOINTS = LAYER_JOINTS[0];
const FAR = LAYER_JOINTS.length - 1;
/** Bodies remembered; more than a stage can hold means garbage. */
const BODIES_MAX = 4_096;

/** Decodes pose messages into the bodies of one stage. Never throws on bytes, whatever they are. */
export class PoseDecoder {
  readonly bodies = new Map<number, DecodedBody>();
  readonly counters: DecodeCounters = {
    messages: 0,
    bytes: 0,
    malformed: 0,
    orphanDeltas: 0,
    unknownBlocks: 0,
  };
  readonly #position = new Float64Array(3);
  readonly #rotation = new Float32Array(4);
  /** Work space of a block: a body is touched only when its whole block was read. */
  readonly #packed = new Uint32Array(JOINTS);
  readonly #root = new Uint16Array(3);
  readonly #face = new Uint8Array(FACE_COUNT);
  readonly #fine = new Int8Array(FINE_VALUES);
  /** Joints that the fine block just read refines, -1 when the block before was none. */
  #fineJoints = -1;
  /** Bodies of layer 3 in this message, in their order; undefined for one that did not count. */
  readonly #far: (DecodedBody | undefined)[] = [];

  /** Forgets a body that left. */
  remove(netId: number): void {
    this.bodies.delete(netId);
  }

  /**
   * Reads one message.
   *
   * @returns stage time of its poses in ms, or -1 when the message is none
   */
  decode(bytes: Uint8Array, handler: PoseHandler): number {
    this.counters.messages += 1;
    this.counters.bytes += bytes.length;
    this.#fineJoints = -1;
    this.#far.length = 0;
    if (
      bytes.length < HEADER_BYTES ||
      bytes[0] !== WIRE_LIMITS.version ||
      bytes[1] !== WIRE_LIMITS.skeletonRevision
    ) {
      this.counters.malformed += 1;
      return -1;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const presentAtMs = view.getUint32(6, true);
    let at = HEADER_BYTES;
    while (at < bytes.length) {
      const next = this.#block(view, bytes, at, presentAtMs, handler);
      if (next < 0) {
        this.counters.malformed += 1;
        break;
      }
      at = next;
    }
    return presentAtMs;
  }

  /** Reads the block at `at`; returns where the next begins, or -1 when the message ends too early. */
  #block(view: DataView, bytes: Uint8Array, at: number, presentAtMs: number, handler: PoseHandler): number {
    const kind = bytes[at] & 7;
    if (kind === BLOCK.fine) return this.#readFineBlock(view, bytes, at);
    const fineJoints = this.#fineJoints;
    this.#fineJoints = -1;
    if (kind === BLOCK.pose) return this.#body(view, bytes, at, presentAtMs, handler, fineJoints);
    if (kind === BLOCK.prop) {
      if (at + PROP_BYTES > bytes.length) return -1;
      for (let axis = 0; axis < 3; axis++) {
        const corner = axis === 1 ? FLOOR_M : -CELL_M;
        this.#position[axis] = fromMillimetres(view.getUint16(at + 3 + axis * 2, true), corner);
      }
      unpackQuat32(view.getUint32(at + 9, true), this.#rotation, 0);
      handler.onProp?.(view.getUint16(at + 1, true), this.#position, this.#rotation, presentAtMs);
      return at + PROP_BYTES;
    }
    if (kind === BLOCK.own) {
      if (at + OWN_BYTES > bytes.length) return -1;
      const f = (i: number): number => view.getFloat32(at + 7 + i * 4, true);
      const own = { netId: view.getUint16(at + 1, true), ackSeq: view.getUint32(at + 3, true) };
      const values = { x: f(0), y: f(1), z: f(2), yaw: f(3), vx: f(4), vz: f(5) };
      if (Object.values(values).every(Number.isFinite)) handler.onOwn?.({ ...own, ...values }, presentAtMs);
      return at + OWN_BYTES;
    }
    if (kind !== BLOCK.act) this.counters.unknownBlocks += 1;
    if (at + 3 > bytes.length) return -1;
    const next = at + 3 + view.getUint16(at + 1, true);
    if (next > bytes.length) return -1;
    if (kind === BLOCK.act) this.#acts(bytes, at + 3, next, presentAtMs, handler);
    return next;
  }

  /** Two bytes for every body of layer 3 that came before in this message; more or fewer than there are do no harm. */
  #acts(bytes: Uint8Array, start: number, end: number, presentAtMs: number, handler: PoseHandler): void {
    for (let i = 0, at = start; i < this.#far.length && at + 1 < end; i++, at += 2) {
      const body = this.#far[i];
      if (body && bytes[at] !== NO_MOTION)
        handler.onAct?.(body, bytes[at], bytes[at + 1] / PHASE_STEPS, presentAtMs);
    }
    this.#far.length = 0;
  }

  #readFineBlock(view: DataView, bytes: Uint8Array, at: number): number {
    this.#fineJoints = -1;
    if (at + 3 > bytes.length) return -1;
    const length = view.getUint16(at + 1, true);
    const next = at + 3 + length;
    if (next > bytes.length) return -1;
    this.#fineJoints = readFine(bytes, at + 3, length, this.#fine);
    return next;
  }

  #body(
    view: DataView,
    bytes: Uint8Array,
    start: number,
    presentAtMs: number,
    handler: PoseHandler,
    fineJoints: number,
  ): number {
    const head = bytes[start];
    const layer = (head >> 3) & 3;
    const key = (head & 32) !== 0;
    if (start + 4 + (key ? 2 : 0) + 10 > bytes.length) return -1;
    const netId = view.getUint16(start + 1, true);
    const seq = bytes[start + 3];
    const known = this.bodies.get(netId);
    let at = start + 4;
    const cellX = key ? view.getInt8(at++) : (known?.cellX ?? 0);
    const cellZ = key ? view.getInt8(at++) : (known?.cellZ ?? 0);
    for (let axis = 0; axis < 3; axis++) this.#root[axis] = view.getUint16(at + axis * 2, true);
    this.#packed[0] = view.getUint32(at + 6, true);
    at += 10;
    const follows = known !== undefined && known.layer === layer && seq === ((known.seq + 1) & 255);
    at = key
      ? this.#keyJoints(view, bytes, at, layer)
      : this.#deltaJoints(view, bytes, at, layer, follows ? known.packed : this.#packed);
    if (at < 0) return -1;
    const hasFace = (head & 64) !== 0;
    if (hasFace) {
      at = this.#readFace(view, bytes, at);
      if (at < 0) return -1;
    }
    if (!key && !follows) {
      this.counters.orphanDeltas += 1;
      if (layer === FAR) this.#far.push(undefined);
      return at;
    }
    const body = known ?? this.#create(netId);
    if (layer === FAR) this.#far.push(body);
    if (!body) return at;
    const sameLayer = body.layer === layer;
    body.layer = layer;
    body.seq = seq;
    body.cellX = cellX;
    body.cellZ = cellZ;
    this.#apply(body, hasFace, sameLayer);
    this.#refine(body, layer === 0 ? fineJoints : -1);
    handler.onBody(body, presentAtMs, key);
    return at;
  }

  #create(netId: number): DecodedBody | undefined {
    if (this.bodies.size >= BODIES_MAX) {
      this.counters.malformed += 1;
      return undefined;
    }
    const joints = new Float32Array(JOINTS * 4);
    for (let joint = 0; joint < JOINTS; joint++) joints[joint * 4 + 3] = 1;
    const body: DecodedBody = {
      netId,
      layer: 0,
      seq: 0,
      hips: new Float64Array(3),
      joints,
      face: new Float32Array(FACE_COUNT),
      packed: new Uint32Array(JOINTS).fill(IDENTITY_32),
      fine: new Int8Array(FINE_VALUES),
      fineJoints: -1,
      cellX: 0,
      cellZ: 0,
    };
    this.bodies.set(netId, body);
    return body;
  }

  #apply(body: DecodedBody, hasFace: boolean, sameLayer: boolean): void {
    body.hips[0] = fromMillimetres(this.#root[0], body.cellX * CELL_M);
    body.hips[1] = fromMillimetres(this.#root[1], FLOOR_M);
    body.hips[2] = fromMillimetres(this.#root[2], body.cellZ * CELL_M);
    const count = LAYER_JOINTS[body.layer];
    for (let joint = 0; joint < count; joint++) {
      const packed = this.#packed[joint];
      // Half the joints rest from one frame to the next. A joint that was refined is not what its 32 bits say.
      if (sameLayer && packed === body.packed[joint] && joint >= body.fineJoints) continue;
      body.packed[joint] = packed;
      unpackQuat32(packed, body.joints, joint * 4);
    }
    if (hasFace) for (let i = 0; i < FACE_COUNT; i++) body.face[i] = this.#face[i] / 255;
  }

  #refine(body: DecodedBody, fineJoints: number): void {
    body.fineJoints = fineJoints;
    if (fineJoints < 0) return;
    body.fine.set(this.#fine);
    applyFine(body.fine, fineJoints, body.packed, body.hips, body.joints);
  }

  #keyJoints(view: DataView, bytes: Uint8Array, start: number, layer: number): number {
    const count = LAYER_JOINTS[layer] - 1;
    if (start + count * 4 > bytes.length) return -1;
    for (let i = 0; i < count; i++) this.#packed[i + 1] = view.getUint32(start + i * 4, true);
    return start + count * 4;
  }

  #deltaJoints(view: DataView, bytes: Uint8Array, start: number, layer: number, before: Uint32Array): number {
    const count = LAYER_JOINTS[layer] - 1;
    let at = start + ((count + 3) >> 2);
    if (at > bytes.length) return -1;
    for (let i = 0; i < count; i++) {
      const mode = (bytes[start + (i >> 2)] >> ((i & 3) * 2)) & 3;
      const last = before[i + 1];
      if (at + MODE_BYTES[mode] > bytes.length) return -1;
      this.#packed[i + 1] = readJoint(view, at, mode, last);
      at += MODE_BYTES[mode];
    }
    return at;
  }

  #readFace(view: DataView, bytes: Uint8Array, start: number): number {
    if (start + 4 > bytes.length) return -1;
    const mask = view.getUint32(start, true);
    let at = start + 4;
    this.#face.fill(0);
    for (let i = 0; i < 32; i++) {
      if ((mask & (1 << i)) === 0) continue;
      if (at >= bytes.length) return -1;
      if (i < FACE_COUNT) this.#face[i] = bytes[at];
      at += 1;
    }
    return at;
  }
}

const MODE_BYTES = [0, 2, 3, 4] as const;

function readJoint(view: DataView, at: number, mode: number, last: number): number {
  if (mode === 0) return last;
  if (mode === 3) return view.getUint32(at, true);
  let a: number;
  let b: number;
  let c: number;
  if (mode === 1) {
    const bits = view.getUint16(at, true);
    a = ((bits >> 10) & 31) - 16;
    b = ((bits >> 5) & 31) - 16;
    c = (bits & 31) - 16;
  } else {
    a = view.getInt8(at);
    b = view.getInt8(at + 1);
    c = view.getInt8(at + 2);
  }
  a = (((last >>> 20) & 1023) + a) & 1023;
  b = (((last >>> 10) & 1023) + b) & 1023;
  c = ((last & 1023) + c) & 1023;
  return (((last >>> 30) << 30) | (a << 20) | (b << 10) | c) >>> 0;
}
