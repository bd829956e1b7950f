import { TICK_HZ } from '../world/limits.ts';
import type { ShowDecision, ShowProgram } from '../world/show.ts';
import { advanceShow, createRun, nextStep } from './advance-show.ts';

/** A cue on the timeline of the whole show, s of the show. */
export interface PlannedCue {
  readonly scene: string;
  readonly cue: string;
  readonly kind: string;
  readonly line: number;
  /** Members of the cast it is for; none: the stage itself. */
  readonly who: readonly number[];
  readonly fromS: number;
  readonly toS: number;
  /** What it says, plays or shows, in few words. */
  readonly label: string;
}

/** How a show will go, as far as that is known now. */
export interface ShowPlan {
  readonly seconds: number;
  readonly scenes: readonly { readonly id: string; readonly fromS: number }[];
  readonly cues: readonly PlannedCue[];
  /** Music by the moments it begins and ends, s. */
  readonly music: readonly { readonly track: string; readonly fromS: number; readonly toS: number }[];
}

/** A plan goes no farther than this: a show may go round for ever. */
const PLAN = { stepsMax: 6_000, secondsMax: 3_600, goTicks: TICK_HZ } as const;

/** Folds a show from its start with what has been decided so far; what has not is taken as the default of each poll. */
export function planShow(program: ShowProgram, decisions: readonly ShowDecision[]): ShowPlan {
  const run = createRun(program, []);
  run.status = 'playing';
  run.given = decisions.map((decision) => ({ ...decision }));
  const cues: (PlannedCue & { toS: number })[] = [];
  const scenes: { id: string; fromS: number }[] = [];
  const music: { track: string; fromS: number; toS: number }[] = [];
  for (let count = 0; count < PLAN.stepsMax && run.frames.length > 0; count++) {
    const next = nextStep(run);
    if (!next || next.at > PLAN.secondsMax * TICK_HZ) break;
    const steps = advanceShow(run, next.at, (_, cue, __, ___, due) => {
      // A hold without a limit waits for an operator; a plan says GO a second later.
      const known = run.given.some((given) => given.cue === cue.id && given.clock >= due);
      if (cue.act.do === 'hold' && cue.ticks === null && !known)
        run.given.push({ cue: cue.id, clock: due + PLAN.goTicks, value: 'go' });
    });
    for (const { ev, scene, cue, due, end } of steps) {
      const id = program.scenes[scene].id;
      const atS = due / TICK_HZ;
      if (scenes.at(-1)?.id !== id && !scenes.some((known) => known.id === id && ev !== 'started'))
        scenes.push({ id, fromS: atS });
      if (ev === 'started') {
        const toS = end < 0 ? atS : end / TICK_HZ;
        const { act } = cue;
        cues.push({
          scene: id,
          cue: cue.id,
          kind: act.do,
          line: cue.line,
          who: act.who,
          fromS: atS,
          toS,
          label: labelOf(act),
        });
        if (act.do !== 'music') continue;
        const last = music.at(-1);
        if (last && last.toS === Number.POSITIVE_INFINITY) last.toS = atS;
        if (act.op === 'play') music.push({ track: act.track, fromS: atS, toS: Number.POSITIVE_INFINITY });
      } else {
        const begun = cues.findLast((one) => one.cue === cue.id && one.scene === id);
        if (begun) begun.toS = atS;
      }
    }
  }
  const seconds = run.clock / TICK_HZ;
  for (const piece of music) piece.toS = Math.min(piece.toS, seconds);
  return { seconds, scenes, cues, music };
}

function labelOf(act: ShowProgram['scenes'][number]['cues'][number]['act']): string {
  if (act.do === 'say' || act.do === 'sing') return act.text;
  if (act.do === 'gesture' || act.do === 'action') return act.action;
  if (act.do === 'light') return [act.look, act.colour].filter(Boolean).join(' ');
  if (act.do === 'camera') return act.shot;
  if (act.do === 'fx' || act.do === 'marker') return act.name;
  if (act.do === 'outfit') return act.set;
  if (act.do === 'music') return act.op === 'play' ? act.track : 'stop';
  if (act.do === 'ask') return act.q.en || act.q.ko;
  return act.do;
}
