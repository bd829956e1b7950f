import { type OpenStage, openStage } from './open-stage.ts';
import { hashRun } from './shows/index.ts';
import type { MailboxMessage } from './tick/index.ts';
import {
  CUE_STATE,
  type CueNews,
  hashWorld,
  type ShowDecision,
  type ShowProgram,
  TICK_HZ,
} from './world/index.ts';

/** How a show is played headless. */
export interface PlayOptions {
  readonly root: string;
  readonly stageId: string;
  readonly program: ShowProgram;
  readonly seed: number;
  /** Seconds after which an operator who is not there says GO to a hold. */
  readonly goAfterS: number;
  readonly onProblem: (message: string) => void;
  /** Folder of clips; assets/clips without one. */
  readonly clipsFolder?: string;
}

/** A cue as it was performed. Times are ticks; show time and stage time are the same at rate 1. */
export interface PlayedCue extends CueNews {
  /** When the body began, by the behaviour's own report; the tick of the news for what has no body. */
  readonly beganTick: number;
}

export interface PlayedShow {
  readonly ticks: number;
  readonly seconds: number;
  readonly cues: readonly PlayedCue[];
  /** Cues that nothing was heard of within a tick, or never. */
  readonly late: readonly PlayedCue[];
  /** Difference of a cue's true start from its due one, ticks: worst of the best 99 %. */
  readonly errorP99Ticks: number;
  /** Walks that were not over in time, as told. */
  readonly lateWalks: readonly string[];
  /** State of the show after each tick. */
  readonly runHashes: readonly string[];
  /** State of the whole stage, bodies and all, after ticks chosen at random, and after the last. */
  readonly worldHashes: ReadonlyMap<number, string>;
  /** What was decided on the way. */
  readonly decisions: readonly ShowDecision[];
}

/** Kinds whose start behaviour reports. */
const BODILY = new Set(['say', 'sing', 'gesture', 'action', 'clip', 'point']);
const TICKS_MAX = 3 * 3_600 * TICK_HZ;

/** A stage with nobody on it but the cast of a show, which begins in its first tick. */
export interface ShowStage {
  readonly open: OpenStage;
  /** One tick; false when the show is over. */
  step(messages?: readonly MailboxMessage[]): Promise<boolean>;
}

export async function openShowStage(options: PlayOptions): Promise<ShowStage> {
  const { root, stageId, program, seed } = options;
  const open = await openStage({
    root,
    stageId,
    seed,
    capacity: program.cast.length + 8,
    motion: 'inline',
    onProblem: options.onProblem,
    clipsFolder: options.clipsFolder,
  });
  const { world, motion } = open.stage;
  let waiting: MailboxMessage[] = [{ type: 'show', command: { op: 'load', program, play: true } }];
  return {
    open,
    async step(messages = []) {
      await motion.finish();
      open.stage.step([...waiting, ...messages], motion.ready());
      waiting = isHeld(open, options.goAfterS) ? [{ type: 'show', command: { op: 'go' } }] : [];
      const status = world.show.run?.status;
      return status === 'playing' || status === 'paused';
    },
  };
}

/** True when a hold has waited long enough for an operator who is not there. */
function isHeld({ stage }: OpenStage, goAfterS: number): boolean {
  const { run } = stage.world.show;
  return (run?.frames ?? []).some((frame) =>
    run!.program.scenes[frame.scene].cues.some(
      ({ act }, i) =>
        act.do === 'hold' &&
        frame.state[i] === CUE_STATE.running &&
        run!.clock - frame.start[i] >= goAfterS * TICK_HZ,
    ),
  );
}

/**
 * Plays a show from its first moment to its last, as fast as it goes.
 *
 * @param moments after so many ticks the whole stage is hashed
 */
export async function playShow(
  options: PlayOptions,
  moments = 0,
  onTick: (tick: number) => void = () => {},
): Promise<PlayedShow> {
  const stage = await openShowStage(options);
  const { world } = stage.open.stage;
  const cues: PlayedCue[] = [];
  const runHashes: string[] = [];
  const worldHashes = new Map<number, string>();
  const choose = chooseTicks(moments, options.seed);
  const began = new Map<string, number>();
  const lateWalks: string[] = [];
  let goes = true;
  for (let tick = 0; goes && tick < TICKS_MAX; tick++) {
    goes = await stage.step();
    for (const { ev, block, atTick } of world.social.progress)
      if (ev === 'started' && block !== '' && !began.has(block)) began.set(block, atTick);
    noteNews(world.show.news, cues, lateWalks);
    runHashes.push(hashRun(world.show.run!));
    // Hashing everything costs a fifth of a tick: only moments that will be compared are worth it.
    const instead = choose(tick);
    if (instead !== undefined || !goes) worldHashes.set(tick, hashWorld(world));
    if (instead !== undefined) worldHashes.delete(instead);
    onTick(tick);
  }
  const decisions = structuredClone(world.show.run!.decisions);
  await stage.open.close();
  const played = cues.map((cue) => ({ ...cue, beganTick: beginOf(cue, began) }));
  const errors = played
    .filter(({ ev }) => ev === 'started')
    .map(({ beganTick, due }) => Math.abs(beganTick - due))
    .sort((a, b) => a - b);
  return {
    ticks: runHashes.length,
    seconds: runHashes.length / TICK_HZ,
    cues: played,
    late: played.filter(
      ({ ev, beganTick, due }) => ev === 'failed' || (ev === 'started' && !(beganTick - due <= 1)),
    ),
    errorP99Ticks: errors[Math.max(0, Math.ceil(errors.length * 0.99) - 1)] ?? 0,
    lateWalks,
    runHashes,
    worldHashes,
    decisions,
  };
}

/**
 * Chooses `count` ticks of a show whose length nobody knows yet, every one as likely as another (reservoir sampling). Told
 * a tick, it answers which chosen one that takes the place of (-1: of none), undefined when it is not chosen.
 */
function chooseTicks(count: number, seed: number): (tick: number) => number | undefined {
  const chosen: number[] = [];
  let dice = (seed ^ 0x5ee4) >>> 0;
  return (tick) => {
    if (chosen.length < count) {
      chosen.push(tick);
      return -1;
    }
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    const place = Math.floor((dice / 2 ** 32) * (tick + 1));
    if (place >= count) return undefined;
    const instead = chosen[place];
    chosen[place] = tick;
    return instead;
  };
}

function noteNews(news: readonly CueNews[], cues: PlayedCue[], lateWalks: string[]): void {
  for (const item of news) {
    if (item.ev === 'finished' && item.reason !== '') lateWalks.push(`line ${item.line}: ${item.reason}`);
    cues.push({ ...item, beganTick: item.tick });
  }
}

/** When the body of a cue began: Infinity when behaviour never told so. */
function beginOf(cue: PlayedCue, began: ReadonlyMap<string, number>): number {
  if (cue.ev !== 'started' || !BODILY.has(cue.kind)) return cue.tick;
  const prefix = `show/${cue.cue}/`;
  let best = Number.POSITIVE_INFINITY;
  for (const [block, atTick] of began) {
    if (block.startsWith(prefix) && Math.abs(atTick - cue.due) < Math.abs(best - cue.due)) best = atTick;
  }
  return best;
}
