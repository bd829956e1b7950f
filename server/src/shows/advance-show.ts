// CONTRIBUTOR NOTES
// A show is folded, not driven: what has happened by show time t follows from the program, the decisions (answers of
// polls, GO, ends of Q&A) and t alone, never from bodies. So seek(t) is the same fold run anew, the checker can play every
// path of a show before anybody is on the stage, and a guest who stands in the way of a walk cannot hold the show up.
// What bodies make of it (a walk that came late) is told as news and does not move the clock.
import {
  CROWD_RESULTS,
  CUE_STATE,
  SHOW_LIMITS,
  type ShowAct,
  type ShowCue,
  type ShowDecision,
  type ShowFrame,
  type ShowProgram,
  type ShowRun,
} from '../world/show.ts';
import { foldAct } from './fold-act.ts';
import { tally } from './tally.ts';

/** Why a show stops that goes round without time passing. */
export const TOO_MANY_AT_ONCE = `more than ${SHOW_LIMITS.stepsMax} cues at one moment`;

/** Something that happened to a cue while a show was advanced. */
export interface CueStep {
  readonly ev: 'started' | 'finished' | 'stopped' | 'skipped';
  readonly scene: number;
  readonly cue: ShowCue;
  readonly index: number;
  /** Show time at which it happened, ticks. */
  readonly due: number;
  readonly end: number;
  /** Ticks later than it was wanted: it would have had to begin before that could be known. */
  readonly late: number;
}

/** Is told of a cue right before it changes anything. */
export type WatchCue = (run: ShowRun, cue: ShowCue, scene: number, index: number, due: number) => void;

/** A show that has just been loaded, before its first moment. `places`: where its cast stands. */
export function createRun(
  program: ShowProgram,
  places: readonly { readonly x: number; readonly z: number; readonly yaw: number }[],
  styles: readonly number[] = [],
): ShowRun {
  const run: ShowRun = {
    program,
    status: 'ready',
    clock: 0,
    rate: 1,
    frames: [],
    decisions: [],
    given: [],
    counts: {},
    slow: {
      light: { look: 'dusk', colour: '#ffffff', level: 1, strobeHz: 0, since: 0, fade: 0 },
      camera: { shot: 'wide', target: { at: 'audience' }, since: 0, fade: 0 },
      music: { track: '', playing: false, volume: 1, since: 0, fade: 0 },
      caption: { text: { en: '', ko: '' }, until: 0 },
      places: program.cast.map(({ start }, i) => {
        const place = start ?? places[i];
        return { x: place?.x ?? 0, z: place?.z ?? 0, yaw: place?.yaw ?? 0 };
      }),
      moods: program.cast.map(() => 'relaxed'),
      outfits: program.cast.map(() => ''),
      styles: program.cast.map(({ style }, i) => style ?? styles[i] ?? 0),
      seats: program.cast.map(() => -1),
      brains: program.cast.map(() => false),
    },
    audience: {
      votes: [],
      queue: [],
      asked: [],
      answered: 0,
      sinceTick: -1,
      applause: 0,
      guest: 0,
      captioned: 0,
    },
    initial: { places, styles },
    faces: program.cast.map(() => ({ mood: 'relaxed', until: -1 })),
    netIds: program.cast.map(() => 0),
    begun: 0,
    asked: [],
    reason: '',
  };
  run.frames.push(createFrame(program, program.start, 0, -1));
  return run;
}

export function createFrame(program: ShowProgram, scene: number, from: number, caller: number): ShowFrame {
  const { cues } = program.scenes[scene];
  return {
    scene,
    from,
    state: cues.map(() => CUE_STATE.waiting),
    start: cues.map(() => -1),
    end: cues.map(() => -1),
    caller,
  };
}

/**
 * Brings a show to show time `clock` (ticks): begins and ends every cue due by then, in order of time, ends first, then
 * frames from the outermost in, then the order of the file. A cue that begins at 12 has begun when the clock shows 12.
 */
