/**
 * CONTRIBUTOR NOTES
 * Frames of one body and cubic interpolation between them. A 20 Hz stream interpolated linearly has three times the
 * jerk of the motion it samples, cubically less than the motion itself (motion-proof, section 5). Rotations are
 * interpolated by components, hemisphere-aligned, with Catmull-Rom tangents over uneven times, then normalised: at
 * these angles the difference to a spline on the sphere cannot be seen, and it costs a quarter.
 */

import { type FarMotions, LAYER_JOINTS } from '@troupe/client-sdk/protocol';
import { ActTrack, type SampledAct } from './act-track.ts';

const JOINTS = LAYER_JOINTS[0];
const QUATS = JOINTS * 4;
const FACE = 18;
/** Frames kept: at 20 Hz 400 ms, more than any delay looks back. */
export const TRACK_FRAMES = 8;
/** How far beyond the newest frame a body may be carried on, ms; then it rests. */
export const EXTRAPOLATE_MS = 100;

/** One sampled body; arrays are reused by the next sample. */
export interface SampledBody {
  readonly netId: number;
  readonly hips: Float64Array;
  readonly joints: Float32Array;
  readonly face: Float32Array;
  /** Layer of the newest frame: how many joints are alive. */
  layer: number;
  /** True from the first frame on; a body is not shown before. */
  ready: boolean;
  /** What a body of layer 3 is at; motion -1: nothing is told. */
  readonly act: SampledAct;
}

/** A short history of one body. */
export class BodyTrack {
  readonly out: SampledBody;
  readonly #times = new Float64Array(TRACK_FRAMES);
  readonly #hips = new Float64Array(TRACK_FRAMES * 3);
  readonly #joints = new Float32Array(TRACK_FRAMES * QUATS);
  readonly #face = new Float32Array(TRACK_FRAMES * FACE);
  readonly #layers = new Uint8Array(TRACK_FRAMES);
  readonly #acts = new ActTrack();
  #count = 0;
  /** Extra lag of this body's layer, ms; eased so that a change of detail makes no step in time. */
  #layerDelayMs = 0;
  #sampledLayer = 0;

  constructor(netId: number) {
    this.out = {
      netId,
      hips: new Float64Array(3),
      joints: new Float32Array(QUATS),
      face: new Float32Array(FACE),
      layer: 3,
      ready: false,
      act: { motion: -1, phase: 0, far: undefined },
    };
  }

  /** Stage time of the newest frame, ms; NaN when empty. */
  get newestMs(): number {
    return this.#count === 0 ? Number.NaN : this.#times[(this.#count - 1) % TRACK_FRAMES];
  }

