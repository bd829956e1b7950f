import { TICK_HZ } from '../world/limits.ts';
import { CUE_STATE, SHOW_LIMITS, type ShowActOf, type ShowCue, type ShowRun } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import { SOCIAL_LIMITS } from '../world/social.ts';
import type { World } from '../world/world.ts';

/** Between the end of an answer and the next question, and how long an answer may be waited for, ticks. */
const QUESTION = { gapTicks: 16, patienceTicks: 3 * TICK_HZ } as const;

/** A guest's vote in the poll that is open; the newest counts. Votes outside of a poll, or for no answer, are nothing. */
export function vote(run: ShowRun, netId: number, option: string): void {
  const poll = openCue(run, 'ask');
  if (!poll?.act.options.some(({ id }) => id === option)) return;
  const { votes } = run.audience;
  const own = votes.find((vote) => vote.netId === netId);
  if (own) own.option = option;
  else if (votes.length < SHOW_LIMITS.votesMax) votes.push({ netId, option });
}

export function applaud(run: ShowRun): void {
  run.audience.applause += 1;
}

interface OpenCue<K extends 'ask' | 'listen'> {
  readonly cue: ShowCue;
  readonly act: ShowActOf<K>;
}

/** The poll or Q&A going on, the innermost first. */
export function openCue<K extends 'ask' | 'listen'>(run: ShowRun, kind: K): OpenCue<K> | undefined {
  for (let f = run.frames.length - 1; f >= 0; f--) {
    const frame = run.frames[f];
    const { cues } = run.program.scenes[frame.scene];
    for (let i = 0; i < cues.length; i++)
      if (cues[i].act.do === kind && frame.state[i] === CUE_STATE.running)
        return { cue: cues[i], act: cues[i].act as ShowActOf<K> };
  }
  return undefined;
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
