import { TICK_HZ } from '../world/limits.ts';
import {
  CROWD_RESULTS,
  CUE_STATE,
  SHOW_LIMITS,
  type ShowActOf,
  type ShowCue,
  type ShowRun,
} from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import { SOCIAL_LIMITS } from '../world/social.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';

/** Between the end of an answer and the next question, and how long an answer may be waited for, ticks. */
const QUESTION = { gapTicks: 16, patienceTicks: 3 * TICK_HZ } as const;

/** A hand that was raised counts for so long, ticks: as long as people hold it up, and longer than senses pause. */
const HAND_TICKS = 4 * TICK_HZ;

/** A guest's vote in the poll that is open; the newest counts. Votes outside of a poll, or for no answer, are nothing. */
export function vote(run: ShowRun, netId: number, option: string): void {
  const poll = openCue(run, 'ask');
  if (!poll?.act.options.some(({ id }) => id === option)) return;
  const { votes } = run.audience;
  const own = votes.find((vote) => vote.netId === netId);
  took(run, netId);
  if (own) own.option = option;
  else if (votes.length < SHOW_LIMITS.votesMax) votes.push({ netId, option });
}

export function applaud(run: ShowRun, netId: number): void {
  run.audience.applause += 1;
  took(run, netId);
}

/** Notes who took part; who asked is not displaced by who claps at the answer. */
function took({ audience }: ShowRun, netId: number): void {
  if (audience.asked.length === 0 && netId > 0) audience.guest = netId;
}

/** Takes whether a guest may be named. A no counts at once, whatever else is going on. */
export function allowName({ show }: World, netId: number, on: boolean): void {
  const others = show.named.filter((known) => known !== netId);
  show.named = on && others.length < SHOW_LIMITS.votesMax ? [...others, netId] : others;
  show.version += 1;
}

/** Who has left is not named any more. */
export function forgetNames(world: World): void {
  const { show } = world;
  if (show.named.some((netId) => slotOf(world, netId) < 0))
    show.named = show.named.filter((netId) => slotOf(world, netId) >= 0);
}

interface OpenCue<K extends 'ask' | 'listen' | 'crowd'> {
  readonly cue: ShowCue;
  readonly act: ShowActOf<K>;
}

/** The poll or Q&A going on, the innermost first. */
export function openCue<K extends 'ask' | 'listen' | 'crowd'>(run: ShowRun, kind: K): OpenCue<K> | undefined {
  for (let f = run.frames.length - 1; f >= 0; f--) {
    const frame = run.frames[f];
    const { cues } = run.program.scenes[frame.scene];
    for (let i = 0; i < cues.length; i++)
      if (cues[i].act.do === kind && frame.state[i] === CUE_STATE.running)
        return { cue: cues[i], act: cues[i].act as ShowActOf<K> };
  }
  return undefined;
}

/** Guests who are there, and how many of them have a hand up. */
export function countHands({ humans, social, tick }: World): { guests: number; hands: number } {
  let [guests, hands] = [0, 0];
  for (let slot = 0; slot < humans.count; slot++) {
    if (humans.kind[slot] !== HUMAN_KIND.guest) continue;
    guests += 1;
    const upTick = social.guestSenses[slot]?.handTick ?? -1;
    if (upTick >= 0 && tick - upTick < HAND_TICKS) hands += 1;
  }
  return { guests, hands };
}

/** Ends a call to the audience as soon as it is met. */
export function seeCrowd(world: World, run: ShowRun): void {
  const open = run.status === 'playing' ? openCue(run, 'crowd') : undefined;
  const until = open?.act.until;
  if (!open || !until || run.given.some(({ cue }) => cue === open.cue.id)) return;
  const { guests, hands } = countHands(world);
  if (guests < until.here || hands < until.hands * guests || guests === 0) return;
  run.given.push({ cue: open.cue.id, clock: Math.ceil(run.clock), value: CROWD_RESULTS[1] });
}

/**
 * Gives who listens one question after the other: in turn by how often a guest has had one ('round-robin') or by the time
 * they came. A Q&A is over when enough are answered, or its time is.
 */
export function hearQuestions(world: World, run: ShowRun): void {
  const { show, social, tick } = world;
  const open = run.status === 'playing' ? openCue(run, 'listen') : undefined;
  const netId = open ? run.netIds[open.act.who[0]] : 0;
  const slot = slotOf(world, netId);
  show.listening = slot < 0 ? 0 : netId;
  const { audience } = run;
  if (!open || slot < 0) {
    audience.queue.length = 0;
    return;
  }
  const mind = social.minds[slot]!;
  const busy =
    mind.replies.length > 0 || (mind.speech.endTick > 0 && tick < mind.speech.endTick + QUESTION.gapTicks);
  const waited = audience.answered > 0 && tick - audience.sinceTick < QUESTION.patienceTicks;
  if (busy || (waited && mind.speech.startTick < audience.sinceTick)) return;
  if (audience.answered >= open.act.max) {
    if (!run.given.some(({ cue }) => cue === open.cue.id))
      run.given.push({ cue: open.cue.id, clock: Math.ceil(run.clock), value: 'end' });
    return;
  }
  ask(world, run, slot, open.act.fair);
}

function ask(world: World, run: ShowRun, toSlot: number, fair: boolean): void {
  const { audience } = run;
  const { social } = world;
  audience.queue = audience.queue.filter(({ netId }) => slotOf(world, netId) >= 0);
  if (audience.queue.length === 0 || social.said.length >= SOCIAL_LIMITS.saidMax) return;
  const next = nextQuestion(run, fair);
  const [{ netId, text, locale }] = audience.queue.splice(next, 1);
  const entry = audience.asked.find((asked) => asked.netId === netId);
  if (entry) entry.times += 1;
  else audience.asked.push({ netId, times: 1 });
  if (audience.asked.length > SHOW_LIMITS.votesMax) audience.asked.shift();
  audience.answered += 1;
  audience.guest = netId;
  audience.sinceTick = world.tick;
  social.said.push({ slot: slotOf(world, netId), text, locale, toSlot });
  world.show.stale = true;
}

/** Index in the queue of whose turn it is. */
export function nextQuestion(run: ShowRun, fair: boolean): number {
  const { queue, asked } = run.audience;
  if (!fair) return 0;
  const timesOf = (netId: number): number => asked.find((entry) => entry.netId === netId)?.times ?? 0;
  let best = 0;
  queue.forEach(({ netId }, i) => {
    if (timesOf(netId) < timesOf(queue[best].netId)) best = i;
  });
  return best;
}