export function advanceShow(run: ShowRun, clock: number, watch?: WatchCue): CueStep[] {
  const steps: CueStep[] = [];
  for (let count = 0; run.frames.length > 0; count++) {
    if (count > SHOW_LIMITS.stepsMax) {
      endShow(run, steps, clock, 'stopped', TOO_MANY_AT_ONCE);
      break;
    }
    const next = nextStep(run);
    if (!next || next.at > clock) break;
    run.clock = next.at;
    if (next.ends) finish(run, steps, next.frame, next.cue, next.at);
    else begin(run, steps, next.frame, next.cue, next.at, watch);
    if (run.status === 'stopped') break;
    popFrames(run, steps, next.at);
  }
  run.clock = Math.max(run.clock, clock);
  if (run.frames.length === 0 && run.status !== 'stopped') run.status = 'ended';
  return steps;
}

interface NextStep {
  readonly at: number;
  readonly ends: boolean;
  readonly frame: number;
  readonly cue: number;
}

/** First cue of a frame that is not over: cues never begin anew in a frame, so those before it are not looked at again. */
const firstOpen = new WeakMap<ShowFrame, number>();

/** What happens next, and when; undefined when nothing will without somebody's doing. */
export function nextStep(run: ShowRun): NextStep | undefined {
  let best: NextStep | undefined;
  const now = Math.ceil(run.clock);
  for (let f = 0; f < run.frames.length; f++) {
    const frame = run.frames[f];
    const { cues } = run.program.scenes[frame.scene];
    const soonest = Math.max(frame.from, now);
    let i = firstOpen.get(frame) ?? 0;
    while (i < cues.length && frame.state[i] > CUE_STATE.running) i += 1;
    firstOpen.set(frame, i);
    for (; i < cues.length; i++) {
      const state = frame.state[i];
      if (state > CUE_STATE.running) continue;
      const ends = state === CUE_STATE.running;
      const wanted = ends ? endOf(run, frame, cues[i], i) : dueOf(frame, cues, i);
      if (!Number.isFinite(wanted)) continue;
      const at = Math.max(wanted, soonest);
      if (!best || at < best.at || (at === best.at && ends && !best.ends))
        best = { at, ends, frame: f, cue: i };
    }
  }
  return best;
}

/**
 * When a cue is to begin, Infinity while nobody knows. One that must begin before the moment it waits for (the stroke of a
 * gesture on the first word of a line) is planned ahead by what is known of the cues before it; others wait until
 * those have begun, which is the same and costs less.
 */
function dueOf(frame: ShowFrame, cues: readonly ShowCue[], i: number, deep = 0): number {
  const { at, ref, lead } = cues[i];
  if (at !== null) return Math.round(frame.from + at - lead);
  if (!ref || deep > cues.length) return frame.from;
  const ahead = deep > 0 || ref.later < lead;
  const moment = momentOf(frame, cues, ref, ahead, deep);
  return Math.round(moment + ref.later - lead);
}

/** Show time of a point of a cue; Infinity while nobody knows. */
function momentOf(
  frame: ShowFrame,
  cues: readonly ShowCue[],
  ref: NonNullable<ShowCue['ref']>,
  ahead: boolean,
  deep: number,
): number {
  const other = cues[ref.cue];
  const begun = frame.start[ref.cue] >= 0;
  if (!begun && !ahead) return Number.POSITIVE_INFINITY;
  const start = begun ? frame.start[ref.cue] : dueOf(frame, cues, ref.cue, deep + 1);
  if (ref.point === 'start') return start;
  // A cue that was left out has no points: those that wait for it go on at once.
  if (frame.state[ref.cue] === CUE_STATE.skipped) return start;
  if (ref.point !== 'end') return start + (other.points[ref.point] ?? 0);
  const end = begun ? frame.end[ref.cue] : other.ticks === null ? -1 : start + other.ticks;
  return end < 0 ? Number.POSITIVE_INFINITY : end + other.post;
}

/** When a running cue ends: known from its start, or when it is decided. */
function endOf(run: ShowRun, frame: ShowFrame, cue: ShowCue, i: number): number {
  const known = frame.end[i] < 0 ? Number.POSITIVE_INFINITY : frame.end[i];
  const open = cue.act.do === 'hold' || cue.act.do === 'listen' || (cue.act.do === 'crowd' && cue.act.until);
  if (!open) return known;
  const given = givenFor(run, cue.id, frame.start[i]);
  return given ? Math.min(known, Math.max(frame.start[i], given.clock)) : known;
}

