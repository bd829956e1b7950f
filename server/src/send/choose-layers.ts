import { FINE_BYTES, LAYER_COUNT, LAYER_PERIOD_TICKS, type PoseEncoder } from '@troupe/client-sdk/protocol';
import { type Crowd, createRankWork, type RankWork, rankBodies, type Viewpoint } from './rank-bodies.ts';

/** How detail is given out; shares and factors are those measured in the streaming note. */
export const CHOICE = {
  /** Share of the budget for the best at full detail before anybody else gets more than a root. */
  heroShare: 0.3,
  heroesMax: 6,
  /** Farthest distance at which a layer is worth its bytes, m. */
  reachM: [14, 30, 90, Number.POSITIVE_INFINITY],
  /** Nearer than this the first heroes are refined: there one sees a toe tremble by a millimetre, m. */
  fineReachM: 5,
  fineMax: 4,
  /** Farther than this, behind the camera and without joints: a body comes every second turn only, m. */
  lazyReachM: 6,
} as const;

const TICKS_PER_SECOND = 20;
const FINE_COST = FINE_BYTES * TICKS_PER_SECOND;
/** What a key of layer 3 has more than a delta, bytes a second at that layer's rate. */
const KEY_EXTRA = 4;

/** Reusable work space, one for all clients of a stage. */
export interface ChoiceWork extends RankWork {
  /** 1 for who is refined (layer 0) or comes every second turn (layer 3), by slot; of the client last chosen for. */
  readonly mark: Uint8Array;
}

export function createChoiceWork(capacity: number): ChoiceWork {
  return { ...createRankWork(capacity), mark: new Uint8Array(capacity) };
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
  const { order, distanceSquare, behind, mark } = work;
  const n = rankBodies(crowd, view, layers, work);
  mark.fill(0, 0, crowd.count);
  const rootCost = costs[LAYER_COUNT - 1];
  const lazySaving = rootCost - (rootCost + KEY_EXTRA) / 2;
  let left = budgetBytesPerSecond - n * rootCost;
  for (let i = 0; i < n; i++) {
    const slot = order[i];
    layers[slot] = LAYER_COUNT - 1;
    if (behind[slot] === 0 || distanceSquare[slot] < CHOICE.lazyReachM ** 2) continue;
    mark[slot] = 1;
    left += lazySaving;
  }
  const own = n > 0 && order[0] === view.ownSlot ? 1 : 0;
  if (own === 1) {
    // A person sees themselves before anybody else, whatever the budget; fingers only when it can bear them.
    const layer = left > costs[0] + FINE_COST ? 0 : 1;
    layers[order[0]] = layer;
    mark[order[0]] = 1 - layer;
    left -= costs[layer] - rootCost + mark[order[0]] * FINE_COST;
  }
  let heroBytes = budgetBytesPerSecond * CHOICE.heroShare;
  for (let i = own; i < n && i < CHOICE.heroesMax; i++) {
    const slot = order[i];
    const refined = i < CHOICE.fineMax && distanceSquare[slot] <= CHOICE.fineReachM ** 2 ? 1 : 0;
    const extra = costs[0] - rootCost + mark[slot] * lazySaving + refined * FINE_COST;
    if (extra > heroBytes || extra > left || distanceSquare[slot] > CHOICE.reachM[0] ** 2) break;
    layers[slot] = 0;
    mark[slot] = refined;
    heroBytes -= extra;
    left -= extra;
  }
  for (let layer = LAYER_COUNT - 2; layer >= 0; layer--) {
    const extra = costs[layer] - costs[layer + 1];
    const reach = CHOICE.reachM[layer] ** 2;
    for (let i = 0; i < n && left >= extra; i++) {
      const slot = order[i];
      if (layers[slot] !== layer + 1 || distanceSquare[slot] > reach) continue;
      layers[slot] = layer;
      left -= extra + mark[slot] * lazySaving;
      mark[slot] = 0;
    }
  }
}
