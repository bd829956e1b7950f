// Moments as data: the YAML files of sim-tests/fixtures/mind, checked, so that a slip of the pen is no miss of a mind.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = new URL('../../fixtures/mind/', import.meta.url);

const SCENES = z.strictObject({
  performers: z.array(z.string()),
  guests: z.record(z.string(), z.string()),
  scenes: z.record(
    z.string(),
    z.strictObject({
      at: z.tuple([z.number(), z.number()]),
      people: z.record(z.string(), z.tuple([z.number(), z.number(), z.union([z.number(), z.string()])])),
    }),
  ),
});
export type Scenes = z.infer<typeof SCENES>;

const MOMENT = {
  id: z.string(),
  cat: z.string(),
  scene: z.string(),
  do: z.array(z.string()).min(1),
};
const ADDRESSEE = z.array(
  z.strictObject({ ...MOMENT, to: z.union([z.string(), z.array(z.string()).min(1)]) }),
);
const GROUNDING = z.array(
  z
    .strictObject({
      ...MOMENT,
      about: z.string().optional(),
      unsure: z.array(z.string()).length(2).optional(),
    })
    .refine(({ about, unsure }) => (about === undefined) !== (unsure === undefined), {
      message: 'say about or unsure',
    }),
);
const RETRIEVAL = z.strictObject({
  facts: z.array(z.strictObject({ id: z.string(), ask: z.string(), find: z.string() })),
  memories: z.array(
    z.strictObject({
      told: z.array(z.string()).min(2),
      asks: z.array(z.strictObject({ id: z.string(), ask: z.string(), find: z.number().int().min(0) })),
    }),
  ),
});

export type AddresseeMoment = z.infer<typeof ADDRESSEE>[number];
export type GroundingMoment = z.infer<typeof GROUNDING>[number];
export type RetrievalSet = z.infer<typeof RETRIEVAL>;

/** One half of a corpus: tuned on, or held back (written first and not looked at while tuning). */
export type Part = 'tuned' | 'held';

function read<T>(name: string, schema: z.ZodType<T>): T {
  const file = `${name}.yaml`;
  const parsed = schema.safeParse(parse(readFileSync(new URL(file, FOLDER), 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`sim-tests/fixtures/mind/${file}: ${issue.path.join('.')}: ${issue.message}`);
}

const nameOf = (corpus: string, part: Part): string => (part === 'held' ? `${corpus}-held` : corpus);

export const readScenes = (): Scenes => read('scenes', SCENES);
export const readAddressees = (part: Part): AddresseeMoment[] => read(nameOf('addressee', part), ADDRESSEE);
export const readGroundings = (part: Part): GroundingMoment[] => read(nameOf('grounding', part), GROUNDING);
export const readRetrieval = (part: Part): RetrievalSet => read(nameOf('retrieval', part), RETRIEVAL);
