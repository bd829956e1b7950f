import { TICK_HZ } from '../world/limits.ts';
import type { ShowAct, ShowCue, ShowRun, ShowScene } from '../world/show.ts';
import type { CueStep } from './advance-show.ts';
import type { CompiledShow } from './compile-show.ts';
import { CUE_TIMES } from './cue-schema.ts';
import { neededMps, paceIn } from './fold-act.ts';
import type { ShowSpot } from './problem.ts';
import { type RehearsalWatch, rehearsalRun, rehearse, type ShowPath } from './rehearse.ts';
import { APART_M } from './show-places.ts';
import type { ShowLimb } from './show-resources.ts';

/** What a rehearsal found besides problems. */
export interface ShowFigures {
  /** Shortest and longest way through the show, s. */
  readonly secondsMin: number;
  readonly secondsMax: number;
  readonly paths: number;
  readonly cues: number;
  readonly scenes: number;
  /** Seconds each of the cast speaks on the first path. */
  readonly airS: Readonly<Record<string, number>>;
}

/** Pace may be this much over the limit: times are whole ticks. */
const PACE_SLACK = 1.02;
/** Cues may overlap by this many ticks: the end of one and the start of the next are both rounded. */
const OVERLAP_TICKS = 2;
/** People may stand so much nearer than bodies are broad: shoulders turn. */
const APART_SHARE = 0.9;
const AIR = { ratio: 3, leastS: 30 } as const;
const FLASH = { perS: 3, windowTicks: TICK_HZ } as const;

interface Busy {
  readonly cue: ShowCue;
  readonly scene: number;
  readonly index: number;
  readonly until: number;
}

/** Plays a compiled show every way it can go and tells what cannot be performed. */
export function checkPaths(show: CompiledShow): ShowFigures {
  const { program } = show;
  checkScenes(show);
  const busy = new Map<string, Busy>();
  const coming: Arrival[] = [];
  let last: ShowRun | undefined;
  const flush = (): void => {
    if (last) checkArrivals(show, last, coming, Number.POSITIVE_INFINITY);
    busy.clear();
  };
  const watch: RehearsalWatch = (run, cue, scene, index, due) => {
    last = run;
    checkArrivals(show, run, coming, due);
    checkWalk(show, run, cue, scene, index);
    checkTarget(show, run, cue, scene, index);
    const next = { cue, scene, index, until: due + (cue.ticks ?? lengthOf(run, cue)) };
    takeLimbs(show, busy, next, due);
    noteArrivals(coming, next);
  };
  const { paths, complete } = rehearse(() => {
    flush();
    return rehearsalRun(program);
  }, watch);
  flush();
  for (const path of paths) {
    checkEnd(show, path);
    checkCuts(show, path);
    checkEarly(show, path);
    checkFlashes(show, path);
  }
  if (complete && paths.every(({ end }) => end !== 'too long')) tellUnplayed(show, paths);
  const airS = airTime(show, paths[0]);
  const lengths = paths.map(({ ticks }) => ticks / TICK_HZ);
  return {
    secondsMin: Math.min(...lengths),
    secondsMax: Math.max(...lengths),
    paths: paths.length,
    cues: program.scenes.reduce((sum, { cues }) => sum + cues.length, 0),
    scenes: program.scenes.length,
    airS,
  };
}

function spotOf(show: CompiledShow, scene: number, index: number, cue: ShowCue): ShowSpot {
  return show.scope.yaml.spotOf([...show.pathOf(scene, index), kindOf(cue)]);
}

const kindOf = (cue: ShowCue): string => cue.act.do;

/** Scenes nobody comes to, and scenes that call one another in a ring. */
function checkScenes(show: CompiledShow): void {
  const { program, scope } = show;
  const leads = program.scenes.map((scene) => scene.cues.flatMap(({ act }) => leadsTo(act)));
  const reached = new Set([program.start]);
  for (const scene of reached) for (const next of leads[scene]) reached.add(next);
  program.scenes.forEach(({ id }, i) => {
    if (!reached.has(i))
      scope.problems.add(
        'E104',
        scope.yaml.keySpotOf(['scenes'], id),
        `nothing leads to the scene "${id}"`,
        'go to it from another, or take it out',
      );
  });
  program.scenes.forEach((scene, i) => {
    scene.cues.forEach(({ act }, index) => {
      if (act.do === 'call' && callsBack(program.scenes, act.scene, i))
        scope.problems.add(
          'E109',
          scope.yaml.spotOf([...show.pathOf(i, index), 'call']),
          `"${scene.id}" calls "${program.scenes[act.scene].id}", which comes back to "${scene.id}" and calls again`,
          'use go, which does not come back',
        );
    });
  });
}

