/** Patterns a garment can be printed with, drawn by code from up to four colours. */
export const OUTFIT_PATTERNS = ['plain', 'stripes', 'dots', 'checks', 'petals'] as const;
export type OutfitPattern = (typeof OUTFIT_PATTERNS)[number];

/** What a garment is made of: a painting of the stage, a pattern in colours, or a tileable picture below `assets`. */
export type Outfit =
  | { readonly kind: 'painting'; readonly id: string }
  | { readonly kind: 'pattern'; readonly pattern: OutfitPattern; readonly colours: readonly string[] }
  | { readonly kind: 'file'; readonly path: string };

const COLOURS_MAX = 4;
const COLOUR = /^#[0-9a-f]{6}$/;
const PATH = /^[a-z0-9][\w-]*(\/[\w-]+)*\.(png|jpe?g|webp)$/i;

/**
 * Reads what an `outfit` cue names: `painting3`, a pattern with colours (`stripes #e58fb1 #1f4d52`, `#e58fb1` is plain), or
 * a picture below `assets` (`textures/reeds.jpg`). Undefined for any other name: clothes then stay as they are.
 */
export function parseOutfit(set: string): Outfit | undefined {
  if (/^painting\d+$/.test(set)) return { kind: 'painting', id: set };
  if (PATH.test(set)) return { kind: 'file', path: set };
  const words = set.trim().toLowerCase().split(/\s+/);
  const named = OUTFIT_PATTERNS.find((pattern) => pattern === words[0]);
  const colours = named ? words.slice(1) : words;
  if (colours.length < 1 || colours.length > COLOURS_MAX) return undefined;
  if (!colours.every((colour) => COLOUR.test(colour))) return undefined;
  return { kind: 'pattern', pattern: named ?? 'plain', colours };
}
