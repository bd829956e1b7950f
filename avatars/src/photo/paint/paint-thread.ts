/**
 * A thread that paints textures beside this one.
 *
 * CONTRIBUTOR NOTES: closures do not pass between threads, so the thread reads the body model itself, while the fit goes on, and
 * plans the parts anew, while the scenes are made here. Scenes pass as shared memory: copied once, not twice.
 *
 * It saves a fifth of the time of painting, for 1 s more of processor time: each thread compiles the same code anew, and memory is
 * handed out no faster to two. On a busy machine nothing is won. Of what remains more is compilation than painting: the same
 * parts painted again take half as long. Tried: to practise on a plain body while the fit goes on (the first part takes 0.9 s,
 * again 0.35 s): the fit, beside it, lost more (1.5 to 2.0 s). To start while the networks look: they lost 0.3 s. To start
 * when it is understood what is worn: neither won nor lost.
 */
import { setFlagsFromString } from 'node:v8';
import type { Part } from '../dress/part.ts';
import { openThread } from '../side-thread.ts';
import type { Look } from '../understand/look.ts';
import type { PaintedTextures, PaintQueue } from './paint-queue.ts';
import type { StoodBody } from './paint-view.ts';
import type { PaintAnswer, PaintQuestion } from './paint-worker.ts';
import type { PaintScene } from './scene.ts';

export interface PaintThread {
  /** Lets the thread plan the parts and begin with what needs no scene. */
  prepare(bodies: readonly StoodBody[], parts: readonly Part[], look: Look, queue: PaintQueue): void;
  /** Lets it paint from the queue until that is empty; what it painted. */
  paint(scenes: readonly PaintScene[]): Promise<PaintedTextures>;
  close(): Promise<void>;
}

/** Starts the thread. @param modelFolder assets/models/body */
export function openPaintThread(modelFolder: string): PaintThread {
  const thread = openThread<PaintQuestion, PaintAnswer>(new URL('./paint-worker.ts', import.meta.url), {
    modelFolder,
  });
  let prepared: Promise<PaintAnswer> | undefined;
  return {
    prepare(bodies, parts, look, queue) {
      // Both cores work from here on: to compile loops beside them takes longer than to wait for it (0.3 s of 2.3).
      setFlagsFromString('--no-concurrent-osr');
      prepared = thread.ask({ bodies: bodies.map(bareBody), parts: parts.map(barePart), look, queue });
      // Heard of in `paint`.
      prepared.catch(() => {});
    },
    async paint(scenes) {
      const painted = thread.ask({ scenes: scenes.map(sharedScene) });
      const [, textures] = await Promise.all([prepared, painted]);
      return textures;
    },
    close: () => thread.close(),
  };
}

/** What of a body is needed: the rest of a posture holds the whole model. */
const bareBody = ({ posed: { turns, places, heads }, shaped }: StoodBody): StoodBody => ({
  posed: { turns, places, heads },
  shaped,
});

/** Shape and layout alone. */
const barePart = ({ morphs: _, ...part }: Part): Part => part;

const sharedScene = (scene: PaintScene): PaintScene => ({
  picture: { ...scene.picture, data: sharedBytes(scene.picture.data) },
  soft: { ...scene.soft, data: sharedBytes(scene.soft.data) },
  mask: { ...scene.mask, values: sharedFloats(scene.mask.values) },
  hands: sharedBytes(scene.hands),
  ...(scene.hair ? { hair: sharedBytes(scene.hair) } : {}),
  owners: sharedBytes(scene.owners),
  hits: { width: scene.hits.width, height: scene.hits.height, depth: sharedFloats(scene.hits.depth) },
  camera: scene.camera,
  edgePx: scene.edgePx,
});

function sharedBytes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  out.set(bytes);
  return out;
}

function sharedFloats(floats: Float32Array): Float32Array {
  const out = new Float32Array(new SharedArrayBuffer(floats.byteLength));
  out.set(floats);
  return out;
}