function leadsTo(act: ShowAct): number[] {
  if (act.do === 'go' || act.do === 'call') return [act.scene];
  return act.do === 'branch' ? [...Object.values(act.cases), act.otherwise] : [];
}

function callsBack(scenes: readonly ShowScene[], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const scene of seen)
    for (const { act } of scenes[scene].cues) for (const next of leadsTo(act)) seen.add(next);
  return seen.has(to);
}

function checkWalk(show: CompiledShow, run: ShowRun, cue: ShowCue, scene: number, index: number): void {
  const { act, ticks } = cue;
  if (act.do !== 'walk' && act.do !== 'formation') return;
  act.who.forEach((cast, i) => {
    const style = act.style ?? run.slow.styles[cast];
    const most = paceIn(run, cast, run.program.walkMaxMps, style);
    const from = run.slow.places[cast];
    if (!isPlaced(show, run, cast)) return;
    const distance = Math.hypot(act.places[i].x - from.x, act.places[i].z - from.z);
    const mps = ticks === null ? (act.mps ?? 0) : neededMps(from, act.places[i], ticks / TICK_HZ);
    if (mps <= most * PACE_SLACK) return;
    const seconds = ticks === null ? '' : ` in ${(ticks / TICK_HZ).toFixed(1)} s`;
    show.scope.problems.add(
      'E101',
      spotOf(show, scene, index, cue),
      `${run.program.cast[cast].id} has ${distance.toFixed(1)} m to walk${seconds}: ${mps.toFixed(2)} m/s, and ${most.toFixed(2)} m/s is the most`,
      'give it longer, or a nearer place',
    );
  });
}

/** True when a show knows where a cast member is: it was put there or has walked there. */
function isPlaced(show: CompiledShow, run: ShowRun, cast: number): boolean {
  const { x, z } = run.slow.places[cast];
  return show.program.cast[cast].start !== null || x !== 0 || z !== 0;
}

function checkTarget(show: CompiledShow, run: ShowRun, cue: ShowCue, scene: number, index: number): void {
  const { act } = cue;
  if ((act.do !== 'gaze' && act.do !== 'point') || act.target.at !== 'cast') return;
  const { cast } = act.target;
  if (isPlaced(show, run, cast)) return;
  const { id } = run.program.cast[cast];
  const hint = `give ${id} an "at" in the cast, or place ${id} first`;
  show.scope.problems.add(
    'W201',
    spotOf(show, scene, index, cue),
    `nobody knows where ${id} is by then`,
    hint,
  );
}

function lengthOf(run: ShowRun, cue: ShowCue): number {
  const { act } = cue;
  if (act.do !== 'walk' && act.do !== 'formation' && act.do !== 'posture') return 0;
  let longest = 0;
  act.who.forEach((cast, i) => {
    const from = run.slow.places[cast];
    longest = Math.max(longest, Math.hypot(act.places[i].x - from.x, act.places[i].z - from.z));
  });
  return Math.round((longest / (('mps' in act ? act.mps : null) ?? run.program.walkMps)) * TICK_HZ);
}

/** What of a body a cue needs. */
function limbsOf(show: CompiledShow, act: ShowAct): readonly (ShowLimb | 'voice')[] {
  if (act.do === 'say' || act.do === 'sing') return ['voice'];
  if (act.do === 'walk' || act.do === 'formation' || act.do === 'posture') return ['legs'];
  if (act.do === 'motion') return ['legs', 'left arm', 'right arm'];
  if (act.do === 'prop') return ['legs', 'right arm'];
  if (act.do === 'clip') return act.upperBody ? ['left arm', 'right arm'] : ['left arm', 'right arm', 'legs'];
  if (act.do !== 'gesture' && act.do !== 'action') return [];
  return show.scope.resources.actions.find(({ name }) => name === act.action)?.limbs ?? [];
}

