import type { MotionStyle } from '@troupe/avatars/motion';
import {
  BLOCK,
  type FarMotions,
  farPhase,
  LAYER_JOINTS,
  LAYER_PERIOD_TICKS,
  NO_MOTION,
  PHASE_STEPS,
} from '@troupe/client-sdk/protocol';
import { TICK_HZ } from '../world/limits.ts';
import type { World } from '../world/world.ts';

/** Slower than this one stands, m/s. */
const WALKING_MPS = 0.25;
const QUATS = LAYER_JOINTS[0] * 4;
const FAR_PERIOD_S = LAYER_PERIOD_TICKS[3] / TICK_HZ;
const HEAD_BYTES = 3;
const ACT_BYTES = 2;

/** Motion of the table that somebody is at, NO_MOTION when none is like it. */
export type FarMotionOf = (world: World, slot: number) => number;

/** Tells from a stage's world what everybody is at, for a table and the names its motion model gives to styles and actions. */
export function farMotionsOfStage(
  { motions }: FarMotions,
  styles: readonly MotionStyle[],
  actionNames: readonly string[],
): FarMotionOf {
  const find = (name: string): number => {
    const at = motions.findIndex((motion) => motion.name === name);
    return at < 0 ? NO_MOTION : at;
  };
  const stand = find('stand');
  const sit = find('sit');
  const walks = styles.map(({ name }) => find(`walk:${name}`));
  const actions = actionNames.map((name) => find(`action:${name}`));
  return ({ humans, tick }, slot) => {
    if (humans.sitting[slot] !== 0) return sit;
    if (Math.hypot(humans.velocity[slot * 3], humans.velocity[slot * 3 + 2]) > WALKING_MPS)
      return walks[humans.style[slot]] ?? stand;
    const action = actions[humans.action[slot] - 1] ?? NO_MOTION;
    if (action === NO_MOTION) return stand;
    const elapsedS = (tick - humans.actionStartTick[slot]) / TICK_HZ;
    return elapsedS >= 0 && elapsedS < motions[action].seconds ? action : stand;
  };
}

/** What everybody of layer 3 is at, once for all clients. */
export class FarActs {
  readonly #table: FarMotions;
  readonly #motionOf: FarMotionOf;
  readonly #motion: Uint8Array;
  /** 0..1, exact, and as it is sent. */
  readonly #phase: Float32Array;
  readonly #sent: Uint8Array;

  constructor(capacity: number, table: FarMotions, motionOf: FarMotionOf) {
    this.#table = table;
    this.#motionOf = motionOf;
    this.#motion = new Uint8Array(capacity).fill(NO_MOTION);
    this.#phase = new Float32Array(capacity);
    this.#sent = new Uint8Array(capacity);
  }

  /** Motion of somebody now, for edges. */
  motionOf(world: World, slot: number): number {
    return this.#motionOf(world, slot);
  }

  /** Notes where a slot is whose layer 3 has its turn. */
  note(world: World, slot: number): void {
    const motion = this.#motionOf(world, slot);
    const before = this.#motion[slot];
    this.#motion[slot] = motion;
    if (motion === NO_MOTION) return;
    const { seconds, loop } = this.#table.motions[motion];
    const on = this.#phase[slot] + FAR_PERIOD_S / seconds;
    const expected = before !== motion ? Number.NaN : loop ? on % 1 : Math.min(1, on);
    const phase = farPhase(this.#table, motion, world.humans.poseJoints, slot * QUATS, expected);
    this.#phase[slot] = phase;
    this.#sent[slot] = Math.min(PHASE_STEPS - 1, Math.floor(phase * PHASE_STEPS + 0.5));
  }

  /** Writes the block that follows the bodies of layer 3 in a message, in their order; returns where it ends. */
  write(slots: Uint16Array, count: number, bytes: Uint8Array, at: number): number {
    const length = count * ACT_BYTES;
    bytes[at] = BLOCK.act;
    bytes[at + 1] = length & 255;
    bytes[at + 2] = length >> 8;
    let to = at + HEAD_BYTES;
    for (let i = 0; i < count; i++) {
      bytes[to++] = this.#motion[slots[i]];
      bytes[to++] = this.#sent[slots[i]];
    }
    return to;
  }

  /** Bytes of the block for so many bodies. */
  static bytesFor(count: number): number {
    return count === 0 ? 0 : HEAD_BYTES + count * ACT_BYTES;
  }
}
