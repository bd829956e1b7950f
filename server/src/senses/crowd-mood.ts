import { TICK_HZ } from '../world/limits.ts';
import { type CrowdMood, NO_CROWD } from '../world/sensed.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { guestMood } from './guest-mood.ts';

const CROWD = {
  everyTicks: TICK_HZ,
  /** Fewer are people, not a crowd. */
  guestsLeast: 3,
  /** A guest of whom one is less sure than this tells nothing. */
  sdMax: 0.8,
  /** Moods that lie so far apart (standard deviation of valence) are two moods. */
  split: 0.45,
  /** Share of the crowd that must show a mood before it is one of the crowd. */
  shareLeast: 0.25,
} as const;

/** Once a second: the mood of all guests together, weighed by how sure each is; what differs is told, not averaged away. */
export function senseCrowd(world: World): void {
  if (world.tick % CROWD.everyTicks !== 0) return;
  const { humans, social } = world;
  let guests = 0;
  const moods: { valence: number; arousal: number; weight: number }[] = [];
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.guest) continue;
    guests += 1;
    const mood = guestMood(social.guestSenses[slot], world.tick);
    if (mood && mood.sd <= CROWD.sdMax)
      moods.push({ valence: mood.valence, arousal: mood.arousal, weight: 1 / (mood.sd * mood.sd + 0.05) });
  }
  social.crowd = moodOf(guests, moods);
}

function moodOf(
  guests: number,
  moods: readonly { valence: number; arousal: number; weight: number }[],
): CrowdMood {
  const telling = moods.length;
  if (guests < CROWD.guestsLeast || telling < Math.max(2, guests * CROWD.shareLeast))
    return { ...NO_CROWD, guests };
  const whole = moods.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (key: 'valence' | 'arousal'): number =>
    moods.reduce((sum, one) => sum + one[key] * one.weight, 0) / whole;
  const valence = mean('valence');
  const spread = Math.sqrt(
    moods.reduce((sum, one) => sum + one.weight * (one.valence - valence) ** 2, 0) / whole,
  );
  return { guests, telling, valence, arousal: mean('arousal'), spread, split: spread > CROWD.split };
}
