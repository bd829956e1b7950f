import { z } from 'zod';
import { SHOW_LIMITS } from '../world/show.ts';
import { CUE_SCHEMA, SHOW_PLACE, SHOW_TEXT } from './cue-schema.ts';

const NAME = z.string().min(1).max(64);

/** A show as it is written. */
export const SHOW_SCHEMA = z.strictObject({
  show: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a show is named in lower case, e.g. flowers-on-venus')
    .max(64)
    .describe('name of the show'),
  version: z.literal(1).describe('version of this language'),
  title: SHOW_TEXT.optional(),
  lang: z.enum(['en', 'ko']).default('en').describe('language of lines that do not say'),
  stage: NAME.default('plaza').describe('folder of assets/stages'),
  clock: z
    .strictObject({
      bpm: z.number().min(20).max(300).optional(),
      midi: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe(
          'MIDI file below assets/shows whose tempo and meter the beats follow, instead of bpm and meter',
        ),
      beats: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe(
          'recording below assets/shows (WAV or FLAC) whose beats are found; bpm says roughly how fast it is',
        ),
      pickup: z
        .number()
        .int()
        .min(0)
        .max(64)
        .optional()
        .describe('beats of that recording before its first whole bar, where that is found wrongly'),
      meter: z.number().int().min(1).max(16).default(4).describe('beats a bar'),
      offset: z.number().min(0).max(60).default(0).describe('of beat 1.1 from the start of a scene, s'),
      fps: z.number().int().min(1).max(120).default(25).describe('frames of SMPTE times'),
    })
    .refine(
      ({ bpm, midi, beats }) => midi === undefined || (bpm === undefined && beats === undefined),
      'give "midi", or "bpm" and "beats", not both',
    )
    .refine(({ beats, pickup }) => pickup === undefined || beats !== undefined, '"pickup" goes with "beats"')
    .optional(),
  cast: z
    .record(
      z.string(),
      z.strictObject({
        body: NAME.describe('folder of assets/bodies'),
        name: SHOW_TEXT.optional(),
        at: SHOW_PLACE.optional().describe('where the show finds them'),
        style: NAME.optional(),
        stillness: z.number().min(0).max(1).optional().describe('0 lively .. 1 still'),
      }),
    )
    .refine((cast) => Object.keys(cast).length >= 1, 'a show has at least one cast member'),
  marks: z
    .record(z.string(), SHOW_PLACE)
    .optional()
    .describe('places of this show beside those of the stage'),
  audience: SHOW_PLACE.optional().describe('where the audience is'),
  limits: z
    .strictObject({
      walk: z.number().min(0.5).max(3).default(1.4).describe('fastest walk, m/s'),
      pace: z.number().min(0.3).max(2).default(1.05).describe('usual walk, m/s'),
    })
    .optional(),
  start: NAME.optional().describe('first scene; the first in the file without'),
  scenes: z
    .record(z.string(), z.array(CUE_SCHEMA).min(1))
    .refine((scenes) => Object.keys(scenes).length >= 1, 'a show has at least one scene'),
});

export type ShowDoc = z.infer<typeof SHOW_SCHEMA>;
export type ShowPlaceDoc = z.infer<typeof SHOW_PLACE>;
export type ShowTextDoc = z.infer<typeof SHOW_TEXT>;

/** The published JSON Schema: what editors complete and underline by. */
export function showJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(SHOW_SCHEMA, { io: 'input', target: 'draft-2020-12' }),
    title: 'Troupe show',
    description: `A show: at most ${SHOW_LIMITS.scenesMax} scenes and ${SHOW_LIMITS.cuesMax} cues; data, never code.`,
  };
}
