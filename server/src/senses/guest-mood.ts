import { SENSE_LIMITS } from '@troupe/client-sdk/protocol';
import { TICK_MS } from '../world/limits.ts';
import type { GuestMood, GuestSense, MoodSign, SensedEvent } from '../world/sensed.ts';
import { postureMood } from './posture.ts';
import { vitalArousal } from './vitals.ts';

/** Valence and arousal of the faces that a client names (circumplex, after Russell 1980). */
const FACES = {
  joy: [0.8, 0.4],
  sadness: [-0.7, -0.4],
  anger: [-0.7, 0.7],
  fear: [-0.7, 0.6],
  surprise: [0.1, 0.8],
  disgust: [-0.7, 0.2],
  neutral: [0, -0.1],
} as const;
/** ARKit weights that tell: mouthSmileLeft and Right, mouthFrownLeft and Right, browDownLeft and Right, browInnerUp, jawOpen. */
const ARKIT = { smile: [43, 44], frown: [29, 30], browDown: [0, 1], browInnerUp: 2, jawOpen: 24 } as const;
/** Standard deviation of one sign by its sense: faces tell most; bodies see vitals.ts and posture.ts. */
const DOUBT = { named: 0.3, weights: 0.4, words: 0.45, blind: 0.9 } as const;
/** Signs farther apart than this many of their deviations contradict one another. */
const CONFLICT = 2;

const GOOD =
  /\b(love|like|great|nice|beautiful|wonderful|happy|thank|amazing|pretty|cool)\b|좋|예쁘|예뻐|멋|고마|감사|행복|최고|신나|사랑/iu;
const BAD =
  /\b(hate|bad|sad|ugly|boring|awful|angry|tired|terrible|hurt|lonely)\b|싫|슬프|슬퍼|나쁘|나빠|화나|짜증|피곤|지루|외로|아파|무서/iu;
const NOT = /\b(not|no|never|don't|isn't|doesn't)\b|안 |못 |지 않|아니/iu;

/** What an event says of its guest's mood; undefined when nothing. */
export function moodSign(event: SensedEvent, held: GuestSense, tick: number): MoodSign | undefined {
  const sign = (valence: number, arousal: number, sd: number): MoodSign => ({
    m: event.m,
    valence,
    arousal,
    sd: sd / Math.max(0.25, event.conf),
    tick,
  });
  if (event.m === 'face') {
    if ('emotion' in event.data) {
      const [valence, arousal] = FACES[event.data.emotion];
      const { intensity } = event.data;
      return sign(valence * intensity, arousal * intensity, DOUBT.named);
    }
    const { weights } = event.data;
    const both = ([left, right]: readonly [number, number]): number => (weights[left] + weights[right]) / 2;
    const valence = both(ARKIT.smile) - both(ARKIT.frown) - 0.5 * both(ARKIT.browDown);
    const arousal = weights[ARKIT.jawOpen] + weights[ARKIT.browInnerUp] - 0.2;
    return sign(clamp(valence), clamp(arousal), DOUBT.weights);
  }
  if (event.m === 'bio') {
    const vital = vitalArousal(held, tick);
    return vital && { m: event.m, valence: 0, ...vital, tick };
  }
  if (event.m === 'pose') {
    const posture = postureMood(event.data);
    return posture && sign(posture.valence, posture.arousal, posture.sd);
  }
  const text = event.m === 'text' || event.m === 'voice' ? event.data.text : undefined;
  if (!text) return undefined;
  const good = GOOD.test(text);
  if (good === BAD.test(text)) return undefined;
  const turned = NOT.test(text) ? -0.6 : 1;
  return sign((good ? 0.6 : -0.6) * turned, /!/.test(text) ? 0.4 : 0, DOUBT.words);
}

/** What the signs that are fresh say together; undefined when there are none. */
export function guestMood(held: GuestSense | undefined, tick: number): GuestMood | undefined {
  const fresh = (held?.signs ?? []).filter(({ m, tick: at }) => (tick - at) * TICK_MS <= lifeMs(m));
  if (fresh.length === 0) return undefined;
  // Hearts say nothing of valence: they weigh for arousal alone.
  const felt = fresh.filter(({ m }) => m !== 'bio');
  const valence = weigh(felt.map(({ valence: value, sd }) => [value, sd]));
  const arousal = weigh(fresh.map(({ arousal: value, sd }) => [value, sd]));
  const conflict = felt.some((a) =>
    felt.some(
      (b) => Math.abs(a.valence - b.valence) > CONFLICT * Math.hypot(a.sd, b.sd) && a.valence * b.valence < 0,
    ),
  );
  const spread = Math.max(0, ...felt.map((a) => Math.abs(a.valence - valence.mean)));
  const sd = felt.length === 0 ? DOUBT.blind : Math.max(valence.sd, conflict ? spread : 0);
  return { valence: valence.mean, arousal: arousal.mean, sd, conflict, signs: fresh };
}

/** Moods last longer than the event that shows them. */
function lifeMs(m: MoodSign['m']): number {
  return Math.max(4_000, SENSE_LIMITS[m].ttlMs);
}

/** Mean by inverse variance, and its deviation. */
function weigh(values: readonly (readonly [number, number])[]): { mean: number; sd: number } {
  let sum = 0;
  let weight = 0;
  for (const [value, sd] of values) {
    sum += value / (sd * sd);
    weight += 1 / (sd * sd);
  }
  return weight === 0 ? { mean: 0, sd: DOUBT.blind } : { mean: sum / weight, sd: 1 / Math.sqrt(weight) };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
