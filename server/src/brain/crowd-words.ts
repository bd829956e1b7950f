import type { CrowdMood } from '../world/sensed.ts';

const ASKS =
  /\bhow (?:is|are|does|do) (?:the )?(?:mood|crowd|audience|everybody|everyone|people|guests)\b|\bwhat(?:'s| is) the mood\b|(?:여기|오늘|광장|다들|관객|손님들).{0,8}분위기|분위기.{0,6}(?:어때|어떤|어떻)/iu;
const FELT = { glad: 0.2, low: -0.2, awake: 0.3 } as const;

/** The mood of the guests in words; undefined when it shows none. For a brain outside and for who asks. */
export function crowdWords(
  { telling, valence, arousal, split }: CrowdMood,
  locale: 'en' | 'ko',
): string | undefined {
  if (telling === 0) return undefined;
  const ko = locale === 'ko';
  if (split)
    return ko
      ? '분위기가 둘로 갈려 있어요. 기쁜 분도, 그렇지 않은 분도 있네요.'
      : 'There are two moods about: some are glad, some are not.';
  const awake = arousal > FELT.awake;
  if (valence > FELT.glad)
    return awake
      ? ko
        ? '다들 즐겁고 들떠 있어요.'
        : 'They seem glad, and quite excited.'
      : ko
        ? '다들 편안하게 즐거워 보여요.'
        : 'They seem glad, in a quiet way.';
  if (valence < FELT.low)
    return ko ? '오늘은 다들 조금 가라앉아 있는 것 같아요.' : 'They seem a little low tonight.';
  return awake
    ? ko
      ? '다들 무언가를 기다리는 것 같아요.'
      : 'They seem to wait for something.'
    : ko
      ? '잔잔해요.'
      : 'Even and calm.';
}

/** The answer to who asks how everybody feels; undefined when nobody does. */
export function answerCrowd(crowd: CrowdMood, text: string, locale: 'en' | 'ko'): string | undefined {
  if (!ASKS.test(text)) return undefined;
  return (
    crowdWords(crowd, locale) ??
    (locale === 'ko'
      ? '아직 얼굴이 잘 읽히지 않아요. 당신은 어때요?'
      : 'I cannot read their faces well enough. How are you?')
  );
}