function givenFor(run: ShowRun, cue: string, since: number): ShowDecision | undefined {
  return run.given.find((decision) => decision.cue === cue && decision.clock >= since);
}

function begin(run: ShowRun, steps: CueStep[], f: number, i: number, due: number, watch?: WatchCue): void {
  const frame = run.frames[f];
  const { cues } = run.program.scenes[frame.scene];
  const cue = cues[i];
  const late = due - dueOf(frame, cues, i);
  frame.start[i] = due;
  if (!isWanted(run, frame, cue, i)) {
    frame.state[i] = CUE_STATE.skipped;
    frame.end[i] = due;
    steps.push({ ev: 'skipped', scene: frame.scene, cue, index: i, due, end: due, late: 0 });
    return;
  }
  frame.state[i] = CUE_STATE.running;
  watch?.(run, cue, frame.scene, i, due);
  const ticks = foldAct(run, cue, due);
  frame.end[i] = ticks === null ? -1 : due + ticks;
  run.begun += 1;
  steps.push({ ev: 'started', scene: frame.scene, cue, index: i, due, end: frame.end[i], late });
  flow(run, steps, f, i, due);
}

function isWanted(run: ShowRun, frame: ShowFrame, cue: ShowCue, i: number): boolean {
  if (!cue.arm) return false;
  if (cue.once) {
    const key = `${frame.scene}:${i}`;
    const times = run.counts[key] ?? 0;
    run.counts[key] = times + 1;
    if (times > 0) return false;
  }
  return Object.entries(cue.when).every(([poll, answer]) => answerOf(run, poll) === answer);
}

/** Newest answer of a poll, '' before there is one. */
export function answerOf(run: ShowRun, poll: string): string {
  return run.decisions.findLast((decision) => decision.cue === poll)?.value ?? '';
}

/** What a cue does to the course of the show itself. */
function flow(run: ShowRun, steps: CueStep[], f: number, i: number, due: number): void {
  const frame = run.frames[f];
  const { act } = run.program.scenes[frame.scene].cues[i];
  if (act.do === 'go') go(run, steps, f, act.scene, due);
  else if (act.do === 'branch') go(run, steps, f, sceneOfBranch(run, act), due);
  else if (act.do === 'loop') loop(run, steps, f, i, act.times, due);
  else if (act.do === 'stop') stopCues(run, steps, f, act, due);
  else if (act.do === 'panic') endShow(run, steps, due, 'stopped', 'panic');
  else if (act.do === 'call') {
    // One call at a time: another one of the same scene takes the place of the first.
    while (run.frames.length > f + 1) {
      const top = run.frames.pop()!;
      leave(run, steps, top, due);
      if (top.caller >= 0) stopCue(run, steps, run.frames[run.frames.length - 1], top.caller, due);
    }
    if (run.frames.length > SHOW_LIMITS.callsMax)
      endShow(run, steps, due, 'stopped', 'too many scenes call scenes');
    else run.frames.push(createFrame(run.program, act.scene, due, i));
  }
}

function sceneOfBranch(run: ShowRun, act: Extract<ShowAct, { do: 'branch' }>): number {
  return act.cases[answerOf(run, act.on)] ?? act.otherwise;
}

/** Goes on with another scene: what the scene left behind still does is stopped. */
function go(run: ShowRun, steps: CueStep[], f: number, scene: number, due: number): void {
  const { caller } = run.frames[f];
  for (let k = run.frames.length - 1; k >= f; k--) leave(run, steps, run.frames[k], due);
  run.frames.splice(f, run.frames.length, createFrame(run.program, scene, due, caller));
}

function loop(run: ShowRun, steps: CueStep[], f: number, i: number, times: number, due: number): void {
  const frame = run.frames[f];
  const key = `${frame.scene}:${i}`;
  const done = (run.counts[key] ?? 0) + 1;
  run.counts[key] = done < times ? done : 0;
  if (done < times) go(run, steps, f, frame.scene, due);
}

