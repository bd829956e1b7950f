import type { Part } from '../dress/part.ts';
import type { Rgb } from '../understand/colour.ts';
import type { Layer } from './trust.ts';

/** How one part is painted. */
export interface PaintPlan {
  readonly part: Part;
  /** Its number among the parts, from 1: pixels that it owns bear it. */
  readonly number: number;
  /** Of each photo: vertices as they stood before it, camera frame, x 3. */
  readonly posed: readonly Float32Array[];
  readonly sizePx: number;
  /** How surely a pixel of this colour belongs to the part at this place of it, 0..1; arguments are only lent. */
  readonly accept: (colour: Rgb, corners: readonly number[], shares: readonly number[]) => number;
  /** Whether a colour is the part's main one: beside another limb before it any other may be that limb's. */
  readonly main?: (colour: Rgb) => boolean;
  /** Whether a colour is one that was read off the part: from its edges inwards any other may be somebody else's. */
  readonly known?: (colour: Rgb) => boolean;
  /** Hair may hang before the part: anywhere, or only beyond face and neck. */
  readonly underHair?: 'anywhere' | 'beyond';
  /** Whether a pixel is left out where a hand may lie before the part. */
  readonly avoid?: (colour: Rgb) => boolean;
  /** The same for the smooth field; stricter where fine marks must not spread. */
  readonly acceptSoft: (colour: Rgb, vertex?: number) => boolean;
  /**
   * How far a layer's colour at a texel is from the part's own; given for parts that are alike on both sides, of which the
   * side that is nearer is then taken.
   */
  readonly offColour?: (layer: Layer, texel: number) => number;
  /** Colour of what can be told from nothing. */
  readonly fallback: Rgb;
  /** Multiplies the filled layer, by texel (1 is as it is). */
  readonly detail?: (texel: number, channel: number) => number;
  /** Last word on a texel: its vertex shares and the colour so far. */
  readonly finish?: (
    corners: readonly number[],
    shares: readonly number[],
    seen: number,
    colour: Float32Array,
  ) => void;
}
