// CONTRIBUTOR NOTES
// Two phases of the tick: before behaviour the show says what begins, after it the show hears what could not. While the
// show has somebody, the own brain of that performer is overruled every tick (it goes on thinking); in a Q&A the show
// lets go and takes back. The show writes intents and orders; behaviour and physics do the rest.
import { TICK_HZ } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import { type CueNews, SHOW_BLOCK, SHOW_LIMITS, type ShowCommand, type ShowRun } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';
import { advanceShow, type CueStep, endShow } from './advance-show.ts';
import { askAhead } from './ask-ahead.ts';
import { allowName, applaud, forgetNames, hearQuestions, seeCrowd, vote } from './audience.ts';
import { loadRun, seekRun } from './load-run.ts';
import { performAct, stopAct } from './perform-act.ts';

/** After a show its cast stays where it is for so long, ticks. */
const AFTER_TICKS = 8 * TICK_HZ;
/** Votes and claps are told this often, ticks: a full house votes in one second. */
const AUDIENCE_TICKS = 10;
/** A body this near its place has arrived, m. */
const ARRIVED_M = 0.5;

/** Phase before behaviour: takes what is asked of the show, moves it on, and has its cast do what is due. */
export function runShow(world: World): void {
  const { show } = world;
  const steps: CueStep[] = [];
  for (const command of show.commands) take(world, command, steps);
  show.commands.length = 0;
  forgetNames(world);
  const { run } = show;
  if (!run) return;
  bindCast(world, run);
  if (run.status === 'playing') {
    const now = run.clock;
    steps.push(...advanceShow(run, now));
    if (run.status === 'playing') run.clock = now + run.rate;
  }
  tell(world, run, steps);
  hearQuestions(world, run);
  seeCrowd(world, run);
  if (show.stale && world.tick % AUDIENCE_TICKS === 0) {
    show.stale = false;
    show.version += 1;
  }
  askAhead(world, run);
  holdCast(world, run);
}

/** Phase after behaviour: parts of cues that could not be performed are told as failed. */
export function noteShow(world: World): void {
  const { run } = world.show;
  if (!run) return;
  for (const { ev, block, reason } of world.social.progress) {
    if (ev !== 'failed' || !block.startsWith(SHOW_BLOCK)) continue;
    const id = block.slice(SHOW_BLOCK.length, block.lastIndexOf('/'));
    for (const scene of run.program.scenes)
      for (const cue of scene.cues)
        if (cue.id === id)
          push(world, {
            ev: 'failed',
            due: run.clock,
            end: -1,
            scene: scene.id,
            cue: id,
            kind: cue.act.do,
            line: cue.line,
            reason,
          });
  }
}

function take(world: World, command: ShowCommand, steps: CueStep[]): void {
  const { show } = world;
  const { run } = show;
  if (command.op === 'named') {
    allowName(world, command.netId, command.on);
    return;
  }
  if (command.op === 'vote' || command.op === 'applaud') show.stale = true;
  else show.version += 1;
  if (command.op === 'load') {
    const before = show.run?.status;
    const refused = loadRun(world, command, steps);
    if (refused !== '') {
      show.dropped += 1;
      if (show.run) show.run.reason = refused;
    } else {
      show.takenTick = world.tick;
      if (show.run && before !== undefined) show.run.reason = '';
    }
    return;
  }
  if (!run) {
    show.dropped += 1;
    return;
  }
  if (command.op === 'play') play(world, run);
  else if (command.op === 'pause') run.status = run.status === 'playing' ? 'paused' : run.status;
  else if (command.op === 'go') sayGo(run);
  else if (command.op === 'stop' || command.op === 'panic')
    endShow(run, steps, Math.ceil(run.clock), 'stopped', command.op === 'panic' ? 'panic' : '');
  else if (command.op === 'seek') seek(world, run, command);
  else if (command.op === 'rate') {
    if (Number.isFinite(command.rate))
      run.rate = Math.min(SHOW_LIMITS.rateMax, Math.max(SHOW_LIMITS.rateMin, command.rate));
  } else if (command.op === 'vote') vote(run, command.netId, command.option);
  else if (command.op === 'applaud') applaud(run, command.netId);
}

function seek(
  world: World,
  run: ShowRun,
  { seconds, decisions, again }: Extract<ShowCommand, { op: 'seek' }>,
): void {
  if (!Number.isFinite(seconds)) return;
  const clock = Math.round(Math.min(SHOW_LIMITS.secondsMax, Math.max(0, seconds)) * TICK_HZ);
  if (decisions) run.decisions = decisions.slice(0, SHOW_LIMITS.decisionsMax);
  const all = run.decisions;
  seekRun(world, run, clock);
  if (again)
    run.given = all.filter((decision) => decision.clock > clock).map((decision) => ({ ...decision }));
}

