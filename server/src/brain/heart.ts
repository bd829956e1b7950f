import { SENSE_LIMITS } from '@troupe/client-sdk/protocol';
import { TICK_MS } from '../world/limits.ts';
import type { GuestSense } from '../world/sensed.ts';

/** Words that ask for one's own heart. */
const ASKS =
  /^(?!.*how (?:do|can) you (?:know|tell|measure)).*(?:\b(?:pulse|heart ?rate|heart ?beat)\b|\bheart (?:is )?(?:doing|beating)\b)|(?:심박|맥박|심장).{0,8}(?:어때|어떤|느껴|느끼|들려|얼마|몇|빨라|빠른)/iu;
/** Beats a minute by which a pulse is told from the usual one of the visit. */
const STEP_BPM = 6;

/** What a performer tells of the pulse of who asks for it; undefined when it was not asked for or is not known now. */
export function tellHeart(
  held: GuestSense | undefined,
  tick: number,
  text: string,
  locale: 'en' | 'ko',
): string | undefined {
  const heart = held?.heart;
  if (
    !heart ||
    heart.value <= 0 ||
    (tick - heart.tick) * TICK_MS > SENSE_LIMITS.bio.ttlMs ||
    !ASKS.test(text)
  )
    return undefined;
  const bpm = Math.round(heart.value);
  const change = heart.value - heart.usual;
  if (locale === 'ko') {
    const how =
      change > STEP_BPM
        ? '아까보다 조금 빨라요'
        : change < -STEP_BPM
          ? '아까보다 차분해요'
          : '아까와 비슷해요';
    return `1분에 ${bpm}번 뛰고, ${how}. 얼마나 깨어 있는지만 알지, 마음까지는 몰라요.`;
  }
  const how =
    change > STEP_BPM
      ? 'a little quicker than before'
      : change < -STEP_BPM
        ? 'calmer than before'
        : 'much as before';
  return `${bpm} beats a minute, ${how}. It tells me how awake you are, not what you feel.`;
}
