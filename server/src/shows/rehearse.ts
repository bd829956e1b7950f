// CONTRIBUTOR NOTES
// The checker does not look at cues one by one: it plays the show, by the very fold the stage runs, once for every way the
// audience can send it, and watches. So what it says of walks, lines and limbs is what will happen, whatever scene a cue is
// reached from.
import {
  CROWD_RESULTS,
  CUE_STATE,
  SHOW_LIMITS,
  type ShowCue,
  type ShowDecision,
  type ShowRun,
} from '../world/show.ts';
import { advanceShow, type CueStep, createRun, nextStep, TOO_MANY_AT_ONCE } from './advance-show.ts';

/** One way through a show. */
export interface ShowPath {
  readonly steps: readonly CueStep[];
  readonly ticks: number;
  /** Answers, GO and ends of Q&A on this way. */
  readonly decisions: readonly ShowDecision[];
  /** How it went out: the show ended, or came to where it had been before. */
  readonly end: 'ended' | 'again' | 'at once' | 'too long';
  /** True when somebody could have ended a circle: an operator, a poll, a Q&A. */
  readonly free: boolean;
}

/** What is told of a cue right before it begins, with the cast where it stands then. */
export type RehearsalWatch = (run: ShowRun, cue: ShowCue, scene: number, index: number, due: number) => void;

const REHEARSAL = {
  pathsMax: 48,
  /** Cues begun and ended in all paths together: what bounds the time of a check. */
  stepsMax: 24_000,
  /** After so many ticks of rehearsal an operator says GO. */
  goTicks: 20,
} as const;

/**
 * Plays every way through a show: each answer of each poll, GO after a second. `complete` is false when there were more
 * ways than are tried.
 */
export function rehearse(
  run: () => ShowRun,
  watch: RehearsalWatch,
): { readonly paths: ShowPath[]; readonly complete: boolean } {
  const waiting: string[][] = [[]];
  const paths: ShowPath[] = [];
  let left: number = REHEARSAL.stepsMax;
  while (waiting.length > 0 && paths.length < REHEARSAL.pathsMax && left > 0) {
    const path = playPath(run(), waiting.shift()!, waiting, watch, left);
    left -= path.steps.length;
    paths.push(path);
  }
  return { paths, complete: waiting.length === 0 && left > 0 };
}

function playPath(
  run: ShowRun,
  choices: readonly string[],
  waiting: string[][],
  watch: RehearsalWatch,
  stepsMax: number,
): ShowPath {
  const taken: string[] = [];
  const seen = new Set<string>();
  const steps: CueStep[] = [];
  let free = false;
  let end: ShowPath['end'] = 'ended';
  const onCue: RehearsalWatch = (now, cue, scene, index, due) => {
    watch(now, cue, scene, index, due);
    free ||= decideAhead(now, cue, due, choices, taken, waiting);
  };
  run.status = 'playing';
  while (run.frames.length > 0) {
    const next = nextStep(run);
    if (!next) break;
    if (next.at > SHOW_LIMITS.secondsMax * 20 || steps.length > stepsMax) {
      end = 'too long';
      break;
    }
    const depth = run.frames.map(({ scene, from }) => `${scene}@${from}`).join();
    steps.push(...advanceShow(run, next.at, onCue));
    if (hasStopped(run)) {
      end = run.reason === TOO_MANY_AT_ONCE ? 'at once' : 'ended';
      break;
    }
    if (depth === run.frames.map(({ scene, from }) => `${scene}@${from}`).join() && !isEntered(run)) continue;
    const mark = markOf(run);
    if (seen.has(mark)) {
      end = 'again';
      break;
    }
    seen.add(mark);
  }
  return { steps, ticks: run.clock, decisions: run.decisions, end, free };
}

const hasStopped = (run: ShowRun): boolean => run.status === 'stopped';

/** Decides beforehand what a cue leaves open; true when it left something open. */
function decideAhead(
  run: ShowRun,
  cue: ShowCue,
  due: number,
  choices: readonly string[],
  taken: string[],
  waiting: string[][],
): boolean {
  const { act } = cue;
  const asks = act.do === 'crowd' && act.until !== null;
  if (act.do === 'ask' || asks) {
    const options: readonly string[] = act.do === 'ask' ? act.options.map(({ id }) => id) : CROWD_RESULTS;
    const planned = choices[taken.length];
    if (planned === undefined && waiting.length < REHEARSAL.pathsMax)
      for (const other of options.slice(1)) waiting.push([...taken, other]);
    const value = planned ?? options[0];
    taken.push(value);
    // A call that is met is over soon, one that is missed when its time is.
    const overIn = !asks ? 0 : value === CROWD_RESULTS[0] ? (cue.ticks ?? 0) : REHEARSAL.goTicks;
    run.given.push({ cue: cue.id, clock: due + overIn, value });
    return true;
  }
  if (act.do === 'hold') run.given.push({ cue: cue.id, clock: due + REHEARSAL.goTicks, value: 'go' });
  return act.do === 'hold' || act.do === 'listen';
}

/** True when the innermost scene has just been entered and nothing of it has begun. */
function isEntered(run: ShowRun): boolean {
  const top = run.frames[run.frames.length - 1];
  return (
    top !== undefined && top.from === run.clock && top.state.every((state) => state === CUE_STATE.waiting)
  );
}

/** Where a show is when a scene begins: scenes, places, and what has been counted and answered. */
function markOf(run: ShowRun): string {
  const places = run.slow.places.map(({ x, z }) => `${x.toFixed(1)},${z.toFixed(1)}`).join(';');
  const answers = new Map(run.decisions.map(({ cue, value }) => [cue, value]));
  return `${run.frames.map(({ scene }) => scene).join()}|${places}|${JSON.stringify(run.counts)}|${[...answers].join()}`;
}

/** A run of a program whose cast stands where it is told, or nowhere in particular. */
export const rehearsalRun = (program: ShowRun['program']): ShowRun => createRun(program, []);
