import { z } from 'zod';

/** Instruments a client must be able to make a sound for; all are synthesised, nothing is downloaded. */
export const SCORE_INSTRUMENTS = ['pad', 'bell', 'pluck', 'bass', 'kick', 'hat'] as const;

/**
 * A piece of music as notes: beats from the start, length in beats, MIDI key. It goes round after `bars`. Notes weigh
 * kilobytes, so everybody can play them at the same stage time from the first moment.
 */
export const SCORE_SCHEMA = z.object({
  title: z.object({ en: z.string(), ko: z.string() }),
  bpm: z.number().min(20).max(300),
  meter: z.number().int().min(1).max(16),
  bars: z.number().int().min(1).max(512),
  tracks: z
    .array(
      z.object({
        instrument: z.enum(SCORE_INSTRUMENTS),
        volume: z.number().min(0).max(1),
        notes: z
          .array(z.tuple([z.number().min(0), z.number().positive(), z.number().int().min(0).max(127)]))
          .max(4_096),
      }),
    )
    .max(16),
});

export type ScoreFile = z.infer<typeof SCORE_SCHEMA>;

/** How an instrument sounds: wave of its voice, and how fast it comes and goes, s. */
export const SCORE_VOICES: Readonly<
  Record<
    (typeof SCORE_INSTRUMENTS)[number],
    { readonly wave: 'sine' | 'triangle' | 'square'; readonly attackS: number; readonly releaseS: number }
  >
> = {
  pad: { wave: 'triangle', attackS: 0.4, releaseS: 0.5 },
  bell: { wave: 'sine', attackS: 0.005, releaseS: 0.6 },
  pluck: { wave: 'triangle', attackS: 0.004, releaseS: 0.15 },
  bass: { wave: 'sine', attackS: 0.01, releaseS: 0.12 },
  kick: { wave: 'sine', attackS: 0.002, releaseS: 0.08 },
  hat: { wave: 'square', attackS: 0.001, releaseS: 0.02 },
};
/** The voice of a kick falls to this pitch in so long. */
export const KICK_FALL = { toHz: 40, inS: 0.12 } as const;
