/** How a performer feels: pleasure, arousal and dominance, each -1..1 (Mehrabian's PAD). Plain data. */
export interface Mood {
  pleasure: number;
  arousal: number;
  dominance: number;
}

/** The five factors of personality, each -1..1; `stability` is the other end of neuroticism. */
export interface Traits {
  readonly openness: number;
  readonly diligence: number;
  readonly outgoing: number;
  readonly agreeable: number;
  readonly stability: number;
}

/** What somebody lacks, 0 nothing .. 1 sorely. They rise by themselves and fall by what one does. */
export interface Needs {
  rest: number;
  company: number;
  making: number;
  beauty: number;
  play: number;
}

export const TRAITS_AVERAGE: Traits = {
  openness: 0.1,
  diligence: 0,
  outgoing: 0.1,
  agreeable: 0.2,
  stability: 0.2,
};

/** The mood to which a personality returns (after Mehrabian, 1996). */
export function moodAtRest(traits: Traits = TRAITS_AVERAGE): Mood {
  const { openness: o, diligence: c, outgoing: e, agreeable: a, stability: n } = traits;
  return {
    pleasure: 0.21 * e + 0.59 * a + 0.19 * n,
    arousal: 0.15 * o + 0.3 * a - 0.57 * n,
    dominance: 0.25 * o + 0.17 * c + 0.6 * e - 0.32 * a,
  };
}

export function createNeeds(): Needs {
  return { rest: 0.15, company: 0.4, making: 0.45, beauty: 0.35, play: 0.3 };
}
