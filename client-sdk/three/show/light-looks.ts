import { type ShowMessage, STROBE_HZ_MAX, stageLook } from '../../protocol/index.ts';

/** How a stage is lit; factors of what the plain stage has, but for colours (linear 0..1) and the spot. */
export interface LightState {
  /** All that is there without the show: sky, lamps, pool. */
  readonly house: number;
  /** Key light on the people. */
  readonly key: number;
  readonly fill: number;
  readonly rim: number;
  /** Follow spot, candela. */
  readonly spot: number;
  readonly colour: readonly [number, number, number];
}

/** A blackout leaves this much: people find their way. */
const LEAST_HOUSE = 0.012;

/** The plain stage. */
export const DUSK: LightState = { ...stageLook('dusk'), colour: [1, 1, 1] };

/** Where a cue of light leads to. `level` is how bright its lights are, 1 is usual; in a blackout how much of dusk is left. */
export function lightOf({ look, colour, level }: ShowMessage['light']): LightState {
  const { tint, house, key, fill, rim, spot } = stageLook(look);
  const [r, g, b] = linear(colour);
  const [tr, tg, tb] = linear(tint);
  const base: LightState = {
    house,
    key: key * level,
    fill,
    rim: rim * level,
    spot: spot * level,
    colour: [r * tr, g * tg, b * tb],
  };
  if (look !== 'blackout') return base;
  const left = level >= 1 ? 0 : level;
  return { ...base, house: Math.max(LEAST_HOUSE, left), key: left, fill: left, rim: left };
}

/** Between two states, `share` 0..1; house in stops, as eyes see it. */
export function mixLight(from: LightState, to: LightState, share: number): LightState {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return {
    house: Math.exp(
      mix(Math.log(Math.max(from.house, LEAST_HOUSE)), Math.log(Math.max(to.house, LEAST_HOUSE))),
    ),
    key: mix(from.key, to.key),
    fill: mix(from.fill, to.fill),
    rim: mix(from.rim, to.rim),
    spot: mix(from.spot, to.spot),
    colour: [0, 1, 2].map((k) => mix(from.colour[k], to.colour[k])) as unknown as LightState['colour'],
  };
}

/** Share of light that a strobe lets through at a stage time: 1, or dark in the second half of each flash. */
export function strobeAt(strobeHz: number, ms: number): number {
  if (!(strobeHz > 0)) return 1;
  const phase = (ms / 1000) * Math.min(STROBE_HZ_MAX, strobeHz);
  return phase - Math.floor(phase) < 0.5 ? 1 : 0.15;
}

/** How far a change that began at `sinceMs` and takes `fadeMs` has come, 0..1. */
export function fadeAt(sinceMs: number, fadeMs: number, nowMs: number): number {
  if (nowMs >= sinceMs + fadeMs) return 1;
  return fadeMs > 0 ? Math.max(0, (nowMs - sinceMs) / fadeMs) : 0;
}

function linear(hex: string): [number, number, number] {
  const number = Number.parseInt(hex.slice(1), 16);
  return [16, 8, 0].map((shift) => {
    const share = ((number >> shift) & 255) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
}
