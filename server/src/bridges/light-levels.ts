import { STAGE_LOOKS, STROBE_HZ_MAX, stageLook } from '@troupe/client-sdk/protocol';
import type { ShowSlow } from '../world/index.ts';
import { TICK_MS } from '../world/index.ts';
import { CHANNELS, type LightOutConfig, STAGE_LIGHTS } from './bridge-config.ts';
import { DMX_SLOTS } from './wire/sacn.ts';

type StageLight = (typeof STAGE_LIGHTS)[number];

/** What every light of the stage gives: 0..1 of all it can, and one colour, 0..1 as a fixture takes it. */
export interface LightLevels {
  readonly levels: Readonly<Record<StageLight, number>>;
  readonly colour: readonly [number, number, number];
}

/** Most that each light gives in any look: a full fixture. */
const FULL = Object.fromEntries(
  STAGE_LIGHTS.map((light) => [light, Math.max(...Object.values(STAGE_LOOKS).map((look) => look[light]))]),
) as Readonly<Record<StageLight, number>>;

export const DARK: LightLevels = {
  levels: { house: 0, key: 0, fill: 0, rim: 0, spot: 0 },
  colour: [1, 1, 1],
};

/** Where a light cue leads to. */
export function levelsOf({ look, colour, level }: ShowSlow['light']): LightLevels {
  const { tint, ...lights } = stageLook(look);
  const [r, g, b] = rgbOf(colour);
  const [tr, tg, tb] = rgbOf(tint);
  const bright = Math.min(1, Math.max(0, level));
  const share = (light: StageLight): number => (lights[light] / FULL[light]) * bright;
  return {
    levels: {
      house: lights.house / FULL.house,
      key: share('key'),
      fill: share('fill'),
      rim: share('rim'),
      spot: share('spot'),
    },
    colour: [r * tr, g * tg, b * tb],
  };
}

export function mixLevels(from: LightLevels, to: LightLevels, share: number): LightLevels {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const light = (name: StageLight): number => mix(from.levels[name], to.levels[name]);
  return {
    levels: {
      house: light('house'),
      key: light('key'),
      fill: light('fill'),
      rim: light('rim'),
      spot: light('spot'),
    },
    colour: [0, 1, 2].map((k) => mix(from.colour[k], to.colour[k])) as [number, number, number],
  };
}

/** Writes what a universe shows into its 512 slots. `stageMs` is what strobes flash by. */
export function patchLights(
  patch: LightOutConfig['patch'],
  { levels, colour }: LightLevels,
  strobe: { readonly hz: number; readonly stageMs: number },
  slots: Uint8Array,
): void {
  slots.fill(0);
  const hz = Math.min(STROBE_HZ_MAX, strobe.hz);
  const open = hz <= 0 || ((strobe.stageMs / 1000) * hz) % 1 < 0.5;
  for (const { light, fixture, address, level } of patch) {
    const dim = open ? levels[light] * level : 0;
    const values = valuesOf(fixture, dim, colour, hz);
    for (let k = 0; k < CHANNELS[fixture]; k++)
      if (address - 1 + k < DMX_SLOTS) slots[address - 1 + k] = values[k];
  }
}

function valuesOf(
  fixture: LightOutConfig['patch'][number]['fixture'],
  dim: number,
  [r, g, b]: LightLevels['colour'],
  strobeHz: number,
): number[] {
  const byte = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 255);
  if (fixture === 'dimmer16') {
    const fine = Math.round(Math.min(1, Math.max(0, dim)) * 65_535);
    return [fine >> 8, fine & 0xff];
  }
  if (fixture === 'rgb') return [byte(r * dim), byte(g * dim), byte(b * dim)];
  if (fixture === 'drgb') return [byte(dim), byte(r), byte(g), byte(b)];
  if (fixture === 'rgbw') {
    // What the three colours share is white.
    const white = Math.min(r, g, b);
    return [byte((r - white) * dim), byte((g - white) * dim), byte((b - white) * dim), byte(white * dim)];
  }
  if (fixture === 'strobe') return [byte(strobeHz / STROBE_HZ_MAX)];
  return [byte(dim)];
}

/** How far a change has come, 0..1, by the clock of the show (ticks). */
export function fadeShare({ since, fade }: ShowSlow['light'], clock: number): number {
  return fade > 0 ? Math.min(1, Math.max(0, (clock - since) / fade)) : 1;
}

/** Show clock between two ticks, ticks. */
export function clockBetween(clock: number, rate: number, sinceTickMs: number): number {
  return clock + (Math.min(TICK_MS, Math.max(0, sinceTickMs)) / TICK_MS) * rate;
}

function rgbOf(hex: string): [number, number, number] {
  const number = Number.parseInt(hex.slice(1), 16);
  if (!Number.isFinite(number)) return [1, 1, 1];
  return [((number >> 16) & 255) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
}
