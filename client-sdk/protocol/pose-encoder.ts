/**
 * CONTRIBUTOR NOTES
 * Encodes every body once a tick, whatever the number of clients: sending copies blocks (a pose "SFU"). A WebSocket
 * message costs about 15 us of server CPU whatever its size, encoding 200 bodies x 4 layers about 0.3 ms, so the work
 * is in sharing. Each layer has its own chain of deltas; differences are taken on the quantised values, so a chain
 * never drifts. Root positions are absolute in mm: cm made planted feet crawl.
 */
import { FINE_BYTES, FINE_JOINTS, FINE_TRIPLES, type QuantisedPoses, writeFine } from './fine-block.ts';
import {
  BLOCK,
  BLOCK_BYTES_MAX,
  CELL_M,
  cellOf,
  FACE_COUNT,
  FLOOR_M,
  LAYER_COUNT,
  LAYER_JOINTS,
  LAYER_PERIOD_TICKS,
  toMillimetres,
} from './pose-format.ts';
import { packQuat32Fine, packQuat32Signed } from './quat32.ts';

/** The pose arrays of everybody, as the world holds them (capacity x 3, x 208, x 18). */
export interface PoseSource {
  readonly netId: ArrayLike<number>;
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  readonly face: Float32Array;
}

const JOINTS = LAYER_JOINTS[0];
const FINGERS = JOINTS - FINE_JOINTS;
/** Every layer's period divides this. */
const LAYERS_ALIGN_TICKS = 20;
const REFRESH_TICKS = 400;

/** Per tick encoder of all bodies into all layers. */
export class PoseEncoder {
  /** Bytes of this tick's blocks; valid until the next beginTick. */
  readonly arena: Uint8Array;
  /** Where the spare room of the arena begins. */
  readonly blockBytes: number;
  /** By slot: bit n when layer n is sent in this tick, bit n + 4 when that should be a key for everybody. */
  readonly due: Uint8Array;
  readonly #view: DataView;
  #end = 0;
  #tick = 0;
  /** Offset and length of each block of this tick, by (slot x 4 + layer) x 2 + (key ? 1 : 0); length 0: not made. */
  readonly #offset: Int32Array;
  readonly #length: Int32Array;
  /** The chain of each layer: quantised joints of its last emission, and its sequence number. */
  readonly #last: Int32Array;
  readonly #now: Int32Array;
  /** Rotations of the fingers as they were last quantised: a hand that holds its shape is not quantised anew. */
  readonly #fingers: Float32Array;
  /** Slots that this tick has encoded: below this. */
  #slots = 0;
  readonly #seq: Uint8Array;
  readonly #lastFace: Uint8Array;
  readonly #nowFace: Uint8Array;
  readonly #cell: Int8Array;
  readonly #root: Uint16Array;
  readonly #forceKey: Uint8Array;
  /** Where the fine block of each slot lies in this tick, -1: not made. */
  readonly #fineOffset: Int32Array;
  #source: PoseSource | undefined;
  readonly #quantised: QuantisedPoses;
  /** Moving average of a delta's bytes by layer, for budgets. */
  readonly meanDeltaBytes = new Float64Array([90, 45, 26, 14]);

  /** @param spareBytes room behind the blocks for whoever composes messages: within one array a copy is one cheap call */
  constructor(capacity: number, spareBytes = 0) {
    // Delta of every layer plus keys of a quarter of the crowd in one tick; more keys than that wait for the next.
    this.blockBytes = capacity * (BLOCK_BYTES_MAX * (LAYER_COUNT + 1) + FINE_BYTES);
    this.arena = new Uint8Array(this.blockBytes + spareBytes);
    this.due = new Uint8Array(capacity);
    this.#view = new DataView(this.arena.buffer);
    this.#offset = new Int32Array(capacity * LAYER_COUNT * 2);
    this.#length = new Int32Array(capacity * LAYER_COUNT * 2);
    this.#last = new Int32Array(capacity * LAYER_COUNT * JOINTS);
    this.#now = new Int32Array(capacity * JOINTS);
    this.#fingers = new Float32Array(capacity * FINGERS * 4).fill(Number.NaN);
    this.#seq = new Uint8Array(capacity * LAYER_COUNT);
    this.#lastFace = new Uint8Array(capacity * FACE_COUNT);
    this.#nowFace = new Uint8Array(capacity * FACE_COUNT);
    this.#cell = new Int8Array(capacity * 2);
    this.#root = new Uint16Array(capacity * 3);
    this.#forceKey = new Uint8Array(capacity * LAYER_COUNT).fill(1);
    this.#fineOffset = new Int32Array(capacity).fill(-1);
    const rest = new Uint16Array(capacity * FINE_TRIPLES);
    this.#quantised = { root: this.#root, cell: this.#cell, rest };
  }