  /** Adds a frame; one that is not newer than the newest replaces it (a revision) or is dropped. */
  add(timeMs: number, hips: Float64Array, joints: Float32Array, face: Float32Array, layer: number): void {
    if (timeMs < this.newestMs) return;
    if (timeMs !== this.newestMs) this.#count += 1;
    const slot = (this.#count - 1) % TRACK_FRAMES;
    this.#times[slot] = timeMs;
    this.#hips.set(hips, slot * 3);
    this.#joints.set(joints, slot * QUATS);
    this.#face.set(face, slot * FACE);
    this.#layers[slot] = layer;
    this.out.layer = layer;
    this.out.ready = true;
    if (this.#count > 1) this.#align(slot, (this.#count - 2) % TRACK_FRAMES);
  }

  /** What the body is at, told beside a frame of layer 3. */
  addAct(timeMs: number, motion: number, phase: number): void {
    this.#acts.add(timeMs, motion, phase);
  }

  /** Puts each rotation on the same hemisphere as in the frame before, so that components can be interpolated. */
  #align(slot: number, before: number): void {
    const q = this.#joints;
    for (let joint = 0; joint < JOINTS; joint++) {
      const a = before * QUATS + joint * 4;
      const b = slot * QUATS + joint * 4;
      if (q[a] * q[b] + q[a + 1] * q[b + 1] + q[a + 2] * q[b + 2] + q[a + 3] * q[b + 3] >= 0) continue;
      for (let k = 0; k < 4; k++) q[b + k] = -q[b + k];
    }
  }

  /** Samples at a render time into `out`. `layerDelayMs` is the extra lag that this layer's rate needs. */
  sample(renderMs: number, layerDelayMs: number, passedMs: number, far?: FarMotions): SampledBody {
    if (this.#count === 0) return this.out;
    const ease = Math.min(Math.abs(layerDelayMs - this.#layerDelayMs), Math.max(0, passedMs) * 0.15);
    this.#layerDelayMs += Math.sign(layerDelayMs - this.#layerDelayMs) * ease;
    const time = renderMs - this.#layerDelayMs;
    const oldest = Math.max(0, this.#count - TRACK_FRAMES);
    let i = this.#count - 1;
    while (i > oldest && this.#times[i % TRACK_FRAMES] > time) i--;
    if (i === this.#count - 1) this.#beyond(i, oldest, time);
    else this.#between(i, oldest, time);
    if (far && this.out.layer === LAYER_JOINTS.length - 1) this.#acts.sample(time, far, this.out.act);
    else this.out.act.motion = -1;
    return this.out;
  }

  /** Time lies before the newest frame: cubic between frames i and i + 1. */
  #between(i: number, oldest: number, time: number): void {
    const p0 = Math.max(oldest, i - 1) % TRACK_FRAMES;
    const p1 = i % TRACK_FRAMES;
    const p2 = (i + 1) % TRACK_FRAMES;
    const p3 = Math.min(this.#count - 1, i + 2) % TRACK_FRAMES;
    const alive = this.#alive(p0, p1, p2, p3);
    const t1 = this.#times[p1];
    const span = this.#times[p2] - t1;
    const u = Math.min(1, Math.max(0, (time - t1) / span));
    // Hermite weights; tangents (p2 - p0) / (t2 - t0) and (p3 - p1) / (t3 - t1), scaled to the span.
    const u2 = u * u;
    const u3 = u2 * u;
    const h00 = 2 * u3 - 3 * u2 + 1;
    const h01 = -2 * u3 + 3 * u2;
    const m1 = ((u3 - 2 * u2 + u) * span) / Math.max(1e-6, this.#times[p2] - this.#times[p0]);
    const m2 = ((u3 - u2) * span) / Math.max(1e-6, this.#times[p3] - this.#times[p1]);
    const w1 = h00 - m2;
    const w2 = h01 + m1;
    blend(this.#hips, 3, 3, p0, p1, p2, p3, -m1, w1, w2, m2, this.out.hips);
    blend(this.#joints, QUATS, alive, p0, p1, p2, p3, -m1, w1, w2, m2, this.out.joints);
    normalise(this.out.joints, alive);
    for (let k = 0; k < FACE; k++) {
      const a = this.#face[p1 * FACE + k];
      this.out.face[k] = a + (this.#face[p2 * FACE + k] - a) * u;
    }
  }

  /** Values of joints that moved in these frames: a joint beyond the layer of all four keeps its last value. */
  #alive(p0: number, p1: number, p2: number, p3: number): number {
    const layers = this.#layers;
    const finest = Math.min(layers[p0], layers[p1], layers[p2], layers[p3]);
    const before = this.#sampledLayer;
    this.#sampledLayer = finest;
    return LAYER_JOINTS[Math.min(finest, before) as 0 | 1 | 2 | 3] * 4;
  }

  /** Time lies beyond the newest frame: carried on for a moment with fading speed, then at rest. */
  #beyond(i: number, oldest: number, time: number): void {
    const newest = i % TRACK_FRAMES;
    const before = (i > oldest ? i - 1 : i) % TRACK_FRAMES;
    const span = this.#times[newest] - this.#times[before];
    const ahead = Math.min(EXTRAPOLATE_MS, Math.max(0, time - this.#times[newest]));
    // Speed fades linearly to zero over the allowance: distance is its integral.
    const share = span > 0 ? (ahead - (ahead * ahead) / (2 * EXTRAPOLATE_MS)) / span : 0;
    const alive = this.#alive(before, newest, newest, newest);
    blend(this.#hips, 3, 3, before, newest, newest, newest, -share, 1 + share, 0, 0, this.out.hips);
    blend(
      this.#joints,
      QUATS,
      alive,
      before,
      newest,
      newest,
      newest,
      -share,
      1 + share,
      0,
      0,
      this.out.joints,
    );
    normalise(this.out.joints, alive);
    for (let k = 0; k < FACE; k++) this.out.face[k] = this.#face[newest * FACE + k];
  }
}

/** Weighs four frames of `width` values; the first `count` of each. */
function blend(
  frames: Float32Array | Float64Array,
  width: number,
  count: number,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
  out: Float32Array | Float64Array,
): void {
  const a = p0 * width;
  const b = p1 * width;
  const c = p2 * width;
  const d = p3 * width;
  for (let k = 0; k < count; k++) {
    out[k] = frames[a + k] * w0 + frames[b + k] * w1 + frames[c + k] * w2 + frames[d + k] * w3;
  }
}

function normalise(q: Float32Array, count: number): void {
  for (let at = 0; at < count; at += 4) {
    const square = q[at] * q[at] + q[at + 1] * q[at + 1] + q[at + 2] * q[at + 2] + q[at + 3] * q[at + 3];
    if (square > 1e-12) {
      const inverse = 1 / Math.sqrt(square);
      for (let k = 0; k < 4; k++) q[at + k] *= inverse;
    } else {
      q[at + 3] = 1;
    }
  }
}
