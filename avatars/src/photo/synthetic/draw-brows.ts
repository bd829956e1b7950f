import type { Look } from '../understand/look.ts';

/**
 * Darkens a tile of skin where brows are, in the hair's colour: networks that read faces look for them first.
 *
 * @param tile bytes of the face's tile, `channels` a texel, changed
 * @param mask share of brow of each texel, 0..1
 * @param strength from 0 (hardly seen) to 1
 */
export function drawBrows(
  tile: Uint8Array,
  channels: number,
  mask: Float32Array,
  { hair, skin }: Pick<Look, 'hair' | 'skin'>,
  strength: number,
): void {
  const dark = hair.colour.map((c, k) => Math.min(1, (c / Math.max(40, skin[k])) * 0.9));
  for (let i = 0; i < mask.length; i++) {
    const share = mask[i] * strength;
    if (share > 0) for (let k = 0; k < 3; k++) tile[i * channels + k] *= 1 - share + share * dark[k];
  }
}
