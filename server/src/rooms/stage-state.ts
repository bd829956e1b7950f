import { type SchemaType, schema, t } from '@colyseus/schema';

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
