import type { MotionCatalogue } from '@troupe/avatars/prompt';
import type { StageFile } from '@troupe/client-sdk/protocol';
import type { ShowText } from '../world/show.ts';

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

/** Everything a show is held against: what there is, by name. Read once, outside of any tick. */
export interface ShowResources {
  readonly stages: readonly string[];
  /** A stage by id; only ids of `stages` are asked for. */
  stage(id: string): StageFile;
  readonly bodies: readonly { readonly id: string; readonly name: ShowText }[];
  readonly actions: readonly ShowAction[];
  /** Styles by name, with the paces they walk at (m/s; null: any), in the order of the model. */
  readonly styles: readonly { readonly name: string; readonly speedMps: readonly [number, number] | null }[];
  /** What prompts can ask for on a stage. */
  catalogue(stage: StageFile): MotionCatalogue;
  /** Length of a line as it will be spoken. */
  speech(text: string, locale: 'en' | 'ko'): ShowSpeech;
  /** True when there is a file of this path below assets/shows. */
  hasFile(path: string): boolean;
}
