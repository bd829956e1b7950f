import { Encoder, type SchemaType, schema, t } from '@colyseus/schema';

/** A roster of 1,200 people is 100 kB; with less room Colyseus encodes twice and says so, at every join. */
Encoder.BUFFER_SIZE = 256 * 1024;

/** One human of the roster: what changes seldom. Poses never go through the schema. */
export const HumanState = schema(
  {
    netId: t.uint16(),
    performer: t.boolean(),
    nameEn: t.string(),
    nameKo: t.string(),
    bodyId: t.string(),
  },
  'HumanState',
);
export type HumanState = SchemaType<typeof HumanState>;

/** Slow state of a stage, small and flat on purpose. */
export const StageState = schema(
  {
    version: t.uint8(),
    stageId: t.string(),
    humans: t.map(HumanState),
  },
  'StageState',
);
export type StageState = SchemaType<typeof StageState>;
