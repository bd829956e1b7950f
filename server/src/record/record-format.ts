import { z } from 'zod';
import type { MailboxMessage } from '../tick/mailbox.ts';

/** Version of the record; a reader refuses others. */
export const RECORD_VERSION = 1;

/** First line of a record: everything a run depends on besides its messages. */
export const HEADER_SCHEMA = z.object({
  format: z.literal('troupe-record'),
  version: z.literal(RECORD_VERSION),
  stage: z.string(),
  seed: z.number().int(),
  capacity: z.number().int().positive(),
  bodies: z.array(z.string()),
  /** sha256 of the motion model's files and of the stage file: another model would be another run. */
  motionSha256: z.string(),
  stageSha256: z.string(),
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
}

export const TICK_SCHEMA = z.object({
  t: z.number().int(),
  m: z.array(z.looseObject({ type: z.string() })),
  d: z.union([z.literal(0), z.literal(1)]),
  h: z.string().length(16),
});
