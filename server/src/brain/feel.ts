// CONTRIBUTOR NOTES
// Appraisal after Ortony, Clore and Collins (OCC): what happened is judged by what it means for one's goals, for others and
// for what one likes, which gives an emotion; emotions pull the mood in PAD space by the places that Gebhard (ALMA, 2005)
// gives them; the mood goes back to where the personality rests. Rules and small word lists, not a model.

import { drawOf, type Mind, type Percept } from '../world/mind.ts';
import { type Mood, moodAtRest, type Needs } from '../world/mood.ts';
import type { CrowdMood } from '../world/sensed.ts';
import { touchIsWelcome } from './touched.ts';

/** Places of emotions in PAD space (Gebhard, 2005). */
const EMOTIONS = {
  joy: [0.4, 0.2, 0.1],
  distress: [-0.4, -0.2, -0.5],
  hope: [0.2, 0.2, -0.1],
  fear: [-0.64, 0.6, -0.43],
  happyFor: [0.4, 0.2, 0.2],
  pity: [-0.4, -0.2, -0.5],
  gratitude: [0.4, 0.2, -0.3],
  anger: [-0.51, 0.59, 0.25],
  pride: [0.4, 0.3, 0.3],
  disappointment: [-0.3, 0.1, -0.4],
  satisfaction: [0.3, -0.2, 0.4],
  liking: [0.4, 0.16, -0.24],
  disliking: [-0.4, 0.2, 0.1],
} as const;
export type Emotion = keyof typeof EMOTIONS;

/** Ticks in which half of a mood is gone. */
const HALF_TICKS = 20 * 45;
const DECAY = 1 - 0.5 ** (1 / HALF_TICKS);
/** Rise of needs a tick: an hour of standing about empties nobody, ten minutes are felt. */
const RISE: Needs = {
  rest: 1 / 16_000,
  company: 1 / 7_000,
  making: 1 / 9_000,
  beauty: 1 / 8_000,
  play: 1 / 9_000,
};
/** No single event moves a mood farther than this share of an emotion. */
const SHARE = 0.55;

const KIND =
  /\b(?:love|lovely|beautiful|wonderful|great|amazing|thank|thanks|nice|good|kind|like you|like your|brilliant|gorgeous|sweet)\b|사랑|예쁘|예뻐|아름다|멋지|멋져|멋있|고마|감사|좋아|훌륭|최고|대단|친절/iu;
const UNKIND =
  /\b(?:hate|ugly|stupid|idiot|boring|bad|awful|terrible|shut up|useless|liar|go away|dumb)\b|싫어|싫다|못생|멍청|바보|지루|나빠|끔찍|닥쳐|꺼져|쓸모없|거짓말/iu;
const SAD = /\b(?:sad|lonely|tired|crying|lost|died|sick|afraid)\b|슬프|슬퍼|외로|힘들|지쳤|울었|아파|무서/iu;
const NOT = /\b(?:not|never|no|isn't|don't)\b|안 |않|못하/iu;

/** What a percept makes one feel, and how strongly, 0..1; undefined when it leaves one cold. */
export function appraise(
  percept: Percept,
): { readonly emotion: Emotion; readonly strength: number } | undefined {
  const { kind, text, addressed, mood, speedMps } = percept;
  if (kind === 'bumped')
    return speedMps > 1.4
      ? { emotion: 'anger', strength: 0.5 }
      : { emotion: 'fear', strength: Math.min(0.4, speedMps * 0.25) };
  if (kind === 'gesture') return addressed ? { emotion: 'joy', strength: 0.4 } : undefined;
  if (kind === 'touched')
    return touchIsWelcome(percept)
      ? { emotion: 'liking', strength: 0.5 }
      : { emotion: 'disliking', strength: 0.5 };
  if (kind === 'shown') return addressed ? { emotion: 'hope', strength: 0.5 } : undefined;
  if (kind === 'near') return { emotion: 'hope', strength: 0.25 };
  if (kind !== 'said' || !addressed) return undefined;
  const turned = NOT.test(text);
  if (UNKIND.test(text))
    return turned ? { emotion: 'satisfaction', strength: 0.3 } : { emotion: 'distress', strength: 0.8 };
  if (KIND.test(text))
    return turned ? { emotion: 'disappointment', strength: 0.4 } : { emotion: 'gratitude', strength: 0.7 };
  if (SAD.test(text)) return { emotion: 'pity', strength: 0.5 };
  // A guest's own mood is caught, the less the less sure it is.
  if (mood && mood.sd < 0.6 && Math.abs(mood.valence) > 0.2)
    return {
      emotion: mood.valence > 0 ? 'happyFor' : 'pity',
      strength: Math.abs(mood.valence) * (1 - mood.sd),
    };
  return { emotion: 'liking', strength: 0.25 };
}

