import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findAccents, type GestureLocale, stressedWords } from '@troupe/avatars/gesture';
import { canonicalBody } from '@troupe/avatars/motion';
import { JOINT_INDEX } from '@troupe/avatars/skeleton';
import { createLocalMotion, readMotionModel } from '@troupe/server/motion';
import { TICK_HZ } from '@troupe/server/world';
import { placeRun } from '../tools/stick-figure.ts';
import { runTalk, type TalkRun } from '../tools/talk-run.ts';
import { publish, quantiles, round } from './report.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const LINES: readonly (readonly [GestureLocale, string])[] = [
  [
    'en',
    'Good evening, and welcome to the square. I painted three new pictures this week, and the biggest one hangs behind you.',
  ],
  [
    'en',
    'Nobody has seen it yet, but I would love to show it to everyone tonight. What do you think, shall we walk over there?',
  ],
  [
    'en',
    'The painters walked along the river in the morning, and in the evening they rested beside the garden wall.',
  ],
  [
    'en',
    'I never said that the tall building was old. I only said that the small house beside it is really beautiful.',
  ],
  [
    'ko',
    '안녕하세요, 광장에 오신 것을 환영합니다. 저는 이번 주에 그림을 세 점 그렸어요. 그중에서 가장 큰 그림은 여러분 뒤에 걸려 있습니다.',
  ],
  [
    'ko',
    '아직 아무도 본 적이 없지만, 오늘은 모두에게 꼭 보여 드리고 싶어요. 우리 함께 저쪽으로 걸어가 볼까요?',
  ],
  ['ko', '화가들은 아침에 강을 따라 걸었고, 저녁에는 정원 담장 옆에서 쉬었습니다.'],
  ['ko', '저는 높은 건물이 오래되었다고 말하지 않았어요. 옆에 있는 작은 집이 정말 아름답다고 했을 뿐이에요.'],
];
const LEVELS = { calm: 0.2, middle: 0.5, lively: 0.9 } as const;
/** A stroke's end is looked for this many ticks around the word. */
const WINDOW_TICKS = 5;

/**
 * Talking hands measured on the body: when hands come to rest at the end of a stroke against the onset of the word,
 * strokes a minute, and the share of strokes on stressed words.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '4' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const seeds = Number(values.seeds);
  if (!(Number.isInteger(seeds) && seeds >= 1 && seeds <= 100))
    throw new Error('--seeds: a whole number from 1 to 100');
  const files = readMotionModel(FOLDER);
  const body = canonicalBody(files.model.manifest);
  const motion = await createLocalMotion(files, { bodies: [body], capacity: 1, seed: 4 });
  const offsets: number[] = [];
  const perMinute: Record<string, number> = {};
  const tally = { strokes: 0, onStressed: 0, unseen: 0, seconds: 0 };
  for (const [level, expressiveness] of Object.entries(LEVELS)) {
    let strokes = 0;
    let seconds = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      for (const [locale, text] of LINES) {
        const options = { seed: seed * 7919, expressiveness, mood: 'relaxed', dominant: 'right' } as const;
        const talk = await runTalk(motion, text, locale, options);
        const stressed = stressedWords(findAccents(text, talk.words, locale));
        strokes += talk.plan.strokes.length;
        seconds += talk.words.at(-1)?.endS ?? 0;
        tally.onStressed += talk.plan.strokes.filter(({ word }) => stressed.has(word)).length;
        measure(talk, placeRun(talk, body), offsets, tally);
      }
    }
    perMinute[level] = round((strokes / seconds) * 60);
    tally.strokes += strokes;
    tally.seconds += seconds;
  }
  await motion.decoder.release();
  const size = quantiles(offsets.map(Math.abs));
  const sorted = offsets.map(Math.abs).sort((a, b) => a - b);
  publish(
    'gestures',
    {
      lines: LINES.length,
      seeds,
      strokes: tally.strokes,
      strokesMeasured: offsets.length,
      strokeOffsetMs: {
        p50: size.p50,
        p95: round(sorted[Math.floor(sorted.length * 0.95)] ?? 0),
        max: size.max,
      },
      strokeBiasMs: round(offsets.reduce((a, b) => a + b, 0) / Math.max(1, offsets.length)),
      strokesPerMinute: perMinute,
      shareOnStressed: round(tally.onStressed / tally.strokes),
      strokesUnseen: tally.unseen,
    },
    args,
  );
}

/** Adds when each stroke of a run really ended (hand against upper chest at its slowest), ms after the word's onset. */
function measure(
  talk: TalkRun,
  placed: readonly Float64Array[],
  offsets: number[],
  tally: { unseen: number },
): void {
  for (const { hand, strokeS } of talk.plan.strokes) {
    const joint = hand === 'left' ? JOINT_INDEX.leftHand : JOINT_INDEX.rightHand;
    const onset = talk.startTick + strokeS * TICK_HZ;
    const speed = (tick: number): number => {
      const [a, b] = [placed[tick], placed[tick - 1]];
      if (!a || !b) return Number.POSITIVE_INFINITY;
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        const chest = JOINT_INDEX.upperChest * 3 + k;
        sum += (a[joint * 3 + k] - a[chest] - (b[joint * 3 + k] - b[chest])) ** 2;
      }
      return Math.sqrt(sum) * TICK_HZ;
    };
    const at = Math.round(onset);
    let fastest = at;
    for (let tick = at - WINDOW_TICKS; tick <= at + WINDOW_TICKS; tick++)
      if (speed(tick) > speed(fastest)) fastest = tick;
    // The stroke ends where the hand, having been fastest, first stops losing speed.
    let end = fastest;
    while (end < at + WINDOW_TICKS && speed(end + 1) < speed(end)) end += 1;
    if (speed(fastest) < 0.15) tally.unseen += 1;
    else offsets.push(((end - 0.5 - onset) / TICK_HZ) * 1000);
  }
}
