// CONTRIBUTOR NOTES
// One table drives everything about a modality: what a client may send, how large, how often, by which road, how long it
// means anything, whether it may ever be kept. A modality that is not in the table does not exist. What only the stage
// can know (who is there, what touches what, the beat) is never taken from a client: it could be forged.
import { z } from 'zod';
import { WIRE_LIMITS } from './limits.ts';
import { LOCALE, TEXT } from './messages.ts';

/** The 15 ways in which something is sensed. */
export const MODALITIES = [
  'text',
  'voice',
  'gesture',
  'gaze',
  'face',
  'pose',
  'bio',
  'table',
  'image',
  'video',
  'thermal',
  'touch',
  'presence',
  'scene',
  'music',
] as const;
export type Modality = (typeof MODALITIES)[number];

/** What holds for one modality. */
export interface SenseLimit {
  /** Largest event as it is sent, bytes. */
  readonly bytesMax: number;
  /** Events a second, and how many at once. */
  readonly hzMax: number;
  readonly burst: number;
  /** How long an event means anything, ms. */
  readonly ttlMs: number;
  /** May be remembered at all when the guest says so; else not even then. */
  readonly storable: boolean;
  /** What holds when the guest says nothing. */
  readonly consent: 'none' | 'session';
  /** `socket`: a message of the room; `post`: HTTP, since it is large; `stage`: only the stage itself senses it. */
  readonly road: 'socket' | 'post' | 'stage';
}

const SMALL = { bytesMax: 2_048, road: 'socket', consent: 'none', storable: false } as const;

/** The one table of limits: validation, back-pressure and privacy follow it. */
export const SENSE_LIMITS: Readonly<Record<Modality, SenseLimit>> = {
  text: { ...SMALL, hzMax: 1.5, burst: 5, ttlMs: 10_000, storable: true, consent: 'session' },
  voice: { ...SMALL, hzMax: 10, burst: 20, ttlMs: 2_000, storable: true },
  gesture: { ...SMALL, hzMax: 4, burst: 8, ttlMs: 3_000, storable: true },
  gaze: { ...SMALL, hzMax: 10, burst: 15, ttlMs: 1_500 },
  face: { ...SMALL, hzMax: 10, burst: 15, ttlMs: 2_000 },
  pose: { ...SMALL, bytesMax: 4_000, hzMax: 10, burst: 15, ttlMs: 1_000 },
  bio: { ...SMALL, hzMax: 4, burst: 8, ttlMs: 15_000 },
  table: {
    bytesMax: 262_144,
    hzMax: 0.2,
    burst: 3,
    ttlMs: 600_000,
    storable: true,
    consent: 'session',
    road: 'post',
  },
  image: {
    bytesMax: 1_048_576,
    hzMax: 0.5,
    burst: 3,
    ttlMs: 120_000,
    storable: false,
    consent: 'none',
    road: 'post',
  },
  video: {
    bytesMax: 1_048_576,
    hzMax: 2,
    burst: 4,
    ttlMs: 3_000,
    storable: false,
    consent: 'none',
    road: 'post',
  },
  thermal: { ...SMALL, hzMax: 1, burst: 4, ttlMs: 30_000 },
  touch: { ...SMALL, hzMax: 10, burst: 15, ttlMs: 2_000 },
  presence: { ...SMALL, hzMax: 1, burst: 2, ttlMs: 10_000, road: 'stage' },
  scene: { ...SMALL, hzMax: 5, burst: 10, ttlMs: 5_000, road: 'stage' },
  music: { ...SMALL, hzMax: 5, burst: 10, ttlMs: 2_000, road: 'stage' },
};

/** Cells of a table, nodes and edges of a graph, samples and columns in one event. */
export const SENSE_SIZES = {
  cellsMax: 10_000,
  columnsMax: 64,
  nodesMax: 2_000,
  edgesMax: 5_000,
  samplesMax: 64,
  sideMax: 4_096,
} as const;

