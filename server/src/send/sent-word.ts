/** Layer of a body that is not sent. */
export const NO_LAYER = 255;
/** Mark of a body that the client does not have: the next block must be a key. */
export const UNSYNCED = -1;

/** Body, layer and sequence number of a block in one word, so that "does this delta follow?" is one comparison; 32 bits with sign. */
export function sentWord(netId: number, layer: number, seq: number): number {
  return (netId << 16) | (layer << 8) | seq;
}

/** Layer of what was sent; NO_LAYER when unsynced. */
export function layerOfWord(word: number): number {
  return (word >>> 8) & 255;
}
