/** How the render time follows the stream. */
export const RENDER_CLOCK = {
  /** Least and most that a picture lags behind the stage, ms. */
  delayMsMin: 60,
  delayMsMax: 400,
  /** What is kept ready beyond the measured lateness, ms: one frame and a little. */
  marginMs: 55,
  /** Further off than this the clock jumps, else it is bent. */
  jumpMs: 250,
  /** Most the clock may run faster or slower. */
  slew: 0.05,
  /** How fast the estimate of lateness forgets a late frame, per moment of the stage (20 a second). */
  forget: 0.02,
  /** A page that has drawn nothing for this long is hidden, and learns nothing of its line, ms. */
  hiddenMs: 1_000,
  /** A picture of a page that keeps up, ms. */
  pictureMs: 17,
} as const;

/** Turns stage time into a smooth render time that late frames still reach in time. */
export class RenderClock {
  /** A lag that is kept even where the line needs less, ms: all who keep the same one see a moment together. */
  leastMs = 0;
  #latenessMs = 60;
  #renderMs = Number.NaN;
  #lastStageMs = Number.NaN;
  #notedAtMs = Number.NaN;

  /**
   * A frame for stage time `presentAtMs` arrived at stage time `arrivedMs`. Returns true when it came too late.
   *
   * It is as late as the end of the last picture that was drawn without it: what waits while a page draws is there for the next picture all the
   * same. Counted to when it was handled instead, a page of six pictures a second was 80 ms behind the others in one room.
   */
  note(presentAtMs: number, arrivedMs: number): boolean {
    const waitedMs = Math.max(0, arrivedMs - this.#lastStageMs - RENDER_CLOCK.pictureMs) || 0;
    const latenessMs = arrivedMs - presentAtMs - waitedMs;
    if (waitedMs > RENDER_CLOCK.hiddenMs) return presentAtMs < this.#renderMs;
    if (latenessMs > this.#latenessMs) this.#latenessMs = latenessMs;
    else if (presentAtMs !== this.#notedAtMs)
      this.#latenessMs += (latenessMs - this.#latenessMs) * RENDER_CLOCK.forget;
    this.#notedAtMs = presentAtMs;
    return presentAtMs < this.#renderMs;
  }

  /** Lag of the picture behind the stage that is aimed at, ms. */
  get delayMs(): number {
    const wanted = this.#latenessMs + RENDER_CLOCK.marginMs;
    return Math.min(RENDER_CLOCK.delayMsMax, Math.max(RENDER_CLOCK.delayMsMin, this.leastMs, wanted));
  }

  /** The moment of the stage that is shown now, ms; NaN before the first picture. */
  get renderMs(): number {
    return this.#renderMs;
  }

  /** Render time at a stage time; never runs backwards, and jumps only when far off. */
  at(stageMs: number): number {
    const target = stageMs - this.delayMs;
    const passed = stageMs - this.#lastStageMs;
    this.#lastStageMs = stageMs;
    const free = this.#renderMs + passed;
    if (!(Math.abs(target - free) < RENDER_CLOCK.jumpMs)) {
      this.#renderMs = target;
    } else {
      const most = Math.max(0, passed) * RENDER_CLOCK.slew;
      this.#renderMs = free + Math.min(most, Math.max(-most, target - free));
    }
    return this.#renderMs;
  }
}
