import { LAYER_COUNT, LAYER_PERIOD_TICKS } from '@troupe/client-sdk/protocol';
import { layerOfWord, NO_LAYER } from './sent-word.ts';

/** Mark of a slot in a list: in layer 0 its body is refined (fine block), in layer 3 it comes every second turn. */
export const TURN_MARK = 0x8000;

/**
 * Who has a turn when, for one client: slots grouped by layer and by the tick of that layer's period in which they come.
 * So a tick walks only over bodies it sends, not over everybody there is.
 */
export interface TurnLists {
  /** Slots list by list; TURN_MARK in the top bit. */
  readonly slots: Uint16Array;
  /** Where each list begins; list FIRST_LIST[layer] + netId mod period. */
  readonly start: Uint16Array;
  /** Slots whose layer changed and has not yet been sent: until its turn the old chain goes on. */
  readonly moving: Uint16Array;
  movingCount: number;
  /** True until they are filled for the first time. */
  isNew: boolean;
}

/** First list of each layer: one for each tick of its period. */
export const FIRST_LIST = [0, 1, 3, 7] as const;
const LISTS = 17;

export function createTurnLists(capacity: number): TurnLists {
  return {
    slots: new Uint16Array(capacity),
    start: new Uint16Array(LISTS + 1),
    moving: new Uint16Array(capacity),
    movingCount: 0,
    isNew: true,
  };
}

/** The list of a layer that has its turn in a frame: emissions are when (frame + netId) mod period is 0. */
export function dueList(layer: number, frame: number): number {
  const period = LAYER_PERIOD_TICKS[layer];
  return FIRST_LIST[layer] + ((period - (frame % period)) % period);
}

/** Makes the lists anew from the chosen layers. `mark` is 1 for who bears TURN_MARK, `netId` and `sent` are by slot. */
export function fillTurnLists(
  lists: TurnLists,
  count: number,
  layers: Uint8Array,
  mark: Uint8Array,
  netId: Uint16Array,
  sent: Int32Array,
): void {
  const { slots, start, moving } = lists;
  start.fill(0);
  for (let slot = 0; slot < count; slot++) {
    if (layers[slot] < LAYER_COUNT) start[listOf(layers[slot], netId[slot]) + 1] += 1;
  }
  for (let i = 1; i <= LISTS; i++) start[i] += start[i - 1];
  let movingCount = 0;
  for (let slot = 0; slot < count; slot++) {
    const layer = layers[slot];
    if (layer >= LAYER_COUNT) continue;
    slots[start[listOf(layer, netId[slot])]++] = mark[slot] === 1 ? slot | TURN_MARK : slot;
    const before = layerOfWord(sent[slot]);
    if (before !== layer && before !== NO_LAYER) moving[movingCount++] = slot;
  }
  // Filling moved each start to its list's end, which is the next one's start.
  start.copyWithin(1, 0, LISTS);
  start[0] = 0;
  lists.movingCount = movingCount;
  lists.isNew = false;
}

function listOf(layer: number, netId: number): number {
  return FIRST_LIST[layer] + (netId % LAYER_PERIOD_TICKS[layer]);
}
