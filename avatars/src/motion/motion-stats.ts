import type { PlaybackStats } from './playback.ts';

/** Counts since the engine was made. */
export interface MotionStats extends PlaybackStats {
  /** Rows given to the network. */
  rows: number;
  /** Poses kept because the network's answer was unusable. */
  kept: number;
  /** Runs of the network that threw, and what the last one said. */
  failures: number;
  lastFailure: string;
}
