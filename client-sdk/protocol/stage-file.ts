import { z } from 'zod';

const XYZ = z.tuple([z.number(), z.number(), z.number()]);
const NAME = z.object({ en: z.string().min(1), ko: z.string().min(1) });

/** What a collider is: the first group is walked upon, the second stands in the way. */
const WALKABLE = ['floor', 'step', 'ramp'] as const;
const OBSTACLE = ['wall', 'column', 'bench', 'tree', 'pool', 'planter', 'easel', 'piano', 'curtain'] as const;
const KIND = z.enum([...WALKABLE, ...OBSTACLE]);

const COLLIDER = z.discriminatedUnion('shape', [
  z.object({
    id: z.string(),
    shape: z.literal('box'),
    kind: KIND,
    centre: XYZ,
    half: XYZ,
    yaw: z.number().default(0),
  }),
  z.object({
    id: z.string(),
    shape: z.literal('cylinder'),
    kind: KIND,
    centre: XYZ,
    radius: z.number().positive(),
    halfHeight: z.number().positive(),
  }),
  z.object({
    id: z.string(),
    shape: z.literal('ramp'),
    kind: z.literal('ramp'),
    /** Middle of the lower and of the upper edge of the walking surface. */
    from: XYZ,
    to: XYZ,
    width: z.number().positive(),
  }),
]);

const PROP = z.object({
  id: z.string(),
  shape: z.enum(['box', 'sphere', 'cylinder']),
  kind: z.enum(['crate', 'ball', 'lantern']),
  /** Half extents of a box; a sphere uses x as its radius, a cylinder x as radius and y as half height (m). */
  half: XYZ,
  massKg: z.number().positive().max(500),
  position: XYZ,
  yaw: z.number().default(0),
});

const PLACE = z.object({ x: z.number(), z: z.number(), yaw: z.number() });

/** Schema of assets/stages/<id>/stage.json: what a stage is made of, in m and rad. The viewer draws the same file. */
export const STAGE_SCHEMA = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: NAME,
  /** How viewers draw it: an open square at blue hour (without a word), or a hall with four walls. */
  set: z.enum(['plaza', 'hall']).optional(),
  /** Extent along x and z; the middle is the origin, the floor is y = 0. */
  size: z.tuple([z.number().positive().max(400), z.number().positive().max(400)]),
  spawn: z.array(PLACE).min(1),
  marks: z.record(z.string(), PLACE),
  seats: z.array(z.object({ x: z.number(), y: z.number(), z: z.number(), yaw: z.number() })),
  colliders: z.array(COLLIDER).max(2_000),
  props: z.array(PROP).max(64),
  paintings: z.array(
    z.object({
      id: z.string(),
      position: XYZ,
      yaw: z.number(),
      width: z.number().positive(),
      height: z.number().positive(),
    }),
  ),
});

export type StageFile = z.infer<typeof STAGE_SCHEMA>;
export type StageCollider = StageFile['colliders'][number];
export type StageProp = StageFile['props'][number];

/** True when people walk on this collider rather than around it. */
export function isWalkable(collider: StageCollider): boolean {
  return (WALKABLE as readonly string[]).includes(collider.kind);
}

/** Reads a stage; a wrong file fails with its name and the place in it. */
export function parseStageFile(json: unknown, file: string): StageFile {
  const parsed = STAGE_SCHEMA.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${file}: ${issue.path.join('.') || 'stage'}: ${issue.message}`);
}
