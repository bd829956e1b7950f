import type { StageClient } from '@troupe/client-sdk';
import type { StageView } from '@troupe/client-sdk/three';

/** What tests and tools may ask of a running page, at `window.__troupe`. Reads only, but for the camera. */
export interface Probe {
  readonly view: StageView;
  client(): StageClient | undefined;
  state(): string;
  /** Stage time and the newest sampled pose of everybody, as plain numbers. */
  sample(): {
    stageMs: number;
    people: {
      netId: number;
      name: string;
      bodyId: string;
      hips: number[];
      joints: number[];
      shown: boolean;
    }[];
  };
  /** Lines and gestures in the order they were shown. */
  told(): { kind: string; netId: number; text: string; atMs: number; brain: string }[];
  /** Poses of one person as they arrived, by the stage time they are meant for. */
  frames(netId: number): { presentAtMs: number; hips: number[]; head: number[] }[];
}

declare global {
  interface Window {
    __troupe?: Probe;
  }
}

const FRAMES_MAX = 200;

/** Keeps the last frames of whoever is asked about. */
export class FrameKeeper {
  readonly #frames = new Map<number, { presentAtMs: number; hips: number[]; head: number[] }[]>();

  note(view: StageView, sampled: Iterable<{ netId: number; hips: ArrayLike<number> }>, atMs: number): void {
    for (const body of sampled) {
      const person = view.people.get(body.netId);
      if (!person?.posed) continue;
      let frames = this.#frames.get(body.netId);
      if (!frames) {
        frames = [];
        this.#frames.set(body.netId, frames);
      }
      frames.push({
        presentAtMs: atMs,
        hips: Array.from(body.hips),
        head: Array.from(person.joints.slice(44, 48)),
      });
      if (frames.length > FRAMES_MAX) frames.shift();
    }
  }

  of(netId: number): { presentAtMs: number; hips: number[]; head: number[] }[] {
    return this.#frames.get(netId) ?? [];
  }
}
