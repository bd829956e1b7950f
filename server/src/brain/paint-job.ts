// CONTRIBUTOR NOTES
// A painting is planned in the tick (words to plain data, microseconds), made outside it like voices and remote answers, and
// then *performed*: she walks to the easel, her hand goes over the canvas, clients draw stroke by stroke until `doneTick`,
// it hangs. What a record holds is the answer of the painter outside, so a replay paints nothing.

import { clamp, hashSeed } from '@troupe/avatars/maths';
import {
  colourNames,
  coloursOf,
  nearestMood,
  type Pad,
  type PaintPlan,
  planPainting,
  titleOf,
  whyOf,
} from '@troupe/avatars/paint';
import { drawOf, type Mind, type Percept } from '../world/mind.ts';
import { slotOf } from '../world/slot-of.ts';
import { hangWork, newestWork, placeFor, WORK_LIMITS, type Work, workAt } from '../world/works.ts';
import type { World } from '../world/world.ts';
import { moveMood } from './feel.ts';
import { wantsItWorn, wear } from './garments.ts';
import { withParticle } from './korean.ts';
import {
  ACCEPT,
  asksOfWork,
  DONE,
  DONE_TO_WEAR,
  FAILED,
  FULL,
  LATER,
  lineOf,
  NOT_HERE,
  wantsPainting,
} from './paint-lines.ts';
import { queue } from './queue-reply.ts';

/** Ticks: to wait for the painter outside and the walk, of painting by the number of strokes, of looking at it when done. */
const TIMES = {
  goMax: 20 * 60,
  paintLeast: 20 * 18,
  paintMost: 20 * 40,
  perStroke: 0.4,
  look: 20 * 7,
} as const;
/** How near the place before the easel counts as there, m. */
const THERE_M = 0.3;
/** Longest line said about a work, characters. */
const TOLD_MAX = 250;

/** What a guest is told who asks for a painting or about one; undefined when it was about neither. */
export function hearOfPainting(
  world: World,
  mind: Mind,
  percept: Percept,
  locale: 'en' | 'ko',
): string | undefined {
  if (wantsPainting(percept.text))
    return orderPainting(world, mind, percept.performer, {
      prompt: percept.text,
      forNetId: percept.otherNetId,
      locale,
    });
  if (!asksOfWork(percept.text)) return undefined;
  const { works } = world.social.works;
  const here = percept.about && workAt(world.social.works, percept.about.id);
  const work = here ?? newestWork(works);
  return work && tellWork(work, locale, percept.otherNetId, world.humans.netId[percept.performer]);
}

/** A wish to be painted; says what is answered. */
export function orderPainting(
  world: World,
  mind: Mind,
  slot: number,
  wish: { prompt: string; forNetId: number; locale: 'en' | 'ko' },
): string {
  const draw = (): number => drawOf(mind);
  if (!world.social.works.easel) return lineOf(NOT_HERE, wish.locale, draw);
  if (mind.painting) {
    if (mind.painting.next.length >= WORK_LIMITS.nextMax) return lineOf(FULL, wish.locale, draw);
    mind.painting.next.push({ ...wish, prompt: wish.prompt.slice(0, WORK_LIMITS.promptMax) });
    return lineOf(LATER, wish.locale, draw);
  }
  const plan = beginPainting(world, mind, slot, wish);
  return plan
    ? lineOf(ACCEPT, wish.locale, draw, { title: titleOf(plan)[wish.locale] })
    : lineOf(FULL, wish.locale, draw);
}

/** Plans a painting and asks for it; undefined when there is no place, or too many were asked for. */
export function beginPainting(
  world: World,
  mind: Mind,
  slot: number,
  { prompt, forNetId, locale }: { prompt: string; forNetId: number; locale: 'en' | 'ko' },
): PaintPlan | undefined {
  const desk = world.social.works;
  if (!desk.easel || desk.places.length === 0 || desk.asks.length >= WORK_LIMITS.asksMax) return undefined;
  const words = prompt.slice(0, WORK_LIMITS.promptMax);
  const mood = moodOf(mind);
  const seed = hashSeed(world.seed, desk.lastId + 1, world.tick);
  const first = planPainting(words, { seed, mood });
  const place = placeFor(desk, first.tall < 1);
  if (!place) return undefined;
  const plan = planPainting(words, { seed, mood, tall: place.tall });
  desk.lastId += 1;
  desk.asks.push({ id: desk.lastId, plan, prompt: words });
  mind.painting = {
    id: desk.lastId,
    state: 'going',
    sinceTick: world.tick,
    plan,
    home: place.id,
    forNetId,
    locale,
    answer: undefined,
    wear: forNetId !== 0 && wantsItWorn(words),
    next: [],
  };
  world.social.tasks[slot].untilTick = world.tick;
  return plan;
}

