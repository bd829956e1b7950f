// Pose messages of a crowd as a client gets them, made from recorded motion: what the decode bench and the crowd page read.
import {
  HEADER_BYTES,
  LAYER_JOINTS,
  PoseEncoder,
  type PoseSource,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { type MotionTape, playRow, tapeRow } from '../bench/motion-tape.ts';

const TICK_MS = 50;
const FACE = 18;

export interface PoseMessagesOrder {
  readonly bodies: number;
  readonly ticks: number;
  /** Layer in which body `n` is sent, 0 finest. */
  readonly layerOf: (n: number) => number;
  /** Where body `n` begins, m. */
  readonly placeOf: (n: number) => readonly [x: number, z: number];
}

/**
 * One message a tick: all bodies whose layer is due, a key at first and deltas from then on. Wire ids are 1, 2, 3 …
 *
 * @returns messages without Colyseus' head, as PoseDecoder.decode takes them
 */
export function poseMessages(tape: MotionTape, order: PoseMessagesOrder): Uint8Array[] {
  const { bodies, ticks, layerOf, placeOf } = order;
  const encoder = new PoseEncoder(bodies);
  const source: PoseSource = {
    netId: Uint16Array.from({ length: bodies }, (_, n) => n + 1),
    hips: new Float32Array(bodies * 3),
    joints: new Float32Array(bodies * LAYER_JOINTS[0] * 4),
    face: new Float32Array(bodies * FACE),
  };
  const messages: Uint8Array[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    encoder.beginTick(tick);
    for (let n = 0; n < bodies; n++) {
      playRow(tape, tapeRow(tape, n, tick), source, n, ...placeOf(n));
      encoder.encode(source, n);
    }
    const out = new Uint8Array(HEADER_BYTES + encoder.blockBytes);
    const view = new DataView(out.buffer);
    out[0] = WIRE_LIMITS.version;
    out[1] = WIRE_LIMITS.skeletonRevision;
    view.setUint32(2, tick, true);
    view.setUint32(6, tick * TICK_MS, true);
    let at = HEADER_BYTES;
    for (let n = 0; n < bodies; n++) {
      const layer = layerOf(n);
      if (!encoder.emits(n + 1, layer)) continue;
      // A chain begins with a key, and goes on with one where a delta cannot say it (a new cell).
      const key = !encoder.hasDelta(n, layer);
      const length = encoder.blockLength(n + 1, n, layer, key);
      const from = encoder.blockOffset(n, layer, key);
      out.set(encoder.arena.subarray(from, from + length), at);
      at += length;
    }
    messages.push(out.slice(0, at));
  }
  return messages;
}
