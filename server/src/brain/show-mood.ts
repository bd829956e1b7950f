import type { Mind, MoodFace } from '../world/mind.ts';
import type { World } from '../world/world.ts';

/** A style is taken on beyond `in` and given up short of `out`, so that nobody flickers between two. */
const BOUNDS = { in: 0.42, out: 0.26, tiredIn: 0.88, tiredOut: 0.6 } as const;
/** Share by which arousal quickens speech, and raises its pitch (points). Steps keep voices few: each is made once. */
const VOICE = { rate: 0.12, pitch: 6, steps: 3 } as const;

/** The face of a mood when nothing else is shown. */
export function faceOfMood({ mood }: Mind): MoodFace {
  if (mood.pleasure > 0.45) return 'happy';
  if (mood.pleasure < -0.3) return mood.arousal > 0.3 ? 'angry' : 'sad';
  return 'relaxed';
}

/** Name of the style in which a mood walks and stands; '' when it has none. `now` is the style it has. */
export function styleOfMood({ mood, needs }: Mind, now: string): string {
  const bound = (style: string): number => (style === now ? BOUNDS.out : BOUNDS.in);
  if (needs.rest > (now === 'tired' ? BOUNDS.tiredOut : BOUNDS.tiredIn)) return 'tired';
  if (mood.pleasure > bound('elated') && mood.arousal > bound('elated') * 0.8) return 'elated';
  if (mood.pleasure < -bound('sad') && mood.arousal < 0.15) return 'sad';
  if (mood.pleasure < -bound('angry') && mood.arousal > bound('angry') * 0.8) return 'angry';
  return '';
}

/** Puts a style on; a style that the motion model has not is no change. */
export function carryStyle(world: World, slot: number, name: string): void {
  const { styles } = world.social;
  for (let i = 0; i < styles.length; i++) if (styles[i].name === name) world.humans.style[slot] = i;
}

/** The voice of a mind as its mood has it; `plain` is its own. */
export function voiceOfMood(mind: Mind, plain: Mind['voice']): void {
  const step = Math.round(mind.mood.arousal * VOICE.steps) / VOICE.steps;
  const rate = Math.round(plain.rate * (1 + VOICE.rate * step));
  const pitch = Math.max(0, Math.min(99, Math.round(plain.pitch + VOICE.pitch * step)));
  const { voice } = mind;
  if (voice.rate !== rate || voice.pitch !== pitch || voice.variant !== plain.variant)
    mind.voice = { ...plain, rate, pitch };
}
