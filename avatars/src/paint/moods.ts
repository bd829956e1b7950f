/** Pleasure, arousal and dominance, each -1..1 (Mehrabian's PAD). */
export interface Pad {
  readonly pleasure: number;
  readonly arousal: number;
  readonly dominance: number;
}

const pad = (pleasure: number, arousal: number, dominance: number): Pad => ({ pleasure, arousal, dominance });

/** Moods that can be asked for by name; places in PAD space after Mehrabian (1996), rounded. */
export const PAINT_MOODS = {
  calm: pad(0.4, -0.6, 0.2),
  joy: pad(0.8, 0.5, 0.4),
  tender: pad(0.6, -0.2, -0.2),
  wonder: pad(0.5, 0.6, -0.4),
  melancholy: pad(-0.5, -0.5, -0.4),
  storm: pad(-0.5, 0.8, 0.5),
} as const satisfies Record<string, Pad>;
export type PaintMood = keyof typeof PAINT_MOODS;

/** Names of moods in words of a sentence. */
export const MOOD_NAMES: Readonly<Record<PaintMood, { en: string; ko: string }>> = {
  calm: { en: 'calm', ko: '차분한' },
  joy: { en: 'glad', ko: '기쁜' },
  tender: { en: 'tender', ko: '다정한' },
  wonder: { en: 'full of wonder', ko: '설레는' },
  melancholy: { en: 'wistful', ko: '쓸쓸한' },
  storm: { en: 'stormy', ko: '거센' },
};

/** The named mood that lies nearest. */
export function nearestMood(mood: Pad): PaintMood {
  let best: PaintMood = 'calm';
  let least = Number.POSITIVE_INFINITY;
  for (const [name, other] of Object.entries(PAINT_MOODS) as [PaintMood, Pad][]) {
    const far =
      (mood.pleasure - other.pleasure) ** 2 +
      (mood.arousal - other.arousal) ** 2 +
      (mood.dominance - other.dominance) ** 2;
    if (far < least) [best, least] = [name, far];
  }
  return best;
}
