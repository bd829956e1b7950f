import { clamp } from '../maths/angle.ts';
import { DERIVED_STYLES, type DerivedStyle } from './derived-styles.ts';
import type { MotionManifest } from './motion-model.ts';

/** A way of moving that a person can be given: learned, or derived from a learned one. */
export interface MotionStyle {
  readonly name: string;
  /** Index of the mode whose motion is played. */
  readonly mode: number;
  /** The transform over it; undefined for a learned style. */
  readonly derived: DerivedStyle | undefined;
  /** Least and greatest speed it walks at, m/s; undefined: any. */
  readonly speedMps: readonly [number, number] | undefined;
}

/**
 * Every style of a model, by the index that a person's `style` holds: learned ones in the manifest's order, then the
 * derived ones in the table's. One that the model has learned itself, or whose base it lacks, is left out.
 */
export function stylesOf(
  manifest: Pick<MotionManifest, 'modes'>,
  derived: readonly DerivedStyle[] = DERIVED_STYLES,
): MotionStyle[] {
  const names = Object.keys(manifest.modes);
  const learned = names.map((name, mode) => {
    const { speedMps } = manifest.modes[name];
    return { name, mode, derived: undefined, speedMps };
  });
  const made = derived
    .filter(({ name, base }) => !names.includes(name) && names.includes(base))
    .map((style) => ({
      name: style.name,
      mode: names.indexOf(style.base),
      derived: style,
      speedMps: style.speedMps,
    }));
  return [...learned, ...made];
}

/**
 * The speed somebody of a style walks at who is asked for `speedMps`: the one place where styles say how fast one goes in
 * them. World, prompts, gallery and benches all ask here. Below zero and NaN: does not walk, stays as it is.
 */
export function walkSpeed(style: Pick<MotionStyle, 'speedMps'> | undefined, speedMps: number): number {
  if (style?.speedMps === undefined || !(speedMps > 0)) return speedMps;
  return clamp(speedMps, style.speedMps[0], style.speedMps[1]);
}