function moodOf(mind: Mind): Pad {
  return { pleasure: mind.mood.pleasure, arousal: mind.mood.arousal, dominance: mind.mood.dominance };
}

/** Goes on with what is being painted; true while that has the say over where she stands. */
export function continuePainting(world: World, mind: Mind, slot: number): boolean {
  const job = mind.painting;
  mind.intent.brush = undefined;
  if (!job) return false;
  const desk = world.social.works;
  const easel = desk.easel!;
  for (const answer of desk.answers) if (answer.id === job.id) job.answer = answer;
  mind.intent.spot = -1;
  mind.intent.seat = -1;
  mind.intent.walkNetId = 0;
  mind.intent.place = { x: easel.standX, z: easel.standZ, yaw: easel.yaw + Math.PI };
  if (job.state === 'going') {
    const late = world.tick - job.sinceTick > TIMES.goMax;
    if (job.answer?.sha === '' || (late && !job.answer)) fail(world, mind, slot);
    else if (job.answer && (isThere(world, slot, easel) || late)) startWork(world, mind, slot, job.answer);
  } else if (job.state === 'painting') paintOn(world, mind, slot);
  else if (world.tick - job.sinceTick >= TIMES.look) finish(world, mind, slot);
  return mind.painting !== undefined;
}

function isThere(
  world: World,
  slot: number,
  { standX, standZ }: { standX: number; standZ: number },
): boolean {
  const { position } = world.humans;
  return Math.hypot(position[slot * 3] - standX, position[slot * 3 + 2] - standZ) < THERE_M;
}

function startWork(
  world: World,
  mind: Mind,
  slot: number,
  { sha, brain, strokes }: { sha: string; brain: string; strokes: number },
): void {
  const job = mind.painting!;
  const desk = world.social.works;
  job.state = 'painting';
  job.sinceTick = world.tick;
  // One easel: what is still on it is hung first.
  const before = workAt(desk, 'easel');
  if (before) hangWork(desk, before);
  desk.works.push({
    id: job.id,
    place: 'easel',
    home: job.home,
    plan: job.plan,
    sha,
    title: titleOf(job.plan),
    why: whyOf(job.plan, job.forNetId !== 0),
    colours: coloursOf(job.plan),
    brain,
    byNetId: world.humans.netId[slot],
    by: { ...world.social.names[slot] },
    forNetId: job.forNetId,
    beganTick: world.tick,
    doneTick: world.tick + clamp(Math.round(strokes * TIMES.perStroke), TIMES.paintLeast, TIMES.paintMost),
  });
  desk.version += 1;
}

/** The hand goes from place to place on the canvas, with small dabs between; every so often the eyes step back. */
function paintOn(world: World, mind: Mind, slot: number): void {
  const job = mind.painting!;
  const desk = world.social.works;
  const work = desk.works.find(({ id }) => id === job.id);
  const easel = desk.easel!;
  if (!work) {
    fail(world, mind, slot);
    return;
  }
  if (world.tick >= work.doneTick) {
    job.state = 'showing';
    job.sinceTick = world.tick;
    present(world, mind, work);
    return;
  }
  const since = world.tick - work.beganTick;
  const step = Math.floor(since / 22);
  const t = Math.min(1, (since % 22) / 9);
  const at = (k: number, salt: number): number => hashSeed(work.id, k, salt) / 2 ** 32 - 0.5;
  const blend = (salt: number): number =>
    at(step - 1, salt) + (at(step, salt) - at(step - 1, salt)) * t * t * (3 - 2 * t);
  const dab = Math.sin(since * 0.9) * 0.025;
  // Every ninth stroke she steps back with her eyes and lets the hand sink.
  if (step % 9 === 8) return;
  const across = blend(1) * 0.5;
  const away = 0.2 + (t < 1 ? 0.05 : 0);
  mind.intent.brush = {
    x: easel.x + Math.cos(easel.yaw) * across + Math.sin(easel.yaw) * away,
    y: easel.y + blend(2) * 0.5 + dab,
    z: easel.z - Math.sin(easel.yaw) * across + Math.cos(easel.yaw) * away,
  };
  mind.look = { x: easel.x, y: easel.y, z: easel.z, untilTick: world.tick + 2 };
}

