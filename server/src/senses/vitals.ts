import { SENSE_LIMITS, type SenseEvent } from '@troupe/client-sdk/protocol';
import { TICK_MS } from '../world/limits.ts';
import type { GuestSense, Vital } from '../world/sensed.ts';

/**
 * How far over its usual value each measure makes a whole step of arousal, and how much one reading is to be doubted (standard
 * deviation of the arousal). Skin conductance follows arousal closest after the heart, a response is 0.1 to 1 microsiemens and comes on a
 * level that drifts (Boucsein, Electrodermal Activity, 2012); breath is moved by speaking too.
 */
const VITALS = {
  heart: { step: 35, sd: 0.35 },
  skin: { step: 2, sd: 0.4 },
  breath: { step: 10, sd: 0.55 },
} as const;
type VitalName = keyof typeof VITALS;
/** Share by which the usual value follows the present one, at each reading. */
const USUAL_RATE = 0.02;
/** Half of one's usual level is soft (6 dB less), and so is what hardly stands out of a quiet room; heard so lately, ms. */
const SOFT = { share: 0.5, least: 0.015, heardMs: 4_000 } as const;
/** Times between two beats that a heart can have, ms. */
const BEAT_MS = [250, 2_500] as const;

/** Takes a reading into what is held of a guest. Brain waves are taken and say nothing here: raw microvolts tell no mood. */
export function takeVital(held: GuestSense, data: SenseEvent<'bio'>['data'], tick: number): void {
  const reading = readingOf(data);
  if (!reading) return;
  const [name, value] = reading;
  held[name] = follow(held[name], value, tick);
}

/** How awake the fresh readings say somebody is, -1..1, each by its doubt; undefined without one. */
export function vitalArousal(held: GuestSense, tick: number): { arousal: number; sd: number } | undefined {
  let sum = 0;
  let weight = 0;
  for (const [name, { step, sd }] of Object.entries(VITALS)) {
    const vital = held[name as VitalName];
    if (vital.tick < 0 || (tick - vital.tick) * TICK_MS > SENSE_LIMITS.bio.ttlMs) continue;
    const arousal = Math.min(1, Math.max(-1, (vital.value - vital.usual) / step));
    sum += arousal / (sd * sd);
    weight += 1 / (sd * sd);
  }
  return weight === 0 ? undefined : { arousal: sum / weight, sd: 1 / Math.sqrt(weight) };
}

/** Takes how loud somebody speaks. */
export function takeLevel(held: GuestSense, level: number, tick: number): void {
  held.level = follow(held.level, level, tick);
}

/** True while somebody speaks softer than it does usually, or hardly to be heard; false when nothing was heard of late. */
export function speaksSoftly({ level }: GuestSense, tick: number): boolean {
  if (level.tick < 0 || (tick - level.tick) * TICK_MS > SOFT.heardMs) return false;
  return level.value < Math.max(SOFT.least, level.usual * SOFT.share);
}

function follow(before: Vital, value: number, tick: number): Vital {
  const usual = before.tick < 0 ? value : before.usual;
  return { value, usual: usual + (value - usual) * USUAL_RATE, tick };
}

/** What is measured and its value; undefined when no such value can be, or it tells nothing. */
function readingOf({ kind, samples }: SenseEvent<'bio'>['data']): [VitalName, number] | undefined {
  const last = samples.at(-1)!;
  if (kind === 'heartRate') return ['heart', last];
  if (kind === 'rr') {
    const beats = samples.filter((ms) => ms >= BEAT_MS[0] && ms <= BEAT_MS[1]);
    const mean = beats.reduce((all, ms) => all + ms, 0) / beats.length;
    return beats.length > 0 ? ['heart', 60_000 / mean] : undefined;
  }
  if (kind === 'eda') return last >= 0 ? ['skin', last] : undefined;
  if (kind === 'respiration') return last > 0 ? ['breath', last] : undefined;
  return undefined;
}
