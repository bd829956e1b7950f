import type { Look } from './look.ts';

/** Somebody in shirt, trousers and shoes with short hair, for tests; hair and clothes may be told otherwise. */
export function plainLook(
  other: {
    readonly hair?: Partial<Look['hair']>;
    readonly upper?: Partial<Look['upper']>;
    readonly lower?: Partial<Look['lower']>;
  } = {},
): Look {
  return {
    skin: [200, 160, 140],
    iris: [60, 40, 30],
    hair: {
      style: 'short',
      colour: [60, 45, 35],
      tip: [60, 45, 35],
      belowChin: 0.1,
      fringe: false,
      hat: false,
      ...other.hair,
    },
    face: {
      brows: { colour: [40, 30, 25], strength: 0, thickness: 1 },
      beard: 0,
      beardColour: [40, 30, 25],
      glasses: 'none',
      frame: [40, 36, 34],
    },
    upper: { colour: [90, 90, 160], sleeve: 1, hem: 0.3, neckline: 0.95, ...other.upper },
    lower: { colour: [60, 60, 90], kind: 'trousers', length: 2, waist: 0.3, ...other.lower },
    shoes: { colour: [50, 50, 50] },
  };
}