/** Moves a mood by an emotion; what is felt strongly already is moved less. */
export function moveMood(mood: Mood, emotion: Emotion, strength: number): void {
  const [p, a, d] = EMOTIONS[emotion];
  const pull = (now: number, by: number): number =>
    bounded(now + by * strength * SHARE * (1 - Math.abs(now) * (Math.sign(by) === Math.sign(now) ? 1 : 0)));
  mood.pleasure = pull(mood.pleasure, p);
  mood.arousal = pull(mood.arousal, a);
  mood.dominance = pull(mood.dominance, d);
}

/** Half of the way to a mood of the crowd is gone after about so many ticks; who is outgoing catches more of it. */
const CAUGHT = { perTick: 1 / 1_200, outgoing: 0.5, share: 0.6 } as const;

/** A crowd's mood is caught by who is among it; two moods at once are only felt as unrest. */
export function catchCrowd(mind: Mind, { telling, valence, arousal, split }: CrowdMood): void {
  if (telling === 0) return;
  const rate = CAUGHT.perTick * (1 + CAUGHT.outgoing * mind.traits.outgoing);
  if (!split) mind.mood.pleasure += (valence * CAUGHT.share - mind.mood.pleasure) * rate;
  const awake = split ? Math.max(arousal, 0.4) : arousal;
  mind.mood.arousal += (awake * CAUGHT.share - mind.mood.arousal) * rate;
}

/** One tick of feeling: the mood goes home, needs rise or are met by what one is about. */
export function feel(mind: Mind): void {
  const { mood, needs } = mind;
  const home = mind.restMood;
  mood.pleasure += (home.pleasure - mood.pleasure) * DECAY;
  mood.arousal += (home.arousal - mood.arousal) * DECAY;
  mood.dominance += (home.dominance - mood.dominance) * DECAY;
  const met = MEETS[mind.activity] ?? NOTHING;
  needs.rest = need(needs.rest + RISE.rest - (met.rest ?? 0));
  needs.company = need(needs.company + RISE.company - (met.company ?? 0));
  needs.making = need(needs.making + RISE.making - (met.making ?? 0));
  needs.beauty = need(needs.beauty + RISE.beauty - (met.beauty ?? 0));
  needs.play = need(needs.play + RISE.play - (met.play ?? 0));
}

/** What activities give a tick. */
const MEETS: Readonly<Partial<Record<Mind['activity'], Partial<Needs>>>> = {
  sit: { rest: 1 / 900 },
  rest: { rest: 1 / 700 },
  paint: { making: 1 / 800 },
  lookAtWork: { beauty: 1 / 500 },
  watchPainter: { beauty: 1 / 600, company: 1 / 2_500 },
  watchShow: { beauty: 1 / 600, company: 1 / 2_500 },
  poolside: { beauty: 1 / 700 },
  greenery: { beauty: 1 / 900, rest: 1 / 5_000 },
  dance: { play: 1 / 160, rest: -1 / 3_000 },
  play: { play: 1 / 400 },
  stretch: { play: 1 / 500 },
  talk: { company: 1 / 300 },
  chat: { company: 1 / 350 },
  listen: { company: 1 / 900 },
  greet: { company: 1 / 400 },
};
const NOTHING: Partial<Needs> = {};

/** Gives a mind a personality: that of its persona, else one drawn from its own dice. */
export function wake(mind: Mind, traits: Mind['traits'] | undefined): void {
  const draw = (): number => (drawOf(mind) + drawOf(mind) - 1) * 0.7;
  mind.traits = traits ?? {
    openness: draw(),
    diligence: draw(),
    outgoing: draw(),
    agreeable: 0.2 + draw() * 0.6,
    stability: 0.2 + draw() * 0.6,
  };
  mind.restMood = moodAtRest(mind.traits);
  mind.mood = { ...mind.restMood };
  mind.awake = true;
}

function bounded(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

function need(value: number): number {
  return Math.max(0, Math.min(1, value));
}
