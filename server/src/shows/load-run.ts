// How a show comes onto a stage: loaded anew, put to another moment, edited while it runs, or taken up after a crash.
import { spawnHuman } from '../world/create-world.ts';
import {
  CUE_STATE,
  type ShowCommand,
  type ShowDecision,
  type ShowFrame,
  type ShowProgram,
  type ShowRun,
  type ShowScene,
} from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { advanceShow, type CueStep, createFrame, createRun } from './advance-show.ts';
import { putAt } from './perform-act.ts';

/** Puts a program onto the stage. One of the same name and cast is an edit of what runs; '' or why it was refused. */
export function loadRun(
  world: World,
  command: Extract<ShowCommand, { op: 'load' }>,
  steps: CueStep[],
): string {
  const { program, play, resume } = command;
  const { run } = world.show;
  if (
    run &&
    run.program.id === program.id &&
    (run.status === 'playing' || run.status === 'paused') &&
    !resume
  )
    return editRun(run, program, steps);
  const netIds = castOnStage(world, program);
  if (netIds.includes(0)) return 'the stage is full: not all of the cast found a place';
  const slots = netIds.map((netId) => slotOf(world, netId));
  const { position, yaw, style } = world.humans;
  const places = slots.map((slot) => ({ x: position[slot * 3], z: position[slot * 3 + 2], yaw: yaw[slot] }));
  const next = createRun(
    program,
    places,
    slots.map((slot) => style[slot]),
  );
  next.netIds = netIds;
  if (resume) foldTo(next, resume.clock, resume.decisions);
  next.status = next.frames.length === 0 ? 'ended' : play ? 'playing' : 'ready';
  world.show.run = next;
  program.cast.forEach(({ start, stillness }, cast) => {
    if (stillness !== null) world.humans.stillness[slots[cast]] = stillness;
    if (start || resume) snap(world, next, cast);
  });
  return '';
}

/** Finds the cast among the performers on the stage by their bodies; who is missing comes on. */
function castOnStage(world: World, program: ShowProgram): number[] {
  const { humans } = world;
  const taken = new Set<number>();
  return program.cast.map(({ body, name, start }) => {
    for (let slot = 0; slot < humans.count; slot++) {
      const free = humans.kind[slot] === HUMAN_KIND.performer && !taken.has(slot);
      if (!free || humans.body[slot] !== body) continue;
      taken.add(slot);
      return humans.netId[slot];
    }
    const { x, z, yaw } = start ?? { ...program.audience, yaw: 0 };
    const personaId = world.bodies[body].id;
    const slot = spawnHuman(world, {
      kind: 'performer',
      name,
      bodyIndex: body,
      x,
      z,
      yaw: yaw ?? 0,
      personaId,
    });
    taken.add(slot);
    return slot < 0 ? 0 : humans.netId[slot];
  });
}

/** Shows a run from its first moment to `clock` without performing any of it. */
function foldTo(run: ShowRun, clock: number, decisions: readonly ShowDecision[]): void {
  run.status = 'playing';
  run.given = decisions.filter((decision) => decision.clock <= clock).map((decision) => ({ ...decision }));
  advanceShow(run, clock);
  run.given.length = 0;
}

/**
 * Puts a show to another moment: the same fold from the start, so that it stands as if it had been played to there. Bodies
 * are put where they would be; lines and gestures of before are not made up for.
 */
export function seekRun(world: World, run: ShowRun, clock: number): void {
  const { program, initial, netIds, audience, rate, status, decisions } = run;
  const next = createRun(program, initial.places, initial.styles);
  foldTo(next, clock, decisions);
  if (next.frames.length > 0) next.status = status === 'playing' ? 'playing' : 'paused';
  Object.assign(run, next, { netIds, audience, rate });
  program.cast.forEach((_, cast) => {
    snap(world, run, cast);
  });
}

/** Puts one of the cast where the show has it, sitting, styled and silent. */
function snap(world: World, run: ShowRun, cast: number): void {
  const slot = slotOf(world, run.netIds[cast]);
  const mind = slot < 0 ? undefined : world.social.minds[slot];
  if (!mind) return;
  putAt(world, slot, mind, run.slow.places[cast]);
  mind.intent.seat = run.slow.seats[cast];
  mind.directed = undefined;
  world.humans.style[slot] = run.slow.styles[cast];
  world.show.orders.push({ do: 'stop', netId: run.netIds[cast], block: '' });
}

/**
 * Swaps the program of a show that runs. Cues are known again by their ids, and those without by what they say: what has
 * begun stays begun, what is new and past is left out, a cue that was taken out is stopped. Refused whole, with the reason,
 * when the cast is another or a scene being played is gone.
 */
export function editRun(run: ShowRun, program: ShowProgram, steps: CueStep[]): string {
  const cast = (of: ShowProgram): string => JSON.stringify(of.cast.map(({ id, body }) => [id, body]));
  if (cast(program) !== cast(run.program)) return 'the cast is another: end the show, then load it anew';
  const frames: ShowFrame[] = [];
  for (const frame of run.frames) {
    const old = run.program.scenes[frame.scene];
    const scene = program.scenes.findIndex(({ id }) => id === old.id);
    if (scene < 0) return `the scene "${old.id}" is being played and cannot be taken out`;
    frames.push(
      editFrame(
        run,
        frame,
        old,
        { ...createFrame(program, scene, frame.from, -1) },
        program.scenes[scene],
        steps,
      ),
    );
  }
  for (let f = 1; f < frames.length; f++) {
    const caller = run.program.scenes[run.frames[f - 1].scene].cues[run.frames[f].caller];
    const keys = keysOf(program.scenes[frames[f - 1].scene]);
    const found = keys.indexOf(cueKey(caller));
    if (found < 0)
      return `the cue "${caller.id}" called the scene that is being played and cannot be taken out`;
    frames[f].caller = found;
  }
  run.frames = frames;
  run.program = program;
  run.asked.length = 0;
  return '';
}

/** What a cue is known again by after an edit: its id, or what it says when it has none. */
export const cueKey = ({ id, at, ref, act }: ShowScene['cues'][number]): string =>
  id.includes('#') ? JSON.stringify([at, ref?.point, act]) : id;
const keysOf = (scene: ShowScene): string[] => scene.cues.map(cueKey);

function editFrame(
  run: ShowRun,
  frame: ShowFrame,
  old: ShowScene,
  next: ShowFrame,
  scene: ShowScene,
  steps: CueStep[],
): ShowFrame {
  // Cues that say the same are told apart by their order.
  const known = new Map<string, number[]>();
  keysOf(old).forEach((key, k) => {
    const twins = known.get(key);
    if (twins) twins.push(k);
    else known.set(key, [k]);
  });
  keysOf(scene).forEach((key, i) => {
    const k = known.get(key)?.shift();
    if (k !== undefined) {
      next.state[i] = frame.state[k];
      next.start[i] = frame.start[k];
      next.end[i] = frame.end[k];
      return;
    }
    const { at } = scene.cues[i];
    if (at === null || frame.from + at >= run.clock) return;
    next.state[i] = CUE_STATE.skipped;
    next.start[i] = next.end[i] = frame.from + at;
  });
  for (const k of [...known.values()].flat().sort((a, b) => a - b)) {
    if (frame.state[k] !== CUE_STATE.running) continue;
    const due = Math.ceil(run.clock);
    steps.push({ ev: 'stopped', scene: next.scene, cue: old.cues[k], index: k, due, end: due, late: 0 });
  }
  return next;
}