/** Plays on, or from the start when the show is over. */
function play(world: World, run: ShowRun): void {
  if (run.status === 'ended' || run.status === 'stopped') {
    run.decisions.length = 0;
    seekRun(world, run, 0);
  }
  run.status = 'playing';
}

/** GO for the hold that has waited longest. */
function sayGo(run: ShowRun): void {
  for (const frame of run.frames) {
    const { cues } = run.program.scenes[frame.scene];
    const i = cues.findIndex(({ act }, k) => act.do === 'hold' && frame.state[k] === 1);
    if (i < 0 || run.given.some(({ cue }) => cue === cues[i].id)) continue;
    run.given.push({ cue: cues[i].id, clock: Math.ceil(run.clock), value: 'go' });
    return;
  }
}

/** Who has left the stage is nobody any more: cues for them are told as failed, and the show goes on. */
function bindCast(world: World, run: ShowRun): void {
  run.netIds.forEach((netId, cast) => {
    if (netId !== 0 && slotOf(world, netId) < 0) run.netIds[cast] = 0;
  });
}

function tell(world: World, run: ShowRun, steps: readonly CueStep[]): void {
  for (const { ev, scene, cue, due, end } of steps) {
    const { act } = cue;
    const at = { scene: run.program.scenes[scene]?.id ?? '', cue: cue.id, kind: act.do, line: cue.line };
    let reason = '';
    if (ev === 'started') reason = performAct(world, run, cue);
    else if (ev === 'stopped') stopAct(world, run, cue);
    else if (ev === 'finished' && (act.do === 'walk' || act.do === 'formation'))
      reason = whereLate(world, run, act.who, act.places);
    push(world, { ...at, ev: reason !== '' && ev === 'started' ? 'failed' : ev, due, end, reason });
  }
  if (steps.length > 0) world.show.version += 1;
}

/** Who has not arrived when the walk should be over. */
function whereLate(
  world: World,
  run: ShowRun,
  who: readonly number[],
  places: readonly { readonly x: number; readonly z: number }[],
): string {
  const { position } = world.humans;
  const late = who.flatMap((cast, i) => {
    const slot = slotOf(world, run.netIds[cast]);
    if (slot < 0) return [];
    const left = Math.hypot(position[slot * 3] - places[i].x, position[slot * 3 + 2] - places[i].z);
    return left > ARRIVED_M ? [`${run.program.cast[cast].id} has ${left.toFixed(1)} m left`] : [];
  });
  return late.join(', ');
}

function push(world: World, news: Omit<CueNews, 'tick'>): void {
  if (world.show.news.length >= SHOW_LIMITS.newsMax) world.show.dropped += 1;
  else world.show.news.push({ tick: world.tick, ...news });
}

/** Overrules the brains of the cast, but of those that the show has handed over. */
function holdCast(world: World, run: ShowRun): void {
  const on = run.status === 'playing' || run.status === 'paused';
  run.netIds.forEach((netId, cast) => {
    const slot = slotOf(world, netId);
    const mind = slot < 0 ? undefined : world.social.minds[slot];
    if (!mind) return;
    if (on && !run.slow.brains[cast]) hold(world, run, mind, cast);
    else if (!on && mind.intent.place && run.reason !== RELEASED) release(world, mind);
    if (on && run.slow.brains[cast]) stay(world, mind);
  });
  if (!on && run.status !== 'ready') run.reason ||= RELEASED;
}

/** Reason of a show that is over and whose cast has its own will again. */
const RELEASED = 'over';

function hold(world: World, run: ShowRun, mind: Mind, cast: number): void {
  const { intent } = mind;
  intent.gazeNetId = 0;
  intent.faceNetId = 0;
  intent.walkNetId = 0;
  intent.spot = -1;
  intent.action = '';
  intent.say = undefined;
  intent.brush = undefined;
  mind.painting = undefined;
  mind.chat = undefined;
  intent.seat = run.slow.seats[cast];
  mind.replies.length = 0;
  mind.activityUntilTick = world.tick + TICK_HZ;
  const { mood, until } = run.faces[cast];
  intent.face = run.clock < until ? mood : run.slow.moods[cast];
}

/** Answers guests from where the show has put it. */
function stay(world: World, mind: Mind): void {
  mind.intent.walkNetId = 0;
  mind.activityUntilTick = Math.max(mind.activityUntilTick, world.tick + TICK_HZ);
}

function release(world: World, mind: Mind): void {
  mind.intent.place = undefined;
  mind.activityUntilTick = world.tick + AFTER_TICKS;
}
