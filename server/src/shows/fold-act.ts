import { TICK_HZ } from '../world/limits.ts';
import type { ShowAct, ShowActOf, ShowCue, ShowPlace, ShowRun } from '../world/show.ts';

/**
 * What walking costs beside the way itself: getting up to pace and stopping (s per m/s), turning (rad/s), and going round
 * others and settling (s).
 */
const WALK = { startStopS: 0.9, turnRadps: 2.0, leastS: 0.6, seatedS: 1.6, settleS: 0.8 } as const;

/** Changes the slow state of a show as a cue asks at show time `due`; returns how long the cue takes, null: not known. */
export function foldAct(run: ShowRun, cue: ShowCue, due: number): number | null {
  const { act, ticks } = cue;
  if (act.do === 'walk' || act.do === 'formation') return foldWalk(run, act, ticks);
  if (act.do === 'posture') return foldPosture(run, act);
  const fold = FOLDS[act.do] as
    | ((run: ShowRun, act: ShowAct, due: number, ticks: number) => void)
    | undefined;
  fold?.(run, act, due, ticks ?? 0);
  return ticks;
}

type Folds = {
  readonly [K in ShowAct['do']]?: (run: ShowRun, act: ShowActOf<K>, due: number, ticks: number) => void;
};

const FOLDS: Folds = {
  place(run, act) {
    act.who.forEach((cast, i) => {
      arrive(run, cast, act.places[i]);
    });
  },
  face(run, act, due, ticks) {
    set(run.faces, act.who, { mood: act.mood, until: due + ticks });
  },
  style: (run, act) => set(run.slow.styles, act.who, act.style),
  mood: (run, act) => set(run.slow.moods, act.who, act.mood),
  say: (run, act) => act.mood && set(run.slow.moods, act.who, act.mood),
  sing: (run, act) => act.mood && set(run.slow.moods, act.who, act.mood),
  outfit: (run, act) => set(run.slow.outfits, act.who, act.set),
  brain: (run, act) => set(run.slow.brains, act.who, act.on),
  listen(run, act) {
    set(run.slow.brains, act.who, true);
    run.audience.answered = 0;
  },
  ask(run) {
    run.audience.votes.length = 0;
  },
  light(run, act, due) {
    const { light } = run.slow;
    run.slow.light = {
      look: act.look || light.look,
      colour: act.colour || light.colour,
      level: act.level < 0 ? light.level : act.level,
      strobeHz: act.strobeHz,
      since: due,
      fade: act.fade,
    };
  },
  camera(run, act, due, ticks) {
    run.slow.camera = { shot: act.shot, target: act.target, since: due, fade: ticks };
  },
  music(run, act, due, ticks) {
    const track = act.op === 'play' ? act.track : run.slow.music.track;
    run.slow.music = { track, playing: act.op === 'play', volume: act.volume, since: due, fade: ticks };
  },
  caption(run, act, due, ticks) {
    run.slow.caption = { text: act.text, until: due + ticks };
    run.audience.captioned = run.audience.guest;
  },
};

function set<T>(list: T[], who: readonly number[], value: T): void {
  for (const cast of who) list[cast] = value;
}

function arrive(run: ShowRun, cast: number, { x, z, yaw }: ShowPlace): void {
  const before = run.slow.places[cast];
  const came = Math.atan2(x - before.x, z - before.z);
  run.slow.places[cast] = { x, z, yaw: yaw ?? (x === before.x && z === before.z ? before.yaw : came) };
  run.slow.seats[cast] = -1;
}

/** A walk is over when the last of those who walk has arrived, by the pace asked for or the usual one. */
function foldWalk(run: ShowRun, act: ShowActOf<'walk'>, ticks: number | null): number {
  let longest = 0;
  act.who.forEach((cast, i) => {
    const from = run.slow.places[cast];
    if (act.style !== null) run.slow.styles[cast] = act.style;
    const mps = paceIn(run, cast, act.mps ?? run.program.walkMps);
    longest = Math.max(longest, walkSeconds(from, act.places[i], mps));
    arrive(run, cast, act.places[i]);
  });
  return ticks ?? Math.ceil(longest * TICK_HZ);
}

/** A pace as somebody walks it: people walk as fast as their style does, whoever asks, m/s. */
export function paceIn(run: ShowRun, cast: number, mps: number, style = run.slow.styles[cast]): number {
  const range = run.program.styleMps[style];
  return range ? Math.min(range[1], Math.max(range[0], mps)) : mps;
}

/** Walks to a seat and sits down, or gets up. */
function foldPosture(run: ShowRun, act: ShowActOf<'posture'>): number {
  let longest = 0;
  act.who.forEach((cast, i) => {
    if (act.seats[i] >= 0) {
      const from = run.slow.places[cast];
      longest = Math.max(longest, walkSeconds(from, act.places[i], paceIn(run, cast, run.program.walkMps)));
      arrive(run, cast, act.places[i]);
    }
    run.slow.seats[cast] = act.seats[i];
  });
  return Math.ceil((longest + WALK.seatedS) * TICK_HZ);
}

type From = { readonly x: number; readonly z: number; readonly yaw: number };

/** How long somebody takes from one place to another at a pace, turns included, s. */
export function walkSeconds(from: From, to: ShowPlace, mps: number): number {
  const distance = Math.hypot(to.x - from.x, to.z - from.z);
  if (distance < 0.05) return Math.max(WALK.leastS, turnS(from.yaw, to.yaw ?? from.yaw));
  return distance / mps + WALK.startStopS * mps + turnsOf(from, to) + WALK.settleS;
}

/** Pace needed to be somewhere in time, m/s; Infinity when turning alone takes longer. */
export function neededMps(from: From, to: ShowPlace, seconds: number): number {
  const distance = Math.hypot(to.x - from.x, to.z - from.z);
  const left = seconds - turnsOf(from, to) - WALK.settleS;
  if (distance < 0.05) return 0;
  // d / v + c v = left, solved for the slower v.
  const c = WALK.startStopS;
  const root = left * left - 4 * c * distance;
  if (left <= 0 || root < 0) return distance / Math.max(0.05, seconds);
  return (left - Math.sqrt(root)) / (2 * c);
}

function turnsOf(from: From, to: ShowPlace): number {
  const way = Math.atan2(to.x - from.x, to.z - from.z);
  return turnS(from.yaw, way) * 0.5 + (to.yaw === null ? 0 : turnS(way, to.yaw));
}

function turnS(a: number, b: number): number {
  return Math.abs(Math.atan2(Math.sin(b - a), Math.cos(b - a))) / WALK.turnRadps;
}
