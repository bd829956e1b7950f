import {
  BATCH_ROWS,
  createMotionEngine,
  createMotionFrame,
  type MotionControls,
  type MotionEngine,
  type MotionEngineOptions,
  type MotionFrame,
} from '@troupe/avatars/motion';
import { createDecoder, type Decoder } from './decoder.ts';
import type { GestureModel } from './gesture-model.ts';
import type { MotionFiles } from './read-motion-model.ts';

/** Engine and network on the thread that calls: for the worker itself, for benches, tests and headless runs. */
export interface LocalMotion {
  readonly engine: MotionEngine;
  readonly decoder: Decoder;
  /** Works out one tick; resolves when `frame` holds its poses. A network that fails leaves the last poses. */
  step(controls: MotionControls, count: number, tick: number, frame: MotionFrame): Promise<void>;
  /** Has a gesture model move the upper body of a human from a tick on; resolves to false when it gave nothing. */
  speak(model: GestureModel, netId: number, startTick: number, features: Float32Array): Promise<boolean>;
  /** A frame of the engine's capacity. */
  createFrame(): MotionFrame;
}

/** Opens a motion model's network and builds the engine over its database. */
export async function createLocalMotion(
  files: MotionFiles,
  options: Omit<MotionEngineOptions, 'model'>,
): Promise<LocalMotion> {
  const engine = createMotionEngine({ ...options, model: files.model });
  const decoder = await createDecoder(files.network, Math.max(256, options.capacity * BATCH_ROWS));
  return {
    engine,
    decoder,
    async step(controls, count, tick, frame) {
      const rows = engine.advance(controls, count, tick);
      let decoded: Float32Array | null = null;
      try {
        decoded = await decoder.decode(engine.codes, rows);
      } catch (error) {
        engine.stats.failures += 1;
        engine.stats.lastFailure = String(error);
      }
      engine.pose(decoded, controls, count, tick, frame);
    },
    async speak(model, netId, startTick, features) {
      const clip = await model.run(features);
      if (clip) engine.clips.play(netId, startTick, clip);
      return clip !== undefined;
    },
    createFrame: () => createMotionFrame(options.capacity),
  };
}
