import { TICK_HZ } from '../world/limits.ts';
import type { ShowAct, ShowDecision, ShowProgram } from '../world/show.ts';
import type { CueStep } from './advance-show.ts';
import { rehearsalRun, rehearse, type ShowPath } from './rehearse.ts';

/** The moment of a scene that tells most of it. */
export interface KeyMoment {
  readonly scene: string;
  /** When, s of the show, and how far into the scene. */
  readonly atS: number;
  readonly intoS: number;
  /** How the audience must have decided for the show to come here. */
  readonly decisions: readonly ShowDecision[];
}

/** What a cue that goes on adds to a picture. */
const WORTH: Partial<Record<ShowAct['do'], number>> = {
  gesture: 3,
  action: 4,
  fx: 4,
  ask: 3,
  say: 2,
  sing: 2,
  point: 2,
  motion: 2,
  listen: 1,
  crowd: 1,
  gaze: 0.5,
};
/** While the title stands over the picture a moment is worth less. */
const TITLE = { ticks: 5.4 * TICK_HZ, share: 0.4 } as const;
/** So long after a cue has begun there is something to see, ticks. */
const SEEN_TICKS = 0.9 * TICK_HZ;

/** One key moment for every scene that can be reached, in the order in which the show first comes to them. */
export function keyMoments(program: ShowProgram): KeyMoment[] {
  const { paths } = rehearse(
    () => rehearsalRun(program),
    () => {},
  );
  const found = new Map<string, KeyMoment>();
  for (const path of paths)
    for (const { scene, from, to } of visits(path)) {
      const id = program.scenes[scene].id;
      if (found.has(id)) continue;
      const at = bestTick(path.steps, scene, from, to);
      found.set(id, {
        scene: id,
        atS: at / TICK_HZ,
        intoS: (at - from) / TICK_HZ,
        decisions: path.decisions,
      });
    }
  return [...found.values()];
}

/** Scenes of a path with their first and last moment; one that is played twice counts the first time. */
function visits(path: ShowPath): { scene: number; from: number; to: number }[] {
  const list: { scene: number; from: number; to: number }[] = [];
  for (const { scene, due } of path.steps) {
    const known = list.find((one) => one.scene === scene);
    if (known) known.to = due;
    else list.push({ scene, from: due, to: due });
  }
  return list;
}

function bestTick(steps: readonly CueStep[], scene: number, from: number, to: number): number {
  let best = from;
  let until = from;
  let bestWorth = -1;
  for (let tick = from; tick <= Math.max(from, to - 2); tick += 2) {
    let worth = 0;
    for (const { ev, scene: of, cue, due, end } of steps) {
      if (ev !== 'started' || of !== scene) continue;
      const seen = tick >= due + SEEN_TICKS && tick < (end < 0 ? due + 4 * TICK_HZ : end) - 4;
      if (seen) worth += (WORTH[cue.act.do] ?? 0) * Math.sqrt(Math.max(1, cue.act.who.length));
    }
    if (tick < TITLE.ticks) worth *= TITLE.share;
    if (worth > bestWorth) [best, until, bestWorth] = [tick, tick, worth];
    else if (worth === bestWorth && until === tick - 2) until = tick;
  }
  // Well into what goes on: a dance that has just begun or is about to end is no dance.
  return Math.round(best + (until - best) * 0.6);
}
