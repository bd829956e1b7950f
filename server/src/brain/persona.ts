import { z } from 'zod';

const LINES = z.object({ en: z.array(z.string().min(1)).min(1), ko: z.array(z.string().min(1)).min(1) });
const TEXT = z.object({ en: z.string().min(1), ko: z.string().min(1) });

/** How somebody sounds: a variant of the synthesiser's voices, pitch and its range (0..99), words a minute. */
const VOICE = z.object({
  variant: z.string().regex(/^[a-z]+[a-z0-9-]*$/i),
  pitch: z.number().min(0).max(99),
  range: z.number().min(0).max(99),
  rate: z.number().min(80).max(320),
});

const UNIT = z.number().min(-1).max(1);

/** Faces a topic may put on; names of VRM presets. */
const FACES = z.enum(['happy', 'relaxed', 'surprised', 'sad', 'angry']);

/** Schema of assets/personas/*.json: who a performer is and what the offline brain can say as her. */
export const PERSONA_SCHEMA = z.object({
  id: z.string().min(1),
  name: TEXT,
  about: TEXT,
  /** How much of what is said shows in the hands: 0 still .. 1 lively. Drawn for each performer when left out. */
  expressiveness: z.number().min(0).max(1).optional(),
  /** Style of the motion model in which she stands and walks unless a prompt asks for another. */
  style: z.string().min(1).optional(),
  /** Personality, each -1..1; drawn for each performer when left out. */
  traits: z
    .object({ openness: UNIT, diligence: UNIT, outgoing: UNIT, agreeable: UNIT, stability: UNIT })
    .optional(),
  /** True for who paints when asked to. */
  paints: z.boolean().optional(),
  /** Voice; and in a persona that several share, the voice of each by the id of its body. */
  voice: VOICE.optional(),
  voices: z.record(z.string(), VOICE).optional(),
  topics: z.array(
    z.object({
      id: z.string().min(1),
      words: z.array(z.string().min(1)).min(1),
      /** Stage on which it is true; everywhere when left out. */
      stage: z.string().min(1).optional(),
      action: z.string().optional(),
      walk: z.enum(['toGuest', 'toGallery']).optional(),
      face: FACES.default('relaxed'),
      lines: LINES,
    }),
  ),
  unknown: LINES,
  notice: LINES,
});

export type Persona = z.infer<typeof PERSONA_SCHEMA>;
export type Topic = Persona['topics'][number];

/** Reads a persona; a wrong file fails with its name and the place in it. */
export function parsePersona(json: unknown, file: string): Persona {
  const parsed = PERSONA_SCHEMA.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${file}: ${issue.path.join('.') || 'persona'}: ${issue.message}`);
}
