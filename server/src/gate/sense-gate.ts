import { createHash } from 'node:crypto';
import { type Modality, readSense, SENSE_LIMITS, type SenseEvent } from '@troupe/client-sdk/protocol';
import type { SensedEvent } from '../world/sensed.ts';
import { pictureSize } from './picture-size.ts';
import { TokenBucket } from './token-bucket.ts';

/** How far a guest's clock may be ahead of the stage, ms; and ids remembered to drop what comes twice. */
const AHEAD_MS_MAX = 1_000;
const IDS_MAX = 256;

/** Why an event went no further. */
export interface GateRefusal {
  readonly id: string;
  readonly code: 'modality' | 'shape' | 'size' | 'road' | 'rate' | 'clock' | 'stale' | 'twice' | 'picture';
  readonly message: string;
}

export type GateResult =
  | { readonly ok: true; readonly event: SensedEvent; readonly picture?: Uint8Array }
  | { readonly ok: false; readonly refusal: GateRefusal };

/** Everything that a guest senses passes here: read, bounded in size, rate and time, once. One gate a guest. */
export class SenseGate {
  readonly #buckets = new Map<Modality, TokenBucket>();
  readonly #ids = new Set<string>();
  /** Counted by code, for the whole visit. */
  readonly refused: Partial<Record<GateRefusal['code'], number>> = {};

  /**
   * @param bytes size as it was sent
   * @param road by which it came
   * @param nowMs any clock that does not jump; stageMs: the stage's
   */
  take(
    raw: unknown,
    {
      bytes,
      road,
      nowMs,
      stageMs,
    }: { bytes: number; road: 'socket' | 'post'; nowMs: number; stageMs: number },
  ): GateResult {
    const id = String((raw as { id?: unknown } | null)?.id ?? '').slice(0, 40);
    const refuse = (code: GateRefusal['code'], message: string): GateResult => {
      this.refused[code] = (this.refused[code] ?? 0) + 1;
      return { ok: false, refusal: { id, code, message } };
    };
    const reading = readSense(raw, bytes);
    if (!reading.ok) return refuse(reading.refusal.code, reading.refusal.message);
    const { event } = reading;
    const limit = SENSE_LIMITS[event.m];
    if (limit.road !== road) return refuse('road', `${event.m}: send it by ${limit.road}`);
    if (this.#ids.has(event.id)) return refuse('twice', `${event.m}: id ${event.id} came before`);
    if (event.t0 > stageMs + AHEAD_MS_MAX)
      return refuse('clock', `${event.m}: t0 lies ${Math.round(event.t0 - stageMs)} ms ahead of the stage`);
    if (event.t0 < stageMs - limit.ttlMs) return refuse('stale', `${event.m}: older than ${limit.ttlMs} ms`);
    const bucket = this.#bucket(event.m, nowMs);
    if (!bucket.take(nowMs)) return refuse('rate', `${event.m}: at most ${limit.hzMax} a second`);
    const result = plain(event);
    if (!result)
      return refuse('picture', `${event.m}: the file is no such picture, or of another size than it says`);
    this.#ids.add(event.id);
    if (this.#ids.size > IDS_MAX) this.#ids.delete(this.#ids.values().next().value!);
    return { ok: true, ...result };
  }

  #bucket(m: Modality, nowMs: number): TokenBucket {
    const known = this.#buckets.get(m);
    if (known) return known;
    const { hzMax, burst } = SENSE_LIMITS[m];
    const bucket = new TokenBucket({ perSecond: hzMax, burst }, nowMs);
    this.#buckets.set(m, bucket);
    return bucket;
  }
}

/** The event without the bytes of a picture; undefined when the file is not what it says. */
function plain(event: SenseEvent): { event: SensedEvent; picture?: Uint8Array } | undefined {
  if (event.m !== 'image' && event.m !== 'video') return { event };
  const { mime, width, height, base64 } = event.data;
  const picture = Buffer.from(base64, 'base64');
  const size = pictureSize(picture);
  if (!size || size.mime !== mime || size.width !== width || size.height !== height) return undefined;
  const key = createHash('sha256').update(picture).digest('hex').slice(0, 16);
  return { event: { ...event, data: { key, mime, width, height } }, picture };
}
