import type { CueMessage, ShowMessage, ShowWireTarget } from '@troupe/client-sdk/protocol';
import { TICK_MS } from '../world/limits.ts';
import { withGuest } from '../world/screen-name.ts';
import { CUE_STATE, type CueNews, type ShowRun, type ShowTarget, type ShowText } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';

/** Kinds of cues of which clients are told what they say, beside that they have begun. */
const DETAILED = new Set(['fx', 'crowd', 'out', 'marker', 'camera', 'music', 'sing']);

/** How the show stands, for clients; undefined without one. `stageMs`: stage time of the newest tick. */
export function showMessage(world: World, stageMs: number): ShowMessage | undefined {
  const { run, listening, takenTick } = world.show;
  if (!run) return undefined;
  const { slow, audience, program } = run;
  const clockMs = run.clock * TICK_MS;
  // Show time of a change as stage time: exact as long as neither pause nor rate came between. What begins at clock 12 is done
  // in the tick that takes the clock from 12 to 13, and is seen when that tick has run, as the cue itself tells.
  const lastTickMs = run.status === 'playing' ? TICK_MS : 0;
  const toStageMs = (clock: number): number => stageMs + (clock * TICK_MS - clockMs) / run.rate + lastTickMs;
  const since = ({ since: at, fade }: { since: number; fade: number }) => {
    return { sinceMs: toStageMs(at), fadeMs: (fade * TICK_MS) / run.rate };
  };
  const { look, colour, level, strobeHz } = slow.light;
  const { track, playing, volume } = slow.music;
  return {
    show: program.id,
    title: program.title,
    text: { sha256: program.sha256, sinceMs: (takenTick + 1) * TICK_MS },
    status: run.status,
    scene: program.scenes[run.frames.at(-1)?.scene ?? -1]?.id ?? '',
    atMs: stageMs,
    clockMs,
    rate: run.rate,
    light: { look, colour, level, strobeHz, ...since(slow.light) },
    camera: { shot: slow.camera.shot, target: targetOf(run, slow.camera.target), ...since(slow.camera) },
    music: { track, playing, volume, ...since(slow.music) },
    effects: effectsOf(run, toStageMs),
    audience: program.audience,
    caption: {
      text: withGuest(slow.caption.text, nameOf(world, audience.captioned)),
      untilMs: toStageMs(slow.caption.until),
    },
    outfits: Object.fromEntries(
      slow.outfits.flatMap((set, cast) => (set === '' ? [] : [[String(run.netIds[cast]), set]])),
    ),
    poll: pollOf(run, toStageMs),
    listening,
    questions: audience.queue.length,
    applause: audience.applause,
    reason: run.reason,
  };
}

/** Name of a guest who has agreed to be named and is there. */
function nameOf(world: World, netId: number): ShowText | undefined {
  const slot = world.show.named.includes(netId) ? slotOf(world, netId) : -1;
  return slot < 0 ? undefined : world.social.names[slot];
}

function effectsOf(run: ShowRun, toStageMs: (clock: number) => number): ShowMessage['effects'] {
  return run.frames.flatMap(({ scene, state, start, end }) =>
    run.program.scenes[scene].cues.flatMap(({ id, act }, i) => {
      if (act.do !== 'fx' || state[i] !== CUE_STATE.running) return [];
      const sinceMs = toStageMs(start[i]);
      const target = act.target && targetOf(run, act.target);
      return [
        { key: `${id}@${start[i]}`, name: act.name, target, sinceMs, lastMs: toStageMs(end[i]) - sinceMs },
      ];
    }),
  );
}

function targetOf(run: ShowRun, target: ShowTarget): ShowWireTarget {
  if (target.at === 'cast') return { at: 'human', netId: run.netIds[target.cast] };
  return target;
}

function pollOf(run: ShowRun, toStageMs: (clock: number) => number): ShowMessage['poll'] {
  for (const frame of run.frames) {
    const { cues } = run.program.scenes[frame.scene];
    const i = cues.findIndex(({ act }, k) => act.do === 'ask' && frame.state[k] === CUE_STATE.running);
    const act = cues[i]?.act;
    if (act?.do !== 'ask') continue;
    const options = act.options.map(({ id, label }) => {
      return { id, label, votes: run.audience.votes.filter(({ option }) => option === id).length };
    });
    return { id: cues[i].id, q: act.q, options, untilMs: toStageMs(frame.end[i]) };
  }
  return undefined;
}

/** What became of a cue, for clients. `stageMsOf` gives the stage time of a tick. */
export function cueMessage(run: ShowRun, news: CueNews, stageMsOf: (tick: number) => number): CueMessage {
  const { ev, scene, cue, kind, line, tick, due, end, reason } = news;
  const atMs = stageMsOf(tick);
  const endMs = end < 0 ? -1 : atMs + ((end - due) * TICK_MS) / run.rate;
  return {
    ev,
    show: run.program.id,
    scene,
    cue,
    kind,
    line,
    atMs,
    endMs,
    detail: detailOf(run, news),
    reason,
  };
}

function detailOf(run: ShowRun, { ev, cue, kind, scene }: CueNews): Record<string, unknown> {
  if (ev !== 'started' || !DETAILED.has(kind)) return {};
  const act = run.program.scenes.find(({ id }) => id === scene)?.cues.find(({ id }) => id === cue)?.act;
  if (!act) return {};
  const { do: _, who, ...rest } = act;
  const detail: Record<string, unknown> = { ...rest, who: who.map((cast) => run.netIds[cast]) };
  if ('target' in act && act.target) detail.target = targetOf(run, act.target);
  return detail;
}
