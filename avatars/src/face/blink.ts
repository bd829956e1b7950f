/** A blink of a person: lids close fast and open more slowly (about 100 and 200 ms). */
export const BLINK = { closeS: 0.09, shutS: 0.04, openS: 0.19 } as const;
export const BLINK_S = BLINK.closeS + BLINK.shutS + BLINK.openS;

/** How far the lids are closed (0..1) at a time since the blink began. */
export function blinkCurve(sinceS: number): number {
  if (!(sinceS > 0) || sinceS >= BLINK_S) return 0;
  if (sinceS < BLINK.closeS) return ease(sinceS / BLINK.closeS);
  const opening = sinceS - BLINK.closeS - BLINK.shutS;
  return opening <= 0 ? 1 : 1 - ease(opening / BLINK.openS);
}

/**
 * Time to the next blink for a draw in [0, 1): most within 2 to 6 s, now and then a second one at once
 * (spontaneous rate about 15 a minute; Bentivoglio et al. 1997).
 */
export function nextBlinkS(draw: number): number {
  return draw < 0.08 ? 0.36 : 1.6 + 5.2 * ((draw - 0.08) / 0.92) ** 1.4;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
