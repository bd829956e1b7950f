/** sRGB as 0xRRGGBB. */
export type Colour = number;

/**
 * One mark of a painting, in units of the picture's width: x 0..1, y 0..height/width, down. The order of the list is the
 * order in which a hand makes them.
 *
 * - `wash`: a transparent glaze inside a closed outline (darkens what lies under it, pools at its rim);
 * - `body`: opaque paint inside a closed outline;
 * - `line`: a stroke along a path, `widths` across it at each point;
 * - `glow`: light added around a point, `widths[0]` its reach.
 */
export interface Stroke {
  readonly kind: 'wash' | 'body' | 'line' | 'glow';
  readonly colour: Colour;
  /** 0..1. */
  readonly alpha: number;
  /** x, y, x, y … */
  readonly points: readonly number[];
  readonly widths?: readonly number[];
  /** How much the tooth of the paper shows, 0..1. */
  readonly rough?: number;
  /** How much pigment gathers at the rim of a wash, 0..1. */
  readonly wet?: number;
  /** A line that glazes instead of covering. */
  readonly glaze?: boolean;
  /** Its outline already goes around the edges of a tile: it is not drawn again beyond them. */
  readonly whole?: boolean;
}

export const STROKE_LIMITS = { strokesMax: 9_000, pointsMax: 6_000 } as const;
/** Steps of a coordinate in the written form, per width of the picture. */
const STEPS = 8_192;

/** Strokes as plain JSON, coordinates in whole steps of 1/8192 of the width. */
export function strokesToJson(strokes: readonly Stroke[]): object[] {
  return strokes.map(({ points, widths, ...rest }) => ({
    ...rest,
    alpha: Math.round(rest.alpha * 1000) / 1000,
    points: points.map((value) => Math.round(value * STEPS)),
    ...(widths ? { widths: widths.map((value) => Math.round(value * STEPS)) } : {}),
  }));
}
