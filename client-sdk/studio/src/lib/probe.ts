import type { StageClient } from '@troupe/client-sdk';
import type { ShowMessage } from '@troupe/client-sdk/protocol';
import type { StageView } from '@troupe/client-sdk/three';
import type { SoundedNote } from './score-player.ts';
import type { Presented } from './show-presenter.ts';

/** One frame of one person: hips' place (m) and rotation, and the stage time it is for. */
export interface Frame {
  readonly presentAtMs: number;
  readonly hips: number[];
  readonly turn: number[];
}

/** What tests and tools may ask of a running page, at `window.__troupe`. Reads only, but for the camera, `look` and `hold`. */
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
  /** Wire ids of whose voice the page plays now. */
  heard(): readonly number[];
  /** Cues in the order they were shown, and notes in the order they were handed to the sound card. */
  cues(): readonly Presented[];
  notes(): readonly SoundedNote[];
  /** Texts of the show that were played while this page looked on. */
  texts(): readonly { readonly sha256: string; readonly sinceMs: number; readonly heardAtMs: number }[];
  /** Moment of the stage that the page shows now, ms. */
  shownMs(): number;
  show(): ShowMessage | undefined;
  /** Looks at somebody as a hand on the camera does: for a while nobody who speaks draws the view away. */
  look(netId: number): void;
  /** Keeps the moment that is shown, or goes on: for pictures that take long to draw. */
  hold(on: boolean): void;
  /** Poses of one person as they arrived, by the stage time they are meant for. */
  frames(netId: number): readonly Frame[];
}

declare global {
  interface Window {
    __troupe?: Probe;
  }
}

const FRAMES_MAX = 240;

/** Keeps the frames of everybody as they arrive, when the page is opened with `?probe`. */
export class FrameKeeper {
  readonly #frames = new Map<number, Frame[]>();

  /** Listens to what a client's sampler is given. */
  watch(client: StageClient): void {
    const { sampler } = client;
    const add = sampler.add.bind(sampler);
    sampler.add = (body, presentAtMs, arrivedMs) => {
      add(body, presentAtMs, arrivedMs);
      const frames = this.#frames.get(body.netId) ?? [];
      this.#frames.set(body.netId, frames);
      frames.push({ presentAtMs, hips: Array.from(body.hips), turn: Array.from(body.joints.slice(0, 4)) });
      if (frames.length > FRAMES_MAX) frames.shift();
    };
  }

  of(netId: number): readonly Frame[] {
    return this.#frames.get(netId) ?? [];
  }
}
