import { hashSeed } from '../maths/index.ts';
import { NOTIONS, type Notion, PAINT_FAMILIES, type PaintFamily } from './lexicon.ts';
import { nearestMood, PAINT_MOODS, type Pad, type PaintMood } from './moods.ts';
import type { ThemeName, Tint } from './palette.ts';

export const PROMPT_LIMITS = { charactersMax: 400, notionsMax: 8, tintsMax: 4 } as const;

/** What is asked of a painting besides the words. */
export interface PaintOptions {
  /** Same words and same seed: same picture. */
  readonly seed?: number;
  readonly family?: PaintFamily;
  /** Mood of the painter, by name or as PAD; words of mood in the prompt weigh more. */
  readonly mood?: PaintMood | Pad;
  /** Height over width of the picture, 0.5..2. */
  readonly tall?: number;
  /** True: edges meet, for cloth and walls; the picture is square. */
  readonly tile?: boolean;
}

/** All that a picture is made of: small plain data that can be sent instead of the picture. Holds no word of the prompt. */
export interface PaintPlan {
  readonly seed: number;
  readonly family: PaintFamily;
  readonly subject: string;
  readonly theme: ThemeName;
  readonly tints: readonly Tint[];
  readonly mood: Pad;
  readonly tall: number;
  readonly tile: boolean;
  /** Ids of the notions that were found, in the order of the prompt. */
  readonly notions: readonly string[];
}

const THEMES_OF_MOOD: Readonly<Record<PaintMood, readonly ThemeName[]>> = {
  calm: ['celadon', 'sea', 'winter'],
  joy: ['garden', 'spring', 'dancheong'],
  tender: ['rose', 'spring', 'dusk'],
  wonder: ['venus', 'night', 'dusk'],
  melancholy: ['ink', 'winter', 'sea'],
  storm: ['fire', 'night', 'ink'],
};

/** Notions that a prompt names, in its order; each once, bounded. */
export function findNotions(prompt: string): Notion[] {
  const text = ` ${prompt
    .slice(0, PROMPT_LIMITS.charactersMax)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  const found: { notion: Notion; at: number; length: number }[] = [];
  for (const notion of NOTIONS) {
    let [at, length] = [-1, 0];
    for (const word of notion.words) {
      const i = /[가-힣]/.test(word) ? text.indexOf(word) : text.indexOf(` ${word} `);
      if (i >= 0 && word.length > length) [at, length] = [i, word.length];
    }
    if (at >= 0) found.push({ notion, at, length });
  }
  return found
    .filter((one) => !found.some((other) => other !== one && covers(other, one)))
    .sort((a, b) => a.at - b.at)
    .slice(0, PROMPT_LIMITS.notionsMax)
    .map(({ notion }) => notion);
}

/** A longer word at the same place wins: "cherry blossom" is no blossom. */
function covers(a: { at: number; length: number }, b: { at: number; length: number }): boolean {
  return a.length > b.length && a.at <= b.at + 1 && a.at + a.length >= b.at + b.length;
}

/**
 * Reads a prompt in Korean or English into a plan. Never fails: words that mean nothing here only stir the seed, and what
 * reads as an order is words like any other. An empty prompt is painted by mood alone.
 */
export function planPainting(prompt: string, options: PaintOptions = {}): PaintPlan {
  const text = prompt.slice(0, PROMPT_LIMITS.charactersMax);
  const notions = findNotions(text);
  const asked = typeof options.mood === 'string' ? PAINT_MOODS[options.mood] : options.mood;
  const said = notions.find(({ mood, family }) => mood && !family) ?? notions.find(({ mood }) => mood);
  const mood = blend(asked, said?.mood && PAINT_MOODS[said.mood]);
  const seed = hashSeed((options.seed ?? 0) >>> 0, hashOf(text), 41);
  const thing = notions.find(({ family }) => family);
  const cloth = notions.some(({ id }) => id === 'cloth');
  const place = notions.find(({ where }) => where) ?? notions.find(({ theme, family }) => theme && !family);
  const family =
    options.family ?? (cloth ? 'textile' : thing?.family) ?? PAINT_FAMILIES[seed % PAINT_FAMILIES.length];
  const subject = notions.find((one) => one.family === family && one.subject)?.subject ?? '';
  const themes = THEMES_OF_MOOD[nearestMood(mood)];
  const tile = options.tile ?? false;
  const tall = tile
    ? 1
    : Math.min(2, Math.max(0.5, options.tall ?? (family === 'landscape' || family === 'city' ? 0.8 : 1.25)));
  return {
    seed,
    family,
    subject: subject || (cloth ? (notions.find(({ id, family: of }) => of && id !== 'cloth')?.id ?? '') : ''),
    theme:
      place?.theme ??
      notions.find((one) => one.family && one.theme)?.theme ??
      themes[(seed >>> 8) % themes.length],
    tints: notions.flatMap(({ tint }) => (tint ? [tint] : [])).slice(0, PROMPT_LIMITS.tintsMax),
    mood,
    tall,
    tile,
    notions: notions.map(({ id }) => id),
  };
}

function blend(painter: Pad | undefined, said: Pad | undefined): Pad {
  if (!painter || !said) return painter ?? said ?? PAINT_MOODS.tender;
  const mix = (a: number, b: number): number => a * 0.3 + b * 0.7;
  return {
    pleasure: mix(painter.pleasure, said.pleasure),
    arousal: mix(painter.arousal, said.arousal),
    dominance: mix(painter.dominance, said.dominance),
  };
}

/** 32 bits of a text (FNV-1a, public domain). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