  /** Starts a tick: everything encoded before is gone. */
  beginTick(tick: number): void {
    this.#end = 0;
    this.#tick = tick;
    this.#length.fill(0, 0, this.#slots * LAYER_COUNT * 2);
    this.#fineOffset.fill(-1, 0, this.#slots);
    this.due.fill(0, 0, this.#slots);
    this.#slots = 0;
  }

  /** True when the layer of this body is sent in this tick; bodies are staggered by wire id. */
  emits(netId: number, layer: number): boolean {
    return (this.#tick + netId) % LAYER_PERIOD_TICKS[layer] === 0;
  }

  /** A slot changed hands: its chains begin anew. */
  resetSlot(slot: number): void {
    this.#forceKey.fill(1, slot * LAYER_COUNT, (slot + 1) * LAYER_COUNT);
  }

  /** Quantises one body and encodes the deltas of the layers due in this tick. */
  encode(source: PoseSource, slot: number): void {
    this.#source = source;
    this.#slots = Math.max(this.#slots, slot + 1);
    this.#quantise(source, slot);
    const netId = source.netId[slot];
    for (let layer = 0; layer < LAYER_COUNT; layer++) {
      if (!this.emits(netId, layer)) continue;
      const chain = slot * LAYER_COUNT + layer;
      this.due[slot] |= (this.#refreshes(netId, layer) ? 17 : 1) << layer;
      this.#seq[chain] = (this.#seq[chain] + 1) & 255;
      if (this.#forceKey[chain] === 1) this.#startChain(slot, layer);
      else this.#encodeDelta(netId, slot, layer);
    }
  }

  /** The next delta follows what is emitted now. By loops: a view of an array is garbage, and the pieces are short. */
  #startChain(slot: number, layer: number): void {
    const chain = slot * LAYER_COUNT + layer;
    this.#forceKey[chain] = 0;
    for (let joint = 0; joint < LAYER_JOINTS[layer]; joint++) {
      this.#last[chain * JOINTS + joint] = this.#now[slot * JOINTS + joint];
    }
    if (layer === 0) this.#rememberFace(slot);
  }

  #rememberFace(slot: number): void {
    for (let i = slot * FACE_COUNT; i < (slot + 1) * FACE_COUNT; i++) this.#lastFace[i] = this.#nowFace[i];
  }

  /** Length in bytes of a block of this tick, 0 when there is none. Keys are encoded when first asked for. */
  blockLength(netId: number, slot: number, layer: number, key: boolean): number {
    const index = (slot * LAYER_COUNT + layer) * 2 + (key ? 1 : 0);
    if (key && this.#length[index] === 0) this.#encodeKey(netId, slot, layer);
    return this.#length[index];
  }

  /**
   * Offset in the arena of a body's fine block (FINE_BYTES), to be sent before its block of layer 0; made when first asked
   * for, from the pose as it then stands in the source. -1 when there is no room left in this tick.
   */
  fineOffset(slot: number): number {
    if (this.#fineOffset[slot] >= 0) return this.#fineOffset[slot];
    if (!this.#source || this.#end + FINE_BYTES > this.blockBytes) return -1;
    this.#fineOffset[slot] = this.#end;
    this.#end = writeFine(this.#source.hips, this.#quantised, slot, this.arena, this.#end);
    return this.#fineOffset[slot];
  }

  hasDelta(slot: number, layer: number): boolean {
    return this.#length[(slot * LAYER_COUNT + layer) * 2] > 0;
  }

  /**
   * True when a layer's emission of this tick should be a key for everybody, once in REFRESH_TICKS, staggered by wire
   * id: cheap insurance against a fault that nobody noticed.
   */
  #refreshes(netId: number, layer: number): boolean {
    const stagger = netId + ((netId * 37) % LAYERS_ALIGN_TICKS) * LAYERS_ALIGN_TICKS;
    return (this.#tick + stagger) % REFRESH_TICKS < LAYER_PERIOD_TICKS[layer];
  }

  blockOffset(slot: number, layer: number, key: boolean): number {
    return this.#offset[(slot * LAYER_COUNT + layer) * 2 + (key ? 1 : 0)];
  }

  /** Sequence number of the layer's newest emission. */
  seq(slot: number, layer: number): number {
    return this.#seq[slot * LAYER_COUNT + layer];
  }

  #quantise(source: PoseSource, slot: number): void {
    const { hips, joints, face } = source;
    const { rest } = this.#quantised;
    for (let joint = 0; joint < FINE_JOINTS; joint++) {
      const from = (slot * JOINTS + joint) * 4;
      this.#now[slot * JOINTS + joint] = packQuat32Fine(joints, from, rest, slot * FINE_TRIPLES + 1 + joint);
    }
    this.#quantiseFingers(joints, slot);
    for (let i = 0; i < FACE_COUNT; i++) {
      const weight = face[slot * FACE_COUNT + i];
      this.#nowFace[slot * FACE_COUNT + i] = weight >= 1 ? 255 : weight > 0 ? (weight * 255 + 0.5) | 0 : 0;
    }
    const x = finite(hips[slot * 3]);
    const z = finite(hips[slot * 3 + 2]);
    let mmX = toMillimetres(x, this.#cell[slot * 2] * CELL_M);
    let mmZ = toMillimetres(z, this.#cell[slot * 2 + 1] * CELL_M);
    if (mmX < 0 || mmX > 65_535 || mmZ < 0 || mmZ > 65_535) {
      this.#cell[slot * 2] = cellOf(x);
      this.#cell[slot * 2 + 1] = cellOf(z);
      mmX = toMillimetres(x, this.#cell[slot * 2] * CELL_M);
      mmZ = toMillimetres(z, this.#cell[slot * 2 + 1] * CELL_M);
      this.resetSlot(slot);
    }
    this.#root[slot * 3] = clamp16(mmX);
    this.#root[slot * 3 + 1] = clamp16(toMillimetres(finite(hips[slot * 3 + 1]), FLOOR_M));
    this.#root[slot * 3 + 2] = clamp16(mmZ);
  }

  #quantiseFingers(joints: Float32Array, slot: number): void {
    const fingers = this.#fingers;
    for (let finger = 0; finger < FINGERS; finger++) {
      const at = (slot * JOINTS + FINE_JOINTS + finger) * 4;
      const kept = (slot * FINGERS + finger) * 4;
      if (
        fingers[kept] === joints[at] &&
        fingers[kept + 1] === joints[at + 1] &&
        fingers[kept + 2] === joints[at + 2] &&
        fingers[kept + 3] === joints[at + 3]
      )
        continue;
      for (let axis = 0; axis < 4; axis++) fingers[kept + axis] = joints[at + axis];
      this.#now[slot * JOINTS + FINE_JOINTS + finger] = packQuat32Signed(joints, at);
    }
  }

  #begin(netId: number, slot: number, layer: number, head: number): number {
    const at = this.#end;
    this.arena[at] = BLOCK.pose | (layer << 3) | head;
    this.#view.setUint16(at + 1, netId, true);
    this.arena[at + 3] = this.#seq[slot * LAYER_COUNT + layer];
    return at + 4;
  }

  #writeRoot(slot: number, start: number): number {
    let at = start;
    for (let axis = 0; axis < 3; axis++) {
      this.#view.setUint16(at, this.#root[slot * 3 + axis], true);
      at += 2;
    }
    this.#view.setUint32(at, this.#now[slot * JOINTS], true);
    return at + 4;
  }

  #writeFace(slot: number, start: number): number {
    let at = start + 4;
    let mask = 0;
    for (let i = 0; i < FACE_COUNT; i++) {
      const weight = this.#nowFace[slot * FACE_COUNT + i];
      if (weight === 0) continue;
      mask |= 1 << i;
      this.arena[at++] = weight;
    }
    this.#view.setUint32(start, mask >>> 0, true);
    return at;
  }

  #finish(slot: number, layer: number, key: boolean, end: number): void {
    const index = (slot * LAYER_COUNT + layer) * 2 + (key ? 1 : 0);
    this.#offset[index] = this.#end;
    this.#length[index] = end - this.#end;
    this.#end = end;
  }

  #encodeKey(netId: number, slot: number, layer: number): void {
    if (this.#end + BLOCK_BYTES_MAX > this.blockBytes) return;
    const withFace = layer === 0;
    let at = this.#begin(netId, slot, layer, 32 | (withFace ? 64 : 0));
    this.#view.setInt8(at++, this.#cell[slot * 2]);
    this.#view.setInt8(at++, this.#cell[slot * 2 + 1]);
    at = this.#writeRoot(slot, at);
    for (let joint = 1; joint < LAYER_JOINTS[layer]; joint++) {
      this.#view.setUint32(at, this.#now[slot * JOINTS + joint], true);
      at += 4;
    }
    if (withFace) at = this.#writeFace(slot, at);
    this.#finish(slot, layer, true, at);
  }

  #encodeDelta(netId: number, slot: number, layer: number): void {
    const withFace = layer === 0 && this.#faceChanged(slot);
    let at = this.#writeRoot(slot, this.#begin(netId, slot, layer, withFace ? 64 : 0));
    at = this.#writeJoints(slot, layer, at);
    if (withFace) {
      at = this.#writeFace(slot, at);
      this.#rememberFace(slot);
    }
    const length = at - this.#end;
    this.meanDeltaBytes[layer] += (length - this.meanDeltaBytes[layer]) * 0.002;
    this.#finish(slot, layer, false, at);
  }

  /** Two bits a joint, how much of it follows; then what follows. What was written is what the next delta follows. */
  #writeJoints(slot: number, layer: number, modes: number): number {
    const { arena } = this;
    const last = this.#last;
    const count = LAYER_JOINTS[layer] - 1;
    const nowAt = slot * JOINTS + 1;
    const lastAt = (slot * LAYER_COUNT + layer) * JOINTS + 1;
    let at = modes + ((count + 3) >> 2);
    let bits = 0;
    for (let i = 0; i < count; i++) {
      const before = last[lastAt + i];
      const now = this.#now[nowAt + i];
      if (before !== now) {
        last[lastAt + i] = now;
        const mode = modeOf(before, now);
        bits |= mode << ((i & 3) * 2);
        at = this.#writeJoint(mode, before, now, at);
      }
      if ((i & 3) !== 3) continue;
      arena[modes + (i >> 2)] = bits;
      bits = 0;
    }
    if ((count & 3) !== 0) arena[modes + (count >> 2)] = bits;
    return at;
  }

  #writeJoint(mode: 1 | 2 | 3, before: number, now: number, start: number): number {
    if (mode === 3) {
      this.#view.setUint32(start, now, true);
      return start + 4;
    }
    const a = ((now >>> 20) & 1023) - ((before >>> 20) & 1023);
    const b = ((now >>> 10) & 1023) - ((before >>> 10) & 1023);
    const c = (now & 1023) - (before & 1023);
    if (mode === 1) {
      this.#view.setUint16(start, ((a + 16) << 10) | ((b + 16) << 5) | (c + 16), true);
      return start + 2;
    }
    this.#view.setInt8(start, a);
    this.#view.setInt8(start + 1, b);
    this.#view.setInt8(start + 2, c);
    return start + 3;
  }

  #faceChanged(slot: number): boolean {
    for (let i = slot * FACE_COUNT; i < (slot + 1) * FACE_COUNT; i++) {
      if (this.#nowFace[i] !== this.#lastFace[i]) return true;
    }
    return false;
  }
}

/** How a joint follows: 1 in five bits a component, 2 in eight, 3 as it is. */
function modeOf(before: number, now: number): 1 | 2 | 3 {
  if (before >>> 30 !== now >>> 30) return 3;
  const a = Math.abs(((now >>> 20) & 1023) - ((before >>> 20) & 1023));
  const b = Math.abs(((now >>> 10) & 1023) - ((before >>> 10) & 1023));
  const c = Math.abs((now & 1023) - (before & 1023));
  const most = Math.max(a, b, c);
  return most <= 15 ? 1 : most <= 127 ? 2 : 3;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function clamp16(value: number): number {
  return Math.min(65_535, Math.max(0, value));
}
