import { LAYER_COUNT, LAYER_PERIOD_TICKS, type PoseEncoder } from '@troupe/client-sdk/protocol';

/** Where a client looks from, and who it is. */
export interface Viewpoint {
  x: number;
  z: number;
  dirX: number;
  dirZ: number;
  /** Slot of the client's own body, -1 for a spectator. */
  ownSlot: number;
}

/** How detail is given out; shares and factors are those measured in the streaming note. */
export const CHOICE = {
  /** Share of the budget for the best at full detail before anybody else gets more than a root. */
  heroShare: 0.3,
  heroesMax: 6,
  /** Whoever already has more detail keeps it against a rival up to this much better. */
  hysteresis: 1.15,
  /** Behind the camera. */
  behind: 0.2,
  /** Farthest distance at which a layer is worth its bytes, m. */
  reachM: [14, 30, 90, Number.POSITIVE_INFINITY],
  /** Share of the budget left free for keys and moments when everybody moves at once. */
  reserve: 0.12,
} as const;

const TICKS_PER_SECOND = 20;

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
export interface ChoiceWork {
  readonly order: Int32Array;
  readonly score: Float64Array;
  readonly distance: Float64Array;
}

export function createChoiceWork(capacity: number): ChoiceWork {
  return {
    order: new Int32Array(capacity),
    score: new Float64Array(capacity),
    distance: new Float64Array(capacity),
  };
}

/** Bytes a second that a body costs in each layer, measured by the encoder. */
export function layerCosts(encoder: PoseEncoder, out: Float64Array): void {
  for (let layer = 0; layer < LAYER_COUNT; layer++) {
    out[layer] = (encoder.meanDeltaBytes[layer] * TICKS_PER_SECOND) / LAYER_PERIOD_TICKS[layer];
  }
}

/**
 * Chooses a layer for everybody under one client's budget: its own body, then the best few first at full detail (heroes), then water
 * filling: everybody to layer 3, then to 2, to 1, to 0, in the order of their score, as far as bytes and distance go.
 *
 * @param layers layer by slot, read for hysteresis and written; 255: not sent
 */
export function chooseLayers(
  crowd: Crowd,
  view: Viewpoint,
  budgetBytesPerSecond: number,
  costs: Float64Array,
  work: ChoiceWork,
  layers: Uint8Array,
): void {
  const { order, distance } = work;
  const n = rank(crowd, view, layers, work);
  let left = budgetBytesPerSecond * (1 - CHOICE.reserve);
  for (let i = 0; i < n; i++) {
    layers[order[i]] = LAYER_COUNT - 1;
    left -= costs[LAYER_COUNT - 1];
  }
  const own = n > 0 && order[0] === view.ownSlot ? 1 : 0;
  if (own === 1) {
    // A person sees themselves before anybody else, whatever the budget; fingers only when it can bear them.
    const layer = left > costs[0] ? 0 : 1;
    layers[order[0]] = layer;
    left -= costs[layer] - costs[LAYER_COUNT - 1];
  }
  let heroBytes = budgetBytesPerSecond * CHOICE.heroShare;
  for (let i = own; i < n && i < CHOICE.heroesMax; i++) {
    const extra = costs[0] - costs[LAYER_COUNT - 1];
    if (extra > heroBytes || extra > left || distance[order[i]] > CHOICE.reachM[0]) break;
    layers[order[i]] = 0;
    heroBytes -= extra;
    left -= extra;
  }
  for (let layer = LAYER_COUNT - 2; layer >= 0; layer--) {
    const extra = costs[layer] - costs[layer + 1];
    for (let i = 0; i < n && left >= extra; i++) {
      const slot = order[i];
      if (layers[slot] !== layer + 1 || distance[slot] > CHOICE.reachM[layer]) continue;
      layers[slot] = layer;
      left -= extra;
    }
  }
}

/** Fills order by falling score; returns how many are visible. Others get layer 255. */
function rank(crowd: Crowd, view: Viewpoint, layers: Uint8Array, work: ChoiceWork): number {
  const { order, score, distance } = work;
  let n = 0;
  for (let slot = 0; slot < crowd.count; slot++) {
    if (crowd.visible[slot] === 0) {
      layers[slot] = 255;
      continue;
    }
    const dx = crowd.position[slot * 3] - view.x;
    const dz = crowd.position[slot * 3 + 2] - view.z;
    const metres = Math.sqrt(dx * dx + dz * dz);
    const ahead = dx * view.dirX + dz * view.dirZ > -0.1 * metres ? 1 : CHOICE.behind;
    const held = layers[slot] < LAYER_COUNT - 1 ? CHOICE.hysteresis : 1;
    const own = slot === view.ownSlot ? 1_000 : 1;
    distance[slot] = own > 1 ? 0 : metres;
    score[slot] = ((crowd.importance[slot] * ahead) / Math.max(1, metres)) * held * own;
    order[n++] = slot;
  }
  sortByScore(order, score, n);
  return n;
}

/** Shell sort, falling: in place and without a callback. Orders change little, so few moves are made. */
function sortByScore(order: Int32Array, score: Float64Array, n: number): void {
  for (let gap = n >> 1; gap > 0; gap = gap > 3 ? Math.floor(gap / 2.2) : gap - 1) {
    for (let i = gap; i < n; i++) {
      const slot = order[i];
      const value = score[slot];
      let j = i;
      while (j >= gap && score[order[j - gap]] < value) {
        order[j] = order[j - gap];
        j -= gap;
      }
      order[j] = slot;
    }
  }
}
