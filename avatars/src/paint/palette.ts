import { clamp } from '../maths/index.ts';
import { colourOf, type Lch, lch, mixLch } from './colour.ts';
import type { Pad } from './moods.ts';
import type { Colour } from './stroke.ts';

/** Colours of one painting. */
export interface Palette {
  /** True when light lies on dark. */
  readonly dark: boolean;
  readonly ground: Lch;
  /** Darkest line. */
  readonly ink: Lch;
  /** Main pigments, the leading one first; 4. */
  readonly pigments: readonly Lch[];
  /** Green or what stands for it, and a small bright accent. */
  readonly leaf: Lch;
  readonly accent: Lch;
}

interface Theme {
  readonly dark?: boolean;
  readonly ground: Lch;
  readonly ink: Lch;
  readonly pigments: readonly Lch[];
  readonly leaf: Lch;
  readonly accent: Lch;
}

/** Palettes by what words call up, mixed for this painter; every one has a dark, a leading, a quiet and a bright colour. */
export const THEMES = {
  garden: {
    ground: lch(0.965, 0.012, 90),
    ink: lch(0.3, 0.03, 60),
    pigments: [lch(0.68, 0.17, 5), lch(0.78, 0.13, 55), lch(0.62, 0.13, 310), lch(0.86, 0.11, 90)],
    leaf: lch(0.58, 0.09, 140),
    accent: lch(0.84, 0.16, 85),
  },
  venus: {
    dark: true,
    ground: lch(0.3, 0.085, 45),
    ink: lch(0.2, 0.05, 30),
    pigments: [lch(0.78, 0.16, 65), lch(0.63, 0.2, 35), lch(0.87, 0.12, 92), lch(0.55, 0.15, 5)],
    leaf: lch(0.55, 0.08, 110),
    accent: lch(0.93, 0.1, 100),
  },
  mars: {
    ground: lch(0.9, 0.04, 55),
    ink: lch(0.28, 0.06, 30),
    pigments: [lch(0.58, 0.15, 38), lch(0.72, 0.12, 55), lch(0.44, 0.11, 25), lch(0.82, 0.06, 80)],
    leaf: lch(0.55, 0.05, 170),
    accent: lch(0.75, 0.09, 210),
  },
  sea: {
    ground: lch(0.95, 0.015, 200),
    ink: lch(0.27, 0.06, 245),
    pigments: [lch(0.6, 0.11, 220), lch(0.72, 0.09, 190), lch(0.42, 0.1, 255), lch(0.86, 0.06, 170)],
    leaf: lch(0.62, 0.09, 165),
    accent: lch(0.8, 0.14, 60),
  },
  night: {
    dark: true,
    ground: lch(0.23, 0.055, 275),
    ink: lch(0.15, 0.03, 280),
    pigments: [lch(0.66, 0.13, 285), lch(0.5, 0.14, 265), lch(0.76, 0.11, 330), lch(0.8, 0.09, 220)],
    leaf: lch(0.55, 0.08, 185),
    accent: lch(0.9, 0.12, 90),
  },
  dusk: {
    ground: lch(0.92, 0.035, 65),
    ink: lch(0.28, 0.07, 295),
    pigments: [lch(0.72, 0.14, 35), lch(0.56, 0.13, 320), lch(0.83, 0.11, 75), lch(0.45, 0.11, 280)],
    leaf: lch(0.5, 0.06, 190),
    accent: lch(0.88, 0.13, 85),
  },
  spring: {
    ground: lch(0.975, 0.012, 110),
    ink: lch(0.36, 0.03, 40),
    pigments: [lch(0.83, 0.1, 355), lch(0.9, 0.09, 100), lch(0.8, 0.08, 150), lch(0.82, 0.07, 250)],
    leaf: lch(0.72, 0.12, 130),
    accent: lch(0.72, 0.17, 15),
  },
  autumn: {
    ground: lch(0.945, 0.025, 80),
    ink: lch(0.28, 0.04, 45),
    pigments: [lch(0.6, 0.16, 42), lch(0.74, 0.14, 72), lch(0.47, 0.13, 25), lch(0.55, 0.08, 110)],
    leaf: lch(0.55, 0.08, 105),
    accent: lch(0.82, 0.15, 88),
  },
  fire: {
    dark: true,
    ground: lch(0.22, 0.05, 25),
    ink: lch(0.14, 0.03, 20),
    pigments: [lch(0.66, 0.21, 40), lch(0.55, 0.22, 27), lch(0.82, 0.16, 75), lch(0.42, 0.15, 15)],
    leaf: lch(0.5, 0.09, 60),
    accent: lch(0.94, 0.12, 98),
  },
  winter: {
    ground: lch(0.965, 0.01, 235),
    ink: lch(0.3, 0.03, 255),
    pigments: [lch(0.72, 0.06, 240), lch(0.84, 0.035, 225), lch(0.5, 0.07, 265), lch(0.78, 0.05, 300)],
    leaf: lch(0.5, 0.05, 190),
    accent: lch(0.62, 0.19, 22),
  },
  ink: {
    ground: lch(0.955, 0.015, 88),
    ink: lch(0.2, 0.008, 260),
    pigments: [lch(0.34, 0.012, 250), lch(0.52, 0.012, 240), lch(0.7, 0.01, 220), lch(0.25, 0.01, 270)],
    leaf: lch(0.45, 0.015, 180),
    accent: lch(0.56, 0.2, 28),
  },
  celadon: {
    ground: lch(0.94, 0.025, 165),
    ink: lch(0.32, 0.04, 190),
    pigments: [lch(0.75, 0.065, 170), lch(0.62, 0.07, 185), lch(0.86, 0.04, 150), lch(0.5, 0.06, 205)],
    leaf: lch(0.6, 0.08, 150),
    accent: lch(0.68, 0.14, 30),
  },
  /** The five colours of painted temple eaves. */
  dancheong: {
    ground: lch(0.93, 0.03, 85),
    ink: lch(0.24, 0.02, 260),
    pigments: [lch(0.56, 0.18, 28), lch(0.5, 0.11, 250), lch(0.58, 0.11, 160), lch(0.8, 0.14, 85)],
    leaf: lch(0.52, 0.11, 155),
    accent: lch(0.96, 0.02, 90),
  },
  rose: {
    ground: lch(0.955, 0.02, 20),
    ink: lch(0.3, 0.06, 0),
    pigments: [lch(0.63, 0.19, 8), lch(0.78, 0.12, 0), lch(0.46, 0.15, 350), lch(0.88, 0.06, 40)],
    leaf: lch(0.52, 0.08, 150),
    accent: lch(0.85, 0.13, 85),
  },
} as const satisfies Record<string, Theme>;
export type ThemeName = keyof typeof THEMES;

