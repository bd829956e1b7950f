import { MODALITIES } from '@troupe/client-sdk/protocol';
import { z } from 'zod';
import type { MailboxMessage } from '../tick/mailbox.ts';
import { MEMORY_KINDS } from '../world/memories.ts';
import { REFLECTION_TONES } from '../world/reflections.ts';

/** Version of the record; a reader refuses others. 2: bodies have paces, guests say where they look from. */
export const RECORD_VERSION = 3;

/** First line of a record: everything a run depends on besides its messages. */
export const HEADER_SCHEMA = z.object({
  format: z.literal('troupe-record'),
  version: z.literal(RECORD_VERSION),
  stage: z.string().regex(/^[a-z0-9-]+$/),
  seed: z.number().int(),
  capacity: z.number().int().positive(),
  bodies: z.array(z.string()),
  /** sha256 of the motion model's files and of the stage file: another model would be another run. */
  motionSha256: z.string(),
  stageSha256: z.string(),
  /** Clips that performers could play, in the order of their numbers. */
  clips: z.array(z.object({ name: z.string(), sha256: z.string() })).default([]),
});

export type RecordHeader = z.infer<typeof HEADER_SCHEMA>;

/** One line a tick. */
export interface RecordTick {
  /** Tick before the step. */
  readonly t: number;
  readonly m: readonly MailboxMessage[];
  /** 1 when a motion frame was collected in this tick. */
  readonly d: 0 | 1;
  /** State hash after the step. */
  readonly h: string;
  /** Four hex digits a part of the state, in the order of `partNames`: they name what differs first. */
  readonly p?: string;
}

/** JSON has no NaN: what was no number when it was recorded reads as null, and is refused again on replay. */
const NUMBER = z.number().nullable();
const NET_ID = z.number().int();
const PLACE = { x: NUMBER, z: NUMBER, yaw: NUMBER };
const LOCALE = z.enum(['en', 'ko']);
/** Every kind of message the tick knows: one missing here would be lost on replay, so it does not compile. */
const KINDS = {
  join: z.object({
    type: z.literal('join'),
    key: z.string(),
    name: z.string(),
    bodyIndex: NUMBER,
    body: z
      .object({
        id: z.string(),
        heightM: NUMBER,
        hipsHeightM: NUMBER,
        legLengthM: NUMBER,
        restOffsets: z.array(NUMBER),
      })
      .optional(),
    locale: LOCALE,
    ...PLACE,
  }),
  perform: z.object({
    type: z.literal('perform'),
    key: z.string(),
    name: z.object({ en: z.string(), ko: z.string() }),
    personaId: z.string(),
    bodyIndex: NUMBER,
    ...PLACE,
  }),
  leave: z.object({ type: z.literal('leave'), netId: NET_ID }),
  input: z.object({
    type: z.literal('input'),
    netId: NET_ID,
    seq: NUMBER,
    moveX: NUMBER,
    moveZ: NUMBER,
    hurry: z.boolean(),
  }),
  say: z.object({ type: z.literal('say'), netId: NET_ID, text: z.string(), locale: LOCALE }),
  gesture: z.object({ type: z.literal('gesture'), netId: NET_ID, action: z.string() }),
  // A program was checked before it was posted; a record is as trusted as the process that wrote it.
  show: z.object({ type: z.literal('show'), command: z.looseObject({ op: z.string() }) }),
  direct: z.object({ type: z.literal('direct'), netId: NET_ID, prompt: z.string() }),
  clip: z.object({
    type: z.literal('clip'),
    netId: NET_ID,
    name: z.string(),
    from: NUMBER.optional(),
    to: NUMBER.optional(),
    rate: NUMBER.optional(),
    loop: z.boolean().optional(),
    seconds: NUMBER.optional(),
    mask: z.enum(['fullBody', 'upperBody']).optional(),
  }),
  sense: z.object({
    type: z.literal('sense'),
    netId: NET_ID,
    event: z.looseObject({ m: z.enum(MODALITIES), t0: z.number(), data: z.record(z.string(), z.unknown()) }),
  }),
  looked: z.object({
    type: z.literal('looked'),
    key: z.string(),
    // Kept in the order of its keys: it is state, and state is hashed as it is written.
    sight: z.record(z.string(), z.unknown()),
  }),
  memories: z.object({
    type: z.literal('memories'),
    netId: NET_ID,
    items: z.array(
      z.object({
        personaId: z.string(),
        kind: z.enum(MEMORY_KINDS),
        value: z.string(),
        importance: z.number(),
        daysAgo: z.number(),
      }),
    ),
    reflections: z
      .array(
        z.object({
          personaId: z.string(),
          theme: z.string(),
          tone: z.enum(REFLECTION_TONES),
          of: z.array(z.string()),
          text: z.string(),
          importance: z.number(),
          daysAgo: z.number(),
          brain: z.string(),
        }),
      )
      .optional(),
  }),
  watch: z.object({ type: z.literal('watch'), key: z.string(), x: z.number(), z: z.number() }),
  unwatch: z.object({ type: z.literal('unwatch'), key: z.string() }),
  consent: z.object({ type: z.literal('consent'), netId: NET_ID, remember: z.boolean() }),
  forget: z.object({ type: z.literal('forget'), netId: NET_ID }),
  brain: z.object({ type: z.literal('brain'), name: z.string() }),
  thought: z.object({
    type: z.literal('thought'),
    id: z.number().int(),
    brain: z.string(),
    step: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('sentence'), text: z.string(), locale: LOCALE }),
      z.object({ kind: z.literal('tool'), name: z.string(), argument: z.string() }),
      z.object({ kind: z.literal('done') }),
      z.object({ kind: z.literal('failed') }),
    ]),
  }),
  act: z.object({
    type: z.literal('act'),
    netId: NET_ID,
    toNetId: NET_ID,
    brain: z.string(),
    step: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('sentence'), text: z.string(), locale: LOCALE }),
      z.object({ kind: z.literal('tool'), name: z.string(), argument: z.string() }),
    ]),
  }),
  painted: z.object({
    type: z.literal('painted'),
    id: z.number().int(),
    sha: z.string(),
    brain: z.string(),
    strokes: z.number(),
  }),
  voiceReady: z.object({ type: z.literal('voiceReady'), ready: z.boolean() }),
  voiced: z.object({
    type: z.literal('voiced'),
    key: z.string(),
    track: z
      .object({
        key: z.string(),
        durationMs: z.number(),
        words: z.array(z.number()),
        visemes: z.array(z.number()),
      })
      .optional(),
  }),
} satisfies Record<MailboxMessage['type'], z.ZodType>;

export const TICK_SCHEMA = z.object({
  t: z.number().int(),
  m: z.array(z.discriminatedUnion('type', [KINDS.join, ...Object.values(KINDS).slice(1)])),
  d: z.union([z.literal(0), z.literal(1)]),
  h: z.string().length(16),
  p: z.string().optional(),
});
