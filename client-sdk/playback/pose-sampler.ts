import { type DecodedBody, type FarMotions, LAYER_PERIOD_TICKS } from '@troupe/client-sdk/protocol';
import { BodyTrack, type SampledBody } from './body-track.ts';
import { RenderClock } from './render-clock.ts';

const TICK_MS = 50;

/**
 * Jitter buffer and interpolation of a whole stage. Feed it decoded bodies, ask it once a picture.
 *
 * @example
 * for (const body of client.sampler.sample(client.stageMs())) draw(body.netId, body.hips, body.joints, body.face);
 */
export class PoseSampler {
  readonly clock = new RenderClock();
  /** The stage's table of far motions (GET /assets/far-motions.bin); without it nobody's `act` is told. */
  far: FarMotions | undefined;
  readonly #tracks = new Map<number, BodyTrack>();
  readonly #sampled: SampledBody[] = [];
  #lastMs = Number.NaN;
  #lateFrames = 0;

  /** A body was decoded for stage time `presentAtMs`, at stage time `arrivedMs`. Copies what it keeps. */
  add(body: DecodedBody, presentAtMs: number, arrivedMs: number): void {
    let track = this.#tracks.get(body.netId);
    if (!track) {
      track = new BodyTrack(body.netId);
      this.#tracks.set(body.netId, track);
    }
    if (this.clock.note(presentAtMs, arrivedMs)) this.#lateFrames += 1;
    track.add(presentAtMs, body.hips, body.joints, body.face, body.layer);
  }

  /** What a body that was just added is at. */
  addAct(netId: number, motion: number, phase: number, presentAtMs: number): void {
    this.#tracks.get(netId)?.addAct(presentAtMs, motion, phase);
  }

  remove(netId: number): void {
    this.#tracks.delete(netId);
  }

  /** Everybody at the render time that belongs to a stage time; the array and its bodies are reused. */
  sample(stageMs: number): readonly SampledBody[] {
    const renderMs = this.clock.at(stageMs);
    const passedMs = Number.isNaN(this.#lastMs) ? 0 : renderMs - this.#lastMs;
    this.#lastMs = renderMs;
    this.#sampled.length = 0;
    for (const track of this.#tracks.values()) {
      // A body sent at 5 Hz needs its next frame before it can be interpolated: it is shown that much later.
      const delay = (LAYER_PERIOD_TICKS[track.out.layer as 0 | 1 | 2 | 3] - 1) * TICK_MS;
      this.#sampled.push(track.sample(renderMs, delay, passedMs, this.far));
    }
    return this.#sampled;
  }

  /** One body as last sampled. */
  get(netId: number): SampledBody | undefined {
    return this.#tracks.get(netId)?.out;
  }

  /** Frames that came after their moment since last asked. */
  takeLateFrames(): number {
    const late = this.#lateFrames;
    this.#lateFrames = 0;
    return late;
  }
}
