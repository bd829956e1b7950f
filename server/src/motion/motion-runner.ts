// CONTRIBUTOR NOTES
// One batch is out at a time: submit hands it over, collect takes it back a tick later. Whether a tick collected is
// all that a replay must know, since everything else follows from the controls. Two ways to run it behind one port: in
// a worker thread (a stage: a session's run blocks its thread, so the tick must not own it) and on this thread (replay,
// headless runs, tests, where somebody awaits anyway).
import { Worker } from 'node:worker_threads';
import {
  type BodyProportions,
  controlsBytes,
  createMotionControls,
  createMotionFrame,
  frameBytes,
  type MotionClip,
  type MotionControls,
  type MotionFrame,
} from '@troupe/avatars/motion';
import type { StageFile } from '@troupe/client-sdk/protocol';
import { createGround } from '@troupe/client-sdk/protocol';
import type { World } from '../world/world.ts';
import { type GestureModel, openGestureModel } from './gesture-model.ts';
import { KnownBodies } from './known-bodies.ts';
import { createLocalMotion } from './local-motion.ts';
import { type MotionInfo, readMotionInfo } from './motion-info.ts';
import { readMotionModel } from './read-motion-model.ts';
import { copyControls, copyFrame } from './world-copy.ts';

export interface MotionRunnerOptions {
  /** Folder of the motion model, e.g. assets/models/motion. */
  readonly folder: string;
  readonly bodies: readonly BodyProportions[];
  readonly capacity: number;
  readonly seed: number;
  /** Stage whose ground the feet stand on; flat without one. */
  readonly stage?: StageFile;
  /** Clips that people can play, by number. */
  readonly clips?: readonly MotionClip[];
  /** Folder of a gesture model (gesture.json, gesture.onnx); none without it. */
  readonly gestureFolder?: string;
  /** Told when the worker dies or the network fails; it is started again. */
  readonly onProblem?: (message: string) => void;
}

/** The motion model as a tick uses it; fits the MotionPort of the tick. */
export interface MotionRunner {
  readonly info: MotionInfo;
  /** Hands over a copy of everybody's controls; false while an earlier batch has not been collected. */
  submit(world: World): boolean;
  /** True when a finished frame waits. Never blocks. */
  ready(): boolean;
  /** Copies the finished frame into the pose arrays and sets poseTick; false when there is none. */
  collect(world: World): boolean;
  /**
   * Lets the gesture model move the upper body of a human who speaks from a tick on; nothing without a model.
   *
   * @param features T x 42, see audioFeatures
   */
  speak(speech: SpokenFeatures): Promise<void>;
  /** Resolves when no batch is being computed. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Audio of a stretch of speech as a gesture model hears it. */
export interface SpokenFeatures {
  readonly netId: number;
  readonly startTick: number;
  readonly features: Float32Array;
}

/** A body that came to the stage after the worker started. */
export interface WornBody {
  readonly index: number;
  readonly body: BodyProportions;
}

/** Words of the control block shared with the worker. */
export const SIGNAL = { state: 0, tick: 1, count: 2, kept: 3, words: 4 } as const;
export const BATCH = { none: 0, submitted: 1, done: 2 } as const;

/** What the worker is started with. */
export interface MotionWorkerData {
  readonly folder: string;
  readonly bodies: readonly BodyProportions[];
  readonly capacity: number;
  readonly seed: number;
  readonly stage: StageFile | undefined;
  readonly clips: readonly MotionClip[];
  readonly gestureFolder: string | undefined;
  readonly signal: SharedArrayBuffer;
  readonly controls: SharedArrayBuffer;
  readonly frame: SharedArrayBuffer;
}

const RESTARTS_MAX = 5;

/** Runs motion on the calling thread. Deterministic: the same controls give the same poses. */
export async function createInlineMotion(options: MotionRunnerOptions): Promise<MotionRunner> {
  const info = readMotionInfo(options.folder);
  const motion = await createLocalMotion(readMotionModel(options.folder), engineOptions(options));
  const gestures = await openGestures(options.gestureFolder, options.onProblem);
  const controls = createMotionControls(options.capacity);
  const frame = createMotionFrame(options.capacity);
  const known = new KnownBodies(options.bodies);
  let state: number = BATCH.none;
  let tick = -1;
  let count = 0;
  let running: Promise<void> = Promise.resolve();
  return {
    info,
    submit(world) {
      if (state !== BATCH.none) return false;
      known.update(world, (index, body) => motion.engine.wear(index, body));
      copyControls(world, controls);
      tick = world.tick;
      count = world.humans.count;
      state = BATCH.submitted;
      running = motion.step(controls, count, tick, frame).then(() => {
        state = BATCH.done;
      });
      return true;
    },
    ready: () => state === BATCH.done,
    collect(world) {
      if (state !== BATCH.done) return false;
      copyFrame(frame, count, tick, world);
      state = BATCH.none;
      return true;
    },
    async speak({ netId, startTick, features }) {
      if (gestures) await motion.speak(gestures, netId, startTick, features);
    },
    finish: () => running,
    async close() {
      await running;
      await gestures?.release();
      await motion.decoder.release();
    },
  };
}

/** Opens the gesture model of a folder; one that is refused is told of and left out: strokes on words stay. */
export async function openGestures(
  folder: string | undefined,
  onProblem?: (message: string) => void,
): Promise<GestureModel | undefined> {
  if (folder === undefined) return undefined;
  try {
    return await openGestureModel(folder, { onProblem });
  } catch (error) {
    onProblem?.(`${(error as Error).message}; talking hands stay strokes on words`);
    return undefined;
  }
}

/** Options of the engine that both ways of running share. */
export function engineOptions(
  options: Pick<MotionRunnerOptions, 'bodies' | 'capacity' | 'seed' | 'stage' | 'clips'>,
) {
  const ground = options.stage ? createGround(options.stage) : undefined;
  return {
    bodies: options.bodies,
    capacity: options.capacity,
    seed: options.seed,
    stageClips: options.clips,
    groundAt: ground ? (x: number, z: number) => ground.heightAt(x, z) : undefined,
  };
}

/**
 * Runs motion in a worker thread. Resolves when the model is loaded and the worker waits for its first batch.
 *
 * @throws Error when the model cannot be loaded
 */
export async function createMotionRunner(options: MotionRunnerOptions): Promise<MotionRunner> {
  const link = new WorkerLink(options);
  await link.start();
  return link;
}

/** This thread's end of the worker. */
class WorkerLink implements MotionRunner {
  readonly info: MotionInfo;
  private readonly options: MotionRunnerOptions;
  private readonly data: MotionWorkerData;
  private readonly signal: Int32Array;
  private readonly controls: MotionControls;
  private readonly frame: MotionFrame;
  private known: KnownBodies;
  private worker: Worker | undefined;
  private restarts = 0;
  private closing = false;
  private waiting: (() => void)[] = [];
  private tellReady = (): void => {};

