import { WIRE_LIMITS } from '../protocol/index.ts';

/** What a level of quality costs and gives. */
export interface Quality {
  readonly level: number;
  /** Share of the screen's own pixels. */
  readonly pixelShare: number;
  readonly shadows: boolean;
  readonly mirror: boolean;
  readonly heroesMax: number;
  /** Heights (px) at which people change level are multiplied by this; that of the cards by its own. */
  readonly lodScale: number;
  readonly cardScale: number;
  /** People at most at the finest level and at the next. */
  readonly fineMax: number;
  readonly middleMax: number;
  /** Bytes a second of poses that are asked of the stage: who draws less need not be sent more. */
  readonly budgetBytesPerSecond: number;
}

function quality(
  level: number,
  picture: Pick<Quality, 'pixelShare' | 'shadows' | 'mirror'>,
  [heroesMax, fineMax, middleMax]: readonly [number, number, number],
  [lodScale, cardScale]: readonly [number, number],
  budgetShare: number,
): Quality {
  const budgetBytesPerSecond = Math.round(WIRE_LIMITS.budgetBytesPerSecond * budgetShare);
  return { level, ...picture, heroesMax, fineMax, middleMax, lodScale, cardScale, budgetBytesPerSecond };
}

/** From the best to the plainest picture. */
export const QUALITIES: readonly Quality[] = [
  quality(0, { pixelShare: 1, shadows: true, mirror: true }, [8, 12, 60], [1, 1], 1),
  quality(1, { pixelShare: 0.85, shadows: true, mirror: true }, [6, 8, 40], [1.3, 1], 1),
  quality(2, { pixelShare: 0.75, shadows: true, mirror: false }, [4, 5, 28], [1.8, 1.2], 0.8),
  quality(3, { pixelShare: 0.6, shadows: false, mirror: false }, [2, 3, 16], [2.6, 1.5], 0.6),
  quality(4, { pixelShare: 0.45, shadows: false, mirror: false }, [1, 1, 8], [4, 1.8], 0.4),
];

export const GOVERNOR_DEFAULTS = {
  /** Slower than this on average: a level down. */
  slowMs: 25,
  /** Faster than this for a long time: a level up. */
  fastMs: 14,
  patienceDownS: 1.2,
  patienceUpS: 8,
  /** After a step up that had to be taken back, that level is not tried again for this long. */
  sulkS: 60,
} as const;

/** Keeps the picture fluent: watches frame times and chooses a level of quality, calmly. */
export class QualityGovernor {
  #level: number;
  readonly #fixed: boolean;
  #averageMs = 16;
  #slowS = 0;
  #fastS = 0;
  #timeS = 0;
  #climbedAtS = -1e9;
  #noClimbUntilS = 0;

  /** @param fixed keeps the first level whatever it costs: for pictures and for comparisons */
  constructor(level = 0, fixed = false) {
    this.#fixed = fixed;
    this.#level = Math.min(QUALITIES.length - 1, Math.max(0, level));
  }

  get quality(): Quality {
    return QUALITIES[this.#level];
  }

  /** Average frame time, ms. */
  get frameMs(): number {
    return this.#averageMs;
  }

  /** Takes one frame time (ms); returns true when the level changed. Long gaps (a hidden tab) do not count. */
  note(frameMs: number): boolean {
    if (!(frameMs > 0) || frameMs > 1_000) return false;
    const seconds = frameMs / 1000;
    this.#timeS += seconds;
    this.#averageMs += (frameMs - this.#averageMs) * Math.min(1, seconds * 2);
    this.#slowS = this.#averageMs > GOVERNOR_DEFAULTS.slowMs ? this.#slowS + seconds : 0;
    this.#fastS = this.#averageMs < GOVERNOR_DEFAULTS.fastMs ? this.#fastS + seconds : 0;
    if (this.#fixed) return false;
    if (this.#slowS > GOVERNOR_DEFAULTS.patienceDownS && this.#level < QUALITIES.length - 1) {
      if (this.#timeS - this.#climbedAtS < 10) this.#noClimbUntilS = this.#timeS + GOVERNOR_DEFAULTS.sulkS;
      return this.#step(1);
    }
    const mayClimb = this.#level > 0 && this.#timeS > this.#noClimbUntilS;
    if (this.#fastS > GOVERNOR_DEFAULTS.patienceUpS && mayClimb) {
      this.#climbedAtS = this.#timeS;
      return this.#step(-1);
    }
    return false;
  }

  #step(by: number): boolean {
    this.#level += by;
    this.#slowS = 0;
    this.#fastS = 0;
    return true;
  }
}
