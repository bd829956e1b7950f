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
