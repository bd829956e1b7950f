import type { PhotoFit } from './make-body.ts';
import type { PhotoReport } from './photo-report.ts';
import type { Preview } from './preview.ts';
import type { RefusalCode } from './refusal.ts';
import type { Understood } from './understood.ts';
import type { PhotoWishes } from './wishes.ts';
import type { StageBody } from './write/stage-body.ts';

/** What the worker is asked; one request a process. */
export interface PhotoRequest {
  readonly photo: Uint8Array;
  /** Further photos of the same person. */
  readonly also: readonly Uint8Array[];
  readonly modelFolder: string;
  readonly wishes: PhotoWishes;
  /** Also draw the picture sheet. */
  readonly sheet: boolean;
  /** Also make the levels of detail of the stage, under this id. */
  readonly stageId?: string;
  /** Also draw a small picture of each step. */
  readonly previews: boolean;
  readonly known?: Understood;
  readonly memoryMaxMiB: number;
}

export interface PhotoResult {
  readonly vrm: Uint8Array;
  readonly sheet: Uint8Array | undefined;
  readonly stage: StageBody | undefined;
  readonly report: PhotoReport;
  readonly fit: PhotoFit;
  readonly understood: Understood;
  readonly peakMiB: number;
  /** Processor time of the making alone, all threads, without picture sheet and levels of detail. */
  readonly cpuSeconds: number;
}

/** What the worker says. */
export type PhotoAnswer =
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'preview'; readonly preview: Preview }
  | { readonly type: 'done'; readonly result: PhotoResult }
  | {
      readonly type: 'refused';
      readonly code: RefusalCode;
      readonly message: string;
      readonly advice: string;
      readonly peakMiB: number;
    }
  | { readonly type: 'failed'; readonly message: string };
