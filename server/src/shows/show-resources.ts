import type { MotionCatalogue } from '@troupe/avatars/prompt';
import type { StageFile } from '@troupe/client-sdk/protocol';
import type { ShowText } from '../world/show.ts';
import type { BeatGrid } from './beat-grid.ts';

/** An action of the motion model, as far as a show must know it. */
export interface ShowAction {
  readonly name: string;
  /** BML sync points in ticks from its start. */
  readonly points: Readonly<Record<string, number>>;
  /** Limbs it moves. */
  readonly limbs: readonly ShowLimb[];
}

export type ShowLimb = 'left arm' | 'right arm' | 'legs' | 'head';

/** How long a line takes and where its words begin, in ticks. */
export interface ShowSpeech {
  readonly ticks: number;
  readonly words: readonly number[];
}

/** Why a file is no music for a show. */
export interface MusicProblem {
  /** True when it is music, but more of it than a show may have. */
  readonly tooLong: boolean;
  readonly message: string;
  readonly hint: string;
}

/** Moments of beats in a recording, s; which of them begins the first whole bar; how sure that is, 0..1. */
export interface FoundInMusic {
  readonly beats: readonly number[];
  readonly firstBar: number;
  readonly confidence: number;
  readonly sure: boolean;
}

/** Everything a show is held against: what there is, by name. Read once, outside of any tick. */
export interface ShowResources {
  readonly stages: readonly string[];
  /** A stage by id; only ids of `stages` are asked for. */
  stage(id: string): StageFile;
  /** Why a piece of music below assets/shows cannot be played, or nothing; only paths that `hasFile` knows are asked for. */
  music(path: string): MusicProblem | undefined;
  /** Beats found in a recording below assets/shows, or why it has none. */
  foundBeats(
    path: string,
    options: { readonly bpm?: number; readonly meter: number },
  ): FoundInMusic | MusicProblem;
  /** Beats of a MIDI file below assets/shows, or why it has none; only paths that `hasFile` knows are asked for. */
  beats(path: string): BeatGrid | string;
  readonly bodies: readonly { readonly id: string; readonly name: ShowText }[];
  readonly actions: readonly ShowAction[];
  /** Styles by name, with the paces they walk at (m/s; null: any), in the order of the model. */
  readonly styles: readonly { readonly name: string; readonly speedMps: readonly [number, number] | null }[];
  /** Clips by name, their length in s, and the sync points (ticks) of a part of one at a pace. */
  readonly clips: readonly {
    readonly name: string;
    readonly seconds: number;
    points(fromS: number, toS: number, rate: number): Readonly<Record<string, number>>;
  }[];
  /** What prompts can ask for on a stage. */
  catalogue(stage: StageFile): MotionCatalogue;
  /** Length of a line as it will be spoken. */
  speech(text: string, locale: 'en' | 'ko'): ShowSpeech;
  /** True when there is a file of this path below a folder. */
  hasFile(path: string, below: 'assets/shows' | 'assets'): boolean;
}