function stopCues(
  run: ShowRun,
  steps: CueStep[],
  f: number,
  act: Extract<ShowAct, { do: 'stop' }>,
  due: number,
): void {
  if (act.cue !== null) stopCue(run, steps, run.frames[f], act.cue, due);
  if (act.who.length === 0) return;
  for (const frame of run.frames)
    run.program.scenes[frame.scene].cues.forEach((cue, i) => {
      if (cue.act.who.some((cast) => act.who.includes(cast))) stopCue(run, steps, frame, i, due);
    });
}

function stopCue(run: ShowRun, steps: CueStep[], frame: ShowFrame, i: number, due: number): void {
  if (frame.state[i] !== CUE_STATE.running) return;
  const cue = run.program.scenes[frame.scene].cues[i];
  frame.state[i] = CUE_STATE.done;
  frame.end[i] = due;
  steps.push({ ev: 'stopped', scene: frame.scene, cue, index: i, due, end: due, late: 0 });
}

function leave(run: ShowRun, steps: CueStep[], frame: ShowFrame, due: number): void {
  run.program.scenes[frame.scene].cues.forEach((cue, i) => {
    if (
      frame.state[i] === CUE_STATE.running &&
      (frame.end[i] < 0 || frame.end[i] > due) &&
      cue.act.do !== 'go'
    )
      stopCue(run, steps, frame, i, due);
  });
}

function finish(run: ShowRun, steps: CueStep[], f: number, i: number, at: number): void {
  const frame = run.frames[f];
  const cue = run.program.scenes[frame.scene].cues[i];
  frame.state[i] = CUE_STATE.done;
  frame.end[i] = at;
  decide(run, cue, at);
  if (cue.act.do === 'brain' && cue.ticks !== 0)
    for (const cast of cue.act.who) run.slow.brains[cast] = !cue.act.on;
  // A strobe ends with its cue; the light stays.
  if (cue.act.do === 'light' && run.slow.light.since === frame.start[i]) run.slow.light.strobeHz = 0;
  if (cue.act.do === 'listen') for (const cast of cue.act.who) run.slow.brains[cast] = false;
  steps.push({ ev: 'finished', scene: frame.scene, cue, index: i, due: at, end: at, late: 0 });
}

/** Notes what a cue that ends has decided: the answer of a poll, that GO came. */
function decide(run: ShowRun, cue: ShowCue, at: number): void {
  const { act } = cue;
  const asks = act.do === 'crowd' && act.until !== null;
  if (act.do !== 'ask' && act.do !== 'hold' && act.do !== 'listen' && !asks) return;
  const given = run.given.findIndex((decision) => decision.cue === cue.id);
  let value = 'end';
  if (act.do === 'ask') value = given >= 0 ? run.given[given].value : tally(run, act);
  if (asks) value = given >= 0 ? run.given[given].value : CROWD_RESULTS[0];
  if (given >= 0) run.given.splice(given, 1);
  if (run.decisions.length >= SHOW_LIMITS.decisionsMax) run.decisions.shift();
  run.decisions.push({ cue: cue.id, clock: at, value });
}

/** Scenes whose cues are all over are left: a called one returns to who called it. */
function popFrames(run: ShowRun, steps: CueStep[], at: number): void {
  while (run.frames.length > 0) {
    const frame = run.frames[run.frames.length - 1];
    if (frame.state.some((state) => state <= CUE_STATE.running)) return;
    run.frames.pop();
    const below = run.frames[run.frames.length - 1];
    if (frame.caller >= 0 && below) {
      below.end[frame.caller] = at;
      finish(run, steps, run.frames.length - 1, frame.caller, at);
    }
  }
}

/** Ends a show before its end: everything that runs is stopped. */
export function endShow(
  run: ShowRun,
  steps: CueStep[],
  at: number,
  status: 'ended' | 'stopped',
  reason: string,
): void {
  for (const frame of run.frames)
    run.program.scenes[frame.scene].cues.forEach((_, i) => {
      stopCue(run, steps, frame, i, at);
    });
  run.frames.length = 0;
  run.status = status;
  run.reason = reason;
}