/** What a colour word asks for: hue, and how light and strong it wants to be. */
export interface Tint {
  readonly h: number;
  readonly l?: number;
  readonly c?: number;
}

/** Mixes a theme with the colours that were named and with a mood: joy is lighter and warmer, storms stronger and darker. */
export function mixPalette(name: ThemeName, tints: readonly Tint[], mood: Pad): Palette {
  const theme: Theme = THEMES[name];
  const lift = 0.045 * mood.pleasure - 0.02 * mood.dominance;
  const strength = 1 + 0.28 * mood.arousal + 0.1 * mood.pleasure;
  const warm = mood.pleasure > 0 ? 62 : 255;
  const felt = (colour: Lch): Lch => {
    const moved = {
      ...colour,
      l: clamp(colour.l + lift, 0.12, 0.97),
      c: clamp(colour.c * strength, 0, 0.24),
    };
    return mixLch(moved, { ...moved, h: warm }, 0.1 * Math.abs(mood.pleasure));
  };
  const pigments = theme.pigments.map((pigment, i) => {
    if (tints.length === 0) return felt(pigment);
    const tint = tints[i % tints.length];
    const away = i < tints.length ? 0 : i % 2 === 0 ? 14 : -16;
    return felt({
      l: clamp((tint.l ?? pigment.l) + (i < tints.length ? 0 : (pigment.l - 0.6) * 0.45), 0.2, 0.95),
      c: tint.c ?? Math.max(pigment.c, 0.12),
      h: tint.h + away,
    });
  });
  const dark = theme.dark === true;
  return {
    dark,
    ground: {
      ...theme.ground,
      l: clamp(theme.ground.l + (dark ? 0.05 : 0.015) * mood.pleasure, 0.14, 0.985),
    },
    ink: theme.ink,
    pigments,
    leaf: felt(theme.leaf),
    accent: felt(theme.accent),
  };
}

/** A colour near another, as no two strokes of one brush are alike. */
export function vary(colour: Lch, dice: () => number, much = 1): Colour {
  const n = (): number => (dice() + dice() - 1) * much;
  return colourOf({
    l: clamp(colour.l + n() * 0.06, 0.06, 0.98),
    c: Math.max(0, colour.c * (1 + n() * 0.2)),
    h: colour.h + n() * 14,
  });
}

/** Lighter (positive) or darker by a step of lightness. */
export function shade(colour: Lch, step: number): Lch {
  return { ...colour, l: clamp(colour.l + step, 0.06, 0.985) };
}
