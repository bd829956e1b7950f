import {
  createGuestState,
  type Ground,
  type GuestInput,
  type GuestState,
  stepGuest,
} from '@troupe/client-sdk/protocol';

/** One step of prediction is one tick of the stage. */
export const STEP_MS = 50;
/** How fast a correction by the server is taken in, s. */
const SMOOTH_S = 0.1;
/** Corrections larger than this are no mistake of prediction: the body was put elsewhere. */
const JUMP_M = 1.5;
const PENDING_MAX = 64;
const HISTORY_MAX = 32;

/** The own body as the server settled it. */
export interface Settled {
  readonly ackSeq: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly vx: number;
  readonly vz: number;
  readonly presentAtMs: number;
}

const turnOf = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/**
 * The guest's own body: predicted at once, settled by the server. Input is applied here the moment it is sent; when the
 * server's answer comes, what it has not yet seen is applied again on top, and the difference fades within a moment.
 */
export class OwnBodyPrediction {
  readonly state: GuestState = createGuestState(0, 0, 0, 0);
  known = false;
  readonly #ground: Ground;
  readonly #before: GuestState = createGuestState(0, 0, 0, 0);
  readonly #pending: { seq: number; input: GuestInput }[] = [];
  readonly #history: Settled[] = [];
  readonly #offset = { x: 0, y: 0, z: 0, yaw: 0 };
  /** Share of the step under way, for pictures between steps. */
  #between = 1;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Input `seq` was sent: the body obeys now. */
  step(seq: number, input: GuestInput): void {
    if (!this.known) return;
    Object.assign(this.#before, this.state);
    this.#pending.push({ seq, input });
    if (this.#pending.length > PENDING_MAX) this.#pending.shift();
    stepGuest(this.state, input, STEP_MS / 1000, this.#ground);
    this.#between = 0;
  }

  /** The server's word arrived. */
  settle(own: Settled): void {
    this.#history.push(own);
    if (this.#history.length > HISTORY_MAX) this.#history.shift();
    while (this.#pending.length > 0 && this.#pending[0].seq <= own.ackSeq) this.#pending.shift();
    const { x, y, z, yaw } = this.state;
    Object.assign(this.state, { x: own.x, y: own.y, z: own.z, yaw: own.yaw, vx: own.vx, vz: own.vz });
    for (const { input } of this.#pending) stepGuest(this.state, input, STEP_MS / 1000, this.#ground);
    if (!this.known || Math.hypot(x - this.state.x, z - this.state.z) > JUMP_M) {
      this.known = true;
      Object.assign(this.#before, this.state);
      Object.assign(this.#offset, { x: 0, y: 0, z: 0, yaw: 0 });
      return;
    }
    const shift = { x: x - this.state.x, y: y - this.state.y, z: z - this.state.z };
    this.#before.x -= shift.x;
    this.#before.y -= shift.y;
    this.#before.z -= shift.z;
    this.#before.yaw -= turnOf(yaw - this.state.yaw);
    this.#offset.x += shift.x;
    this.#offset.y += shift.y;
    this.#offset.z += shift.z;
    this.#offset.yaw = turnOf(this.#offset.yaw + turnOf(yaw - this.state.yaw));
  }

  /** Where the body is drawn now; call once a picture. */
  present(dtS: number, out: { x: number; y: number; z: number; yaw: number }): void {
    this.#between = Math.min(1, this.#between + (dtS * 1000) / STEP_MS);
    const keep = Math.exp(-dtS / SMOOTH_S);
    for (const key of ['x', 'y', 'z', 'yaw'] as const) this.#offset[key] *= keep;
    const t = this.#between;
    out.x = this.#before.x + (this.state.x - this.#before.x) * t + this.#offset.x;
    out.y = this.#before.y + (this.state.y - this.#before.y) * t + this.#offset.y;
    out.z = this.#before.z + (this.state.z - this.#before.z) * t + this.#offset.z;
    out.yaw = turnOf(this.#before.yaw + turnOf(this.state.yaw - this.#before.yaw) * t + this.#offset.yaw);
  }

  /** Where the server had the body at a stage time; false when that is not known. */
  settledAt(stageMs: number, out: { x: number; y: number; z: number; yaw: number }): boolean {
    const { length } = this.#history;
    if (length === 0) return false;
    let i = length - 1;
    while (i > 0 && this.#history[i].presentAtMs > stageMs) i--;
    const a = this.#history[i];
    const b = this.#history[Math.min(length - 1, i + 1)];
    const span = b.presentAtMs - a.presentAtMs;
    const t = span > 0 ? Math.min(1, Math.max(0, (stageMs - a.presentAtMs) / span)) : 0;
    out.x = a.x + (b.x - a.x) * t;
    out.y = a.y + (b.y - a.y) * t;
    out.z = a.z + (b.z - a.z) * t;
    out.yaw = a.yaw + turnOf(b.yaw - a.yaw) * t;
    return true;
  }
}