/** Says what it is to who asked, or to nobody in particular. */
function present(world: World, mind: Mind, work: Work): void {
  const { locale, forNetId, wear: toWear } = mind.painting!;
  const there = slotOf(world, forNetId) >= 0;
  if (!there) return;
  const title = work.title[locale];
  const text = lineOf(toWear ? DONE_TO_WEAR : DONE, locale, () => drawOf(mind), {
    title,
    why: work.why[locale],
    is: withParticle(title, '이에요').slice(title.length),
  });
  queue(world, mind, {
    dueTick: world.tick + 10,
    toNetId: forNetId,
    text: cut(text),
    locale,
    face: 'happy',
    action: '',
    walk: '',
    brain: 'offline',
  });
  mind.attendNetId = forNetId;
  mind.attendUntilTick = world.tick + TIMES.look;
}

function finish(world: World, mind: Mind, slot: number): void {
  moveMood(mind.mood, 'pride', 0.8);
  const job = mind.painting!;
  const desk = world.social.works;
  const work = desk.works.find(({ id }) => id === job.id);
  if (work && job.wear) wear(desk, world.humans.netId[slot], work);
  if (work) hangWork(desk, work);
  endJob(world, mind, slot);
}

function fail(world: World, mind: Mind, slot: number): void {
  const { forNetId, locale } = mind.painting!;
  if (slotOf(world, forNetId) >= 0)
    queue(world, mind, {
      dueTick: world.tick + 6,
      toNetId: forNetId,
      text: lineOf(FAILED, locale, () => drawOf(mind)),
      locale,
      face: 'sad',
      action: '',
      walk: '',
      brain: 'offline',
    });
  endJob(world, mind, slot);
}

function endJob(world: World, mind: Mind, slot: number): void {
  const [next, ...rest] = mind.painting!.next;
  mind.painting = undefined;
  mind.intent.place = undefined;
  mind.activityUntilTick = world.tick;
  if (!next || !beginPainting(world, mind, slot, next)) return;
  mind.painting!.next.push(...rest);
}

/** What is said of a work: title, for whom, colours, and by its painter why. @param selfNetId wire id of who tells it */
export function tellWork(
  { title, why, plan, forNetId, by, byNetId, brain }: Work,
  locale: 'en' | 'ko',
  toNetId: number,
  selfNetId: number,
): string {
  const mine = byNetId === selfNetId;
  const colours = colourNames(plan)[locale];
  const own = forNetId !== 0 && forNetId === toNetId;
  const felt = nearestMood(plan.mood);
  // The words that it came of are told as those of whom they were, and never who that was.
  const of = own
    ? why
    : {
        en: why.en.replace('your words', "a guest's words"),
        ko: why.ko.replace('들려주신 말', '어느 손님의 말'),
      };
  const outside = brain !== 'offline';
  if (!mine)
    return locale === 'ko'
      ? `${withParticle(by.ko, '가')} ${own ? '당신을 위해 ' : ''}그린 "${title.ko}"예요. ${withParticle(colours.join(', '), '으로')} 그렸어요.`
      : `"${title.en}", by ${by.en}${own ? ' for you' : ''}, in ${colours.join(', ')}.`;
  if (locale === 'ko')
    return cut(
      `${own ? '청하신 그림이에요. ' : ''}제목은 "${title.ko}", ${withParticle(colours.join(', '), '으로')} 그렸어요. ${outside ? '다른 그림 모델의 손을 빌렸어요. ' : ''}${of.ko}`,
    );
  return cut(
    `${own ? 'The one you asked for: ' : 'I call it '}"${title.en}", in ${colours.join(', ')}${felt === 'storm' ? ', in a storm' : ''}. ${outside ? 'I borrowed the hand of an image model. ' : ''}${of.en}`,
  );
}

function cut(text: string): string {
  return text.length <= TOLD_MAX ? text : `${text.slice(0, TOLD_MAX - 1)}…`;
}
