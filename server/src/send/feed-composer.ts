import {
  BLOCK_BYTES_MAX,
  FINE_BYTES,
  HEADER_BYTES,
  NO_MOTION,
  OWN_BYTES,
  type PoseEncoder,
  PROP_BYTES,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { HUMAN_KIND, type World } from '../world/world.ts';
import type { FarMotionOf } from './far-acts.ts';
import { sentWord, UNSYNCED } from './sent-word.ts';
import { importanceOf, writeOwn, writeProp } from './world-blocks.ts';

/** Steps of one importance in the feed. */
export const IMPORTANCE_STEPS = 10;
/** Bytes before what is told of every slot, and of each: importance, motion of the far table. */
export const FEED_HEAD_BYTES = 2;
export const FEED_SLOT_BYTES = 2;
/** All props are sent this often, moved or not, ticks. */
const PROPS_EVERY = 40;

/**
 * The whole stage as one message a tick, for edges: everybody in the finest layer with a fine block, every guest's own body,
 * the props. It is a pose message behind the importance and the motion of every slot, so that an edge reads it with the client's decoder.
 */
export class FeedComposer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #sent: Int32Array;
  readonly #motionOf: FarMotionOf;
  #frames = 0;

  constructor(capacity: number, propCount: number, motionOf: FarMotionOf = () => NO_MOTION) {
    this.#motionOf = motionOf;
    const each = FEED_SLOT_BYTES + BLOCK_BYTES_MAX + FINE_BYTES + OWN_BYTES;
    this.#bytes = new Uint8Array(FEED_HEAD_BYTES + HEADER_BYTES + capacity * each + propCount * PROP_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
    this.#sent = new Int32Array(capacity).fill(UNSYNCED);
  }

  /** Somebody missed something: everybody comes as a key. */
  resync(): void {
    this.#sent.fill(UNSYNCED);
    this.#frames = 0;
  }

  /** The message of this tick, after the encoder has made it; valid until the next call. */
  compose(world: World, encoder: PoseEncoder, presentAtMs: number): Uint8Array {
    const { humans } = world;
    this.#view.setUint16(0, humans.count, true);
    let at = FEED_HEAD_BYTES;
    for (let slot = 0; slot < humans.count; slot++) {
      this.#bytes[at++] = Math.min(255, Math.floor(importanceOf(world, slot) * IMPORTANCE_STEPS + 0.5));
      this.#bytes[at++] = this.#motionOf(world, slot);
    }
    at = this.#writeHeader(world.tick, presentAtMs, at);
    const allProps = this.#frames++ % PROPS_EVERY === 0;
    for (let i = 0; i < world.props.count; i++) {
      if (allProps || world.props.moved[i] !== 0) at = writeProp(world.props, i, this.#view, at);
    }
    for (let slot = 0; slot < humans.count; slot++) {
      if (humans.kind[slot] === HUMAN_KIND.guest) at = writeOwn(world, slot, this.#view, at);
      if ((encoder.due[slot] & 1) === 1) at = this.#writeBody(encoder, humans.netId[slot], slot, at);
    }
    return this.#bytes.subarray(0, at);
  }

  #writeHeader(tick: number, presentAtMs: number, at: number): number {
    this.#bytes[at] = WIRE_LIMITS.version;
    this.#bytes[at + 1] = WIRE_LIMITS.skeletonRevision;
    this.#view.setUint32(at + 2, tick, true);
    this.#view.setUint32(at + 6, presentAtMs, true);
    return at + HEADER_BYTES;
  }

  #writeBody(encoder: PoseEncoder, netId: number, slot: number, start: number): number {
    const seq = encoder.seq(slot, 0);
    const follows = this.#sent[slot] === sentWord(netId, 0, (seq + 255) & 255);
    const key = !follows || !encoder.hasDelta(slot, 0);
    const length = encoder.blockLength(netId, slot, 0, key);
    const fine = encoder.fineOffset(slot);
    if (length === 0) {
      this.#sent[slot] = UNSYNCED;
      return start;
    }
    let at = start;
    if (fine >= 0) {
      this.#bytes.set(encoder.arena.subarray(fine, fine + FINE_BYTES), at);
      at += FINE_BYTES;
    }
    const offset = encoder.blockOffset(slot, 0, key);
    this.#bytes.set(encoder.arena.subarray(offset, offset + length), at);
    this.#sent[slot] = sentWord(netId, 0, seq);
    return at + length;
  }
}
