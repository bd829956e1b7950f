/** What a performer does about somebody who stands too near: nothing, looks and leans back, steps aside, or has said so. */
export type SpaceState = 'calm' | 'leans' | 'steps' | 'asked';

/** How much room a performer wants and what it is doing about it. Plain data. */
export interface PersonalSpace {
  state: SpaceState;
  sinceTick: number;
  /** Wire id of who is too near, 0: nobody; how near, and how near would be well, m between the middles of two bodies. */
  netId: number;
  nearM: number;
  comfortM: number;
  /** Steps taken from the same human since there was room the last time. */
  steps: number;
  /** When the last of them was taken and when it was last told, ticks. */
  steppedTick: number;
  askedTick: number;
}

/** A step aside that is taken: where to (m), whom one goes on facing, and until when it lasts at most. */
export interface StepAside {
  readonly x: number;
  readonly z: number;
  readonly faceNetId: number;
  readonly untilTick: number;
}

/** Room of a stranger between an average personality and a guest, m: the near half of Hall's personal distance (0.45 to 1.2 m). */
export const COMFORT_M = 0.92;

export function createPersonalSpace(): PersonalSpace {
  return {
    state: 'calm',
    sinceTick: 0,
    netId: 0,
    nearM: 0,
    comfortM: COMFORT_M,
    steps: 0,
    steppedTick: -100_000,
    askedTick: -100_000,
  };
}
