/** Where a client looks from, and who it is. */
export interface Viewpoint {
  x: number;
  z: number;
  dirX: number;
  dirZ: number;
  /** Slot of the client's own body, -1 for a spectator. */
  ownSlot: number;
}

/** Who there is to see: positions by slot and how important each is (1 normal, more for the speaking or the star). */
export interface Crowd {
  readonly count: number;
  /** 0: not to be sent. */
  readonly visible: Uint8Array;
  /** x, y, z by slot. */
  readonly position: Float32Array;
  readonly importance: Float32Array;
}

/** Reusable work space, one for all clients of a stage: choosing leaves no garbage. */
export interface RankWork {
  /** Slots of the visible by falling score. */
  readonly order: Uint16Array;
  /** Distance from the camera by slot, squared, m2; 0 for the own body. */
  readonly distanceSquare: Float32Array;
  /** 1 for who is behind the camera, by slot. */
  readonly behind: Uint8Array;
  readonly bucket: Uint16Array;
  readonly bucketStart: Uint32Array;
}

export const RANK = {
  /** Whoever already has more detail keeps it against a rival up to this much better. */
  hysteresis: 1.15,
  /** Behind the camera. */
  behind: 0.2,
  ownFactor: 100_000,
} as const;

/** Squared scores are sorted by 16 buckets an octave (2 % of a score), from 2^-22 to 2^22. */
const OCTAVE_BITS = 4;
const LOWEST_OCTAVE = -22;
const OCTAVES = 44;
const BUCKETS = OCTAVES << OCTAVE_BITS;
const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

export function createRankWork(capacity: number): RankWork {
  return {
    order: new Uint16Array(capacity),
    distanceSquare: new Float32Array(capacity),
    behind: new Uint8Array(capacity),
    bucket: new Uint16Array(capacity),
    bucketStart: new Uint32Array(BUCKETS + 1),
  };
}

/**
 * Sorts the visible for one client, best first: importance over distance, less behind the camera, more for who already
 * has detail, the own body before all. A counting sort: linear, in place, the same order for the same scores.
 *
 * @param layers layer by slot that the client has now; NO_LAYER is put where nobody is to be seen
 * @returns how many are visible
 */
export function rankBodies(crowd: Crowd, view: Viewpoint, layers: Uint8Array, work: RankWork): number {
  const { order, distanceSquare, behind, bucket, bucketStart } = work;
  const { count, visible, position, importance } = crowd;
  const { x, z, dirX, dirZ, ownSlot } = view;
  bucketStart.fill(0);
  let n = 0;
  for (let slot = 0; slot < count; slot++) {
    if (visible[slot] === 0) {
      layers[slot] = 255;
      continue;
    }
    const dx = position[slot * 3] - x;
    const dz = position[slot * 3 + 2] - z;
    const square = dx * dx + dz * dz;
    const along = dx * dirX + dz * dirZ;
    let score = importance[slot];
    behind[slot] = along < 0 && along * along >= 0.01 * square ? 1 : 0;
    if (behind[slot] === 1) score *= RANK.behind;
    if (layers[slot] < 3) score *= RANK.hysteresis;
    score = (score * score) / Math.max(1, square);
    distanceSquare[slot] = square;
    if (slot === ownSlot) {
      score *= RANK.ownFactor;
      distanceSquare[slot] = 0;
    }
    const at = bucketOf(score);
    bucket[slot] = at;
    bucketStart[at + 1] += 1;
    n += 1;
  }
  for (let i = 1; i <= BUCKETS; i++) bucketStart[i] += bucketStart[i - 1];
  for (let slot = 0; slot < count; slot++) {
    if (visible[slot] !== 0) order[bucketStart[bucket[slot]]++] = slot;
  }
  return n;
}

/** The higher the score the lower the bucket: exponent and first bits of the float, which rise with it. */
function bucketOf(score: number): number {
  float[0] = score;
  const rising = (floatBits[0] >>> (23 - OCTAVE_BITS)) - ((127 + LOWEST_OCTAVE) << OCTAVE_BITS);
  return BUCKETS - 1 - Math.max(0, Math.min(BUCKETS - 1, rising));
}