  constructor(options: MotionRunnerOptions) {
    this.options = options;
    this.info = readMotionInfo(options.folder);
    const { folder, bodies, capacity, seed, stage, clips = [], gestureFolder } = options;
    this.data = {
      folder,
      bodies: bodies.map(({ id, hipsHeightM, legLengthM, restOffsets }) => ({
        id,
        hipsHeightM,
        legLengthM,
        restOffsets,
      })),
      capacity,
      seed,
      stage,
      clips,
      gestureFolder,
      signal: new SharedArrayBuffer(SIGNAL.words * 4),
      controls: new SharedArrayBuffer(controlsBytes(capacity)),
      frame: new SharedArrayBuffer(frameBytes(capacity)),
    };
    this.known = new KnownBodies(bodies);
    this.signal = new Int32Array(this.data.signal);
    this.controls = createMotionControls(capacity, this.data.controls);
    this.frame = createMotionFrame(capacity, this.data.frame);
  }

  /** Starts the worker and waits until its model is loaded. */
  async start(): Promise<void> {
    const worker = new Worker(new URL('./motion-worker.ts', import.meta.url), { workerData: this.data });
    let loaded = false;
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string): void => {
        if (!loaded) reject(new Error(`motion worker: ${reason}`));
        else if (this.worker === worker) this.died(reason);
      };
      worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => fail(`ended with code ${code}`));
      worker.on('message', (message) => {
        if (loaded) return this.heard(message);
        if (message !== 'ready') return this.options.onProblem?.(String(message));
        loaded = true;
        resolve();
      });
    });
    this.worker = worker;
    worker.unref();
  }

  private heard(message: unknown): void {
    if (typeof message === 'string') this.options.onProblem?.(`motion: ${message}`);
    // The word of an earlier batch may arrive after the next one has been handed over.
    if (Atomics.load(this.signal, SIGNAL.state) === BATCH.submitted) return;
    this.release();
    if (this.ready()) this.tellReady();
  }

  onReady(callback: () => void): void {
    this.tellReady = callback;
  }

  private release(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
    this.worker?.unref();
  }

  /** The batch of a worker that died is lost; poses stay as they are until the next worker has started afresh. */
  private died(reason: string): void {
    if (this.closing || !this.worker) return;
    this.worker = undefined;
    this.known = new KnownBodies(this.options.bodies);
    this.release();
    this.restarts += 1;
    this.options.onProblem?.(`motion worker: ${reason}; restart ${this.restarts} of ${RESTARTS_MAX}`);
    if (this.restarts > RESTARTS_MAX) return;
    this.start().then(
      () => Atomics.store(this.signal, SIGNAL.state, BATCH.none),
      (error) => this.died(String(error)),
    );
  }

  submit(world: World): boolean {
    if (!this.worker || Atomics.load(this.signal, SIGNAL.state) !== BATCH.none) return false;
    // Messages arrive in order: the worker knows a body before the batch in which somebody wears it.
    this.known.update(world, (index, body) => this.worker!.postMessage({ index, body }));
    copyControls(world, this.controls);
    this.signal[SIGNAL.tick] = world.tick;
    this.signal[SIGNAL.count] = world.humans.count;
    Atomics.store(this.signal, SIGNAL.state, BATCH.submitted);
    this.worker.postMessage(0);
    return true;
  }

  ready(): boolean {
    return Atomics.load(this.signal, SIGNAL.state) === BATCH.done;
  }

  collect(world: World): boolean {
    if (!this.ready()) return false;
    copyFrame(this.frame, this.signal[SIGNAL.count], this.signal[SIGNAL.tick], world);
    Atomics.store(this.signal, SIGNAL.state, BATCH.none);
    return true;
  }

  async speak(speech: SpokenFeatures): Promise<void> {
    this.worker?.postMessage(speech);
  }

  finish(): Promise<void> {
    if (!this.worker || Atomics.load(this.signal, SIGNAL.state) !== BATCH.submitted) return Promise.resolve();
    this.worker.ref();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    await this.finish();
    this.closing = true;
    await this.worker?.terminate();
    this.worker = undefined;
  }
}