function takeLimbs(show: CompiledShow, busy: Map<string, Busy>, next: Busy, due: number): void {
  const { act } = next.cue;
  for (const cast of act.who)
    for (const limb of limbsOf(show, act)) {
      const key = `${cast}:${limb}`;
      const before = busy.get(key);
      busy.set(key, next);
      if (!before || before.until - due <= OVERLAP_TICKS) continue;
      const { id } = show.program.cast[cast];
      if (limb === 'voice') tellCut(show, before, before.until - due, `line ${next.cue.line} begins`);
      else
        show.scope.problems.add(
          'E103',
          spotOf(show, next.scene, next.index, next.cue),
          `the ${limb} of ${id} ${limb === 'legs' ? 'are' : 'is'} still busy with "${kindOf(before.cue)}" of line ${before.cue.line} for ${seconds(before.until - due)} s`,
          'begin after it',
        );
      break;
    }
}

const seconds = (ticks: number): string => (ticks / TICK_HZ).toFixed(1);

function tellCut(show: CompiledShow, line: Busy, early: number, what: string): void {
  const length = line.cue.ticks ?? 0;
  show.scope.problems.add(
    'E102',
    spotOf(show, line.scene, line.index, line.cue),
    `this line lasts ${seconds(length)} s, but ${what} after ${seconds(length - early)} s`,
    'shorten it, or let the next come later',
  );
}

/** Lines that a change of scene cuts off. */
function checkCuts(show: CompiledShow, path: ShowPath): void {
  let cause: ShowCue | undefined;
  for (const { ev, cue, scene, index, due } of path.steps) {
    if (ev === 'started') cause = cue;
    if (ev !== 'stopped' || !cause || (cue.act.do !== 'say' && cue.act.do !== 'sing')) continue;
    if (!['go', 'branch', 'loop'].includes(cause.act.do)) continue;
    const began = path.steps.findLast((step) => step.ev === 'started' && step.cue === cue && step.due <= due);
    const played = due - (began?.due ?? due);
    const early = (cue.ticks ?? 0) - played;
    if (early > OVERLAP_TICKS)
      tellCut(show, { cue, scene, index, until: 0 }, early, `"${cause.act.do}" of line ${cause.line} comes`);
  }
}

/** Cues that would have to begin before that can be known, such as a stroke on the first word after a hold. */
function checkEarly(show: CompiledShow, path: ShowPath): void {
  for (const { ev, scene, index, late } of path.steps) {
    if (ev !== 'started' || late <= OVERLAP_TICKS) continue;
    const doc = show.scope.doc.scenes[show.program.scenes[scene].id][index];
    const key = CUE_TIMES.find((name) => doc[name] !== undefined) ?? 'at';
    show.scope.problems.add(
      'E112',
      show.scope.yaml.spotOf([...show.pathOf(scene, index), key]),
      `it would have to begin ${(late / TICK_HZ).toFixed(2)} s before that can be known`,
      'let it come later, or leave "sync" out',
    );
  }
}

function checkEnd(show: CompiledShow, path: ShowPath): void {
  // Of the cues that lead round, the one farthest down the file is where the circle closes.
  const turns = path.steps
    .filter(({ ev, cue }) => ev === 'started' && (leadsTo(cue.act).length > 0 || cue.act.do === 'loop'))
    .slice(-show.program.scenes.length);
  const turn = turns.reduce<CueStep | undefined>((a, b) => (a && a.cue.line > b.cue.line ? a : b), undefined);
  if (!turn) return;
  const spot = spotOf(show, turn.scene, turn.index, turn.cue);
  if (path.end === 'at once')
    show.scope.problems.add(
      'E110',
      spot,
      'this leads round in a circle in which no time passes',
      'let it come later than at 0',
    );
  else if (path.end === 'too long')
    show.scope.problems.add(
      'E113',
      spot,
      'by here the show is longer than three hours',
      'make two shows of it',
    );
  else if (path.end === 'again' && !path.free)
    show.scope.problems.add(
      'W204',
      spot,
      'from here on the show goes round for ever',
      'use loop with times, or a hold in it',
    );
}