const NUMBER = z.number().min(-1e9).max(1e9);
const UNIT = z.number().min(0).max(1);
const XYZ = z.tuple([NUMBER, NUMBER, NUMBER]);
const WORD = z.string().min(1).max(64);
const LABEL = TEXT.pipe(z.string().max(120));
const HAND = z.enum(['left', 'right', 'both']);
/** Something on stage: a painting, a mark, a prop by its id, or a human by `human:NETID`. */
const THING = z.string().min(1).max(64);
const CELL = z.union([NUMBER, z.string().max(200), z.boolean(), z.null()]);
const PICTURE = {
  mime: z.enum(['image/png', 'image/jpeg', 'image/webp']),
  width: z.number().int().min(1).max(SENSE_SIZES.sideMax),
  height: z.number().int().min(1).max(SENSE_SIZES.sideMax),
  /** The file, base64. */
  base64: z.base64().min(16),
};

/** A table or a graph; a file dropped on the page becomes one. */
const TABLE = z
  .object({
    name: LABEL.default('table'),
    columns: z.array(z.object({ name: LABEL, type: z.enum(['number', 'text']) })).max(SENSE_SIZES.columnsMax),
    rows: z.array(z.array(CELL)),
  })
  .refine(({ columns, rows }) => columns.length * rows.length <= SENSE_SIZES.cellsMax, {
    message: `a table has at most ${SENSE_SIZES.cellsMax} cells`,
  })
  .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), {
    message: 'every row has as many cells as there are columns',
  });
const GRAPH = z
  .object({
    name: LABEL.default('graph'),
    nodes: z.array(z.object({ id: WORD, label: LABEL.optional() })).max(SENSE_SIZES.nodesMax),
    edges: z.array(z.object({ from: WORD, to: WORD, weight: NUMBER.optional() })).max(SENSE_SIZES.edgesMax),
  })
  .refine(
    ({ nodes, edges }) => {
      const known = new Set(nodes.map(({ id }) => id));
      return edges.every(({ from, to }) => known.has(from) && known.has(to));
    },
    { message: 'every edge joins nodes that are in the graph' },
  );

/** What an event of each modality says. */
export const SENSE_DATA = {
  text: z.object({ text: TEXT.pipe(z.string().min(1).max(WIRE_LIMITS.sayCharactersMax)), lang: LOCALE }),
  /** `vad`: somebody began or ceased to speak; `text`: what was understood. */
  voice: z
    .object({
      vad: z.enum(['start', 'end']).optional(),
      level: UNIT.optional(),
      /** Pitch of the voice, Hz. */
      pitchHz: z.number().min(40).max(600).optional(),
      text: TEXT.pipe(z.string().max(WIRE_LIMITS.sayCharactersMax)).optional(),
      lang: LOCALE.optional(),
      final: z.boolean().optional(),
    })
    .refine(({ vad, text, level }) => vad !== undefined || text !== undefined || level !== undefined, {
      message: 'say vad, level or text',
    }),
  /** A pointing hand says what it points at, or its ray. */
  gesture: z.object({
    name: WORD,
    hand: HAND.optional(),
    target: THING.optional(),
    origin: XYZ.optional(),
    dir: XYZ.optional(),
  }),
  gaze: z
    .object({ target: THING.optional(), origin: XYZ.optional(), dir: XYZ.optional() })
    .refine(
      ({ target, origin, dir }) => target !== undefined || (origin !== undefined && dir !== undefined),
      {
        message: 'say target, or origin and dir',
      },
    ),
  face: z.union([
    z.object({ set: z.literal('arkit52'), weights: z.array(UNIT).length(52) }),
    z.object({
      emotion: z.enum(['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral']),
      intensity: UNIT,
    }),
  ]),
  pose: z.object({ layout: z.enum(['mediapipe33', 'human22']), values: z.array(NUMBER).min(3).max(132) }),
  bio: z.object({
    kind: z.enum(['heartRate', 'rr', 'eda', 'respiration', 'eeg']),
    unit: z.enum(['bpm', 'ms', 'uS', 'perMinute', 'uV']),
    rateHz: z.number().min(0).max(1_000),
    samples: z.array(NUMBER).min(1).max(SENSE_SIZES.samplesMax),
  }),
  table: z.union([z.object({ table: TABLE }), z.object({ graph: GRAPH })]),
  image: z.object(PICTURE),
  video: z.object({ ...PICTURE, frameMs: z.number().min(0) }),
  thermal: z.object({ of: z.enum(['skin', 'air', 'hand']), celsius: z.number().min(-60).max(120) }),
  touch: z.object({ part: WORD, target: THING, forceN: z.number().min(0).max(500).optional() }),
  presence: z.object({ here: z.boolean() }),
  scene: z.object({ what: WORD, target: THING.optional() }),
  music: z.object({ bpm: z.number().min(20).max(300), beat: z.number().min(0) }),
} as const satisfies Record<Modality, z.ZodType>;