/** Light that changes more than three times there and back within a second. */
function checkFlashes(show: CompiledShow, path: ShowPath): void {
  const lights = path.steps.filter(
    ({ ev, cue }) => ev === 'started' && cue.act.do === 'light' && (cue.ticks ?? 0) < 4,
  );
  for (let i = FLASH.perS * 2; i < lights.length; i++) {
    if (lights[i].due - lights[i - FLASH.perS * 2].due >= FLASH.windowTicks) continue;
    const { scene, index, cue } = lights[i];
    show.scope.problems.add(
      'W202',
      spotOf(show, scene, index, cue),
      'the light has changed seven times within a second',
      'more than three flashes can cause seizures; fade, or slow it down',
    );
    return;
  }
}

/** Somebody who will be somewhere by a time. */
interface Arrival extends Busy {
  readonly cast: number;
  readonly x: number;
  readonly z: number;
}

function noteArrivals(coming: Arrival[], busy: Busy): void {
  const { act } = busy.cue;
  if (act.do !== 'place' && act.do !== 'walk' && act.do !== 'formation') return;
  act.who.forEach((cast, i) => {
    coming.push({ ...busy, cast, x: act.places[i].x, z: act.places[i].z });
  });
}

/** Tells of those who have come by now to where somebody else stands. */
function checkArrivals(show: CompiledShow, run: ShowRun, coming: Arrival[], due: number): void {
  const { cast: names } = show.program;
  const come = coming.filter(({ until }) => until <= due);
  if (come.length === 0) return;
  coming.splice(0, coming.length, ...coming.filter(({ until }) => until > due));
  for (const { cast, x, z, scene, index, cue } of come) {
    const now = run.slow.places[cast];
    // Whoever has already been sent elsewhere does not stay.
    if (now.x !== x || now.z !== z) continue;
    run.slow.places.forEach((other, k) => {
      if (k === cast || !isPlaced(show, run, k) || run.slow.seats[k] >= 0) return;
      const apart = Math.hypot(other.x - x, other.z - z);
      if (apart < APART_M * APART_SHARE)
        show.scope.problems.add(
          'E106',
          spotOf(show, scene, index, cue),
          `${names[cast].id} comes to where ${names[k].id} stands or is going, ${apart.toFixed(2)} m apart`,
          `let ${names[k].id} leave first`,
        );
    });
  }
}

function tellUnplayed(show: CompiledShow, paths: readonly ShowPath[]): void {
  const came = new Set(paths.flatMap(({ steps }) => steps.map(({ scene, index }) => `${scene}:${index}`)));
  show.program.scenes.forEach(({ cues }, scene) => {
    if (!cues.some((_, index) => came.has(`${scene}:${index}`))) return;
    cues.forEach((cue, index) => {
      if (!came.has(`${scene}:${index}`))
        show.scope.problems.add(
          'W206',
          spotOf(show, scene, index, cue),
          'this never comes: the scene has been left before',
          'let the scene go on later',
        );
    });
  });
}

function airTime(show: CompiledShow, path: ShowPath | undefined): Record<string, number> {
  const air: Record<string, number> = {};
  for (const { ev, cue } of path?.steps ?? []) {
    if (ev !== 'started' || (cue.act.do !== 'say' && cue.act.do !== 'sing')) continue;
    for (const cast of cue.act.who) {
      const { id } = show.program.cast[cast];
      air[id] = (air[id] ?? 0) + (cue.ticks ?? 0) / TICK_HZ;
    }
  }
  const [most, ...rest] = Object.entries(air).sort((a, b) => b[1] - a[1]);
  const least = rest.at(-1);
  if (most && least && most[1] > AIR.leastS && most[1] > least[1] * AIR.ratio)
    show.scope.problems.add(
      'W203',
      show.scope.yaml.keySpotOf(['cast'], most[0]),
      `${most[0]} speaks ${most[1].toFixed(0)} s, ${least[0]} ${least[1].toFixed(0)} s`,
      'let the others speak too, if that is not meant',
    );
  return air;
}