export type SenseData = { [M in Modality]: z.output<(typeof SENSE_DATA)[M]> };
export type SenseDataInput = { [M in Modality]: z.input<(typeof SENSE_DATA)[M]> };

/** What every event carries besides its data. */
const ENVELOPE = z.object({
  v: z.literal(1),
  /** Unique for its sender: one that comes again is dropped. */
  id: z.string().min(1).max(40),
  phase: z.enum(['start', 'update', 'end', 'instant']).default('instant'),
  /** Joins the events of one act (after UMIM action_uid). */
  act: z.string().max(40).optional(),
  /** Wire id of the performer it is meant for, when the client knows. */
  to: z.number().int().min(0).max(65_535).optional(),
  /** Stage time at which it happened, ms. */
  t0: z.number().min(0),
  conf: UNIT.default(1),
  src: z.enum(['device', 'model', 'user', 'script']).default('device'),
  consent: z.enum(['none', 'session', 'remember']).optional(),
});

/** One thing that was sensed. */
export type SenseEvent<M extends Modality = Modality> = {
  [K in M]: z.output<typeof ENVELOPE> & { readonly m: K; readonly data: SenseData[K] };
}[M];

/** Why an event was turned away. */
export interface SenseRefusal {
  readonly code: 'modality' | 'shape' | 'size' | 'road';
  readonly message: string;
}

export type SenseReading =
  | { readonly ok: true; readonly event: SenseEvent }
  | { readonly ok: false; readonly refusal: SenseRefusal };

/**
 * Reads an event as a client sends it. What is unknown or wrong is refused with a reason, never dropped in silence.
 *
 * @param bytes size as it was sent; measured when left out
 */
export function readSense(raw: unknown, bytes = JSON.stringify(raw ?? null).length): SenseReading {
  const refuse = (code: SenseRefusal['code'], message: string): SenseReading => ({
    ok: false,
    refusal: { code, message },
  });
  const m = (raw as { m?: unknown } | null)?.m;
  const modality = MODALITIES.find((name) => name === m);
  if (!modality)
    return refuse(
      'modality',
      `m: "${String(m).slice(0, 40)}" is no modality; there are ${MODALITIES.join(', ')}`,
    );
  const limit = SENSE_LIMITS[modality];
  if (limit.road === 'stage') return refuse('road', `${modality}: only the stage itself senses it`);
  if (bytes > limit.bytesMax) return refuse('size', `${modality}: ${bytes} bytes; at most ${limit.bytesMax}`);
  const envelope = ENVELOPE.safeParse(raw);
  if (!envelope.success) return refuse('shape', firstIssue('', envelope.error));
  const data = SENSE_DATA[modality].safeParse((raw as { data?: unknown }).data);
  if (!data.success) return refuse('shape', firstIssue('data', data.error));
  const consent = envelope.data.consent ?? limit.consent;
  // Asking to remember what may not be kept does not make it so.
  const kept = consent === 'remember' && !limit.storable ? 'none' : consent;
  return { ok: true, event: { ...envelope.data, consent: kept, m: modality, data: data.data } as SenseEvent };
}

function firstIssue(where: string, error: z.ZodError): string {
  const [issue] = error.issues;
  const path = [where, ...issue.path].filter((part) => part !== '').join('.');
  return `${path || 'event'}: ${issue.message}`;
}
