import type { BodyFile } from '@troupe/avatars/body';
import type { PhotoResult, PhotoWishes, Preview, PreviewName, Understood } from '@troupe/avatars/photo';

/** Why no body came of a photo. */
export interface PhotoTrouble {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** A body that was made; it lives in this process's memory alone. */
export interface PhotoBody {
  /** Public id: in the roster of a stage and in the address of its files. */
  readonly id: string;
  readonly file: BodyFile;
  readonly vrm: Uint8Array;
  readonly lods: readonly Uint8Array[];
  readonly report: PhotoResult['report'];
  readonly seconds: number;
}

/** What a listener hears; the last of a run is done, refused, failed, cancelled or deleted. */
export type JobEvent =
  | { readonly type: 'waiting'; readonly ahead: number }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'preview'; readonly name: PreviewName; readonly picture: string }
  | { readonly type: 'done'; readonly body: ReturnType<typeof tellBody> }
  | ({ readonly type: 'refused' | 'failed' } & PhotoTrouble)
  | { readonly type: 'cancelled' }
  | { readonly type: 'deleted' };

/** One giver's photo on its way to a body, and the body. Whoever holds the secret may do everything with it. */
export interface PhotoJob {
  readonly secret: string;
  state: 'waiting' | 'working' | 'done' | 'refused' | 'failed' | 'cancelled';
  step: string;
  wishes: PhotoWishes;
  keepPhoto: boolean;
  /** There from the upload to the end of the work; afterwards only where the giver asked to keep it. */
  photo: Uint8Array | undefined;
  /** Further photos; they come and go with the first. */
  also: readonly Uint8Array[];
  /** Pictures of the steps show the photo: they live as long as it. */
  previews: Preview[];
  /** What was seen, without the photo: lets corrections be quick. */
  understood: Understood | undefined;
  body: PhotoBody | undefined;
  trouble: PhotoTrouble | undefined;
  readonly listeners: Set<(event: JobEvent) => void>;
  stop: AbortController | undefined;
  /** When it is forgotten, ms of the store's clock. */
  untilMs: number;
  /** Guests who wear the body now. */
  wearers: number;
}

export function createJob(secret: string, untilMs: number): PhotoJob {
  return {
    secret,
    state: 'waiting',
    step: '',
    wishes: {},
    keepPhoto: false,
    photo: undefined,
    also: [],
    previews: [],
    understood: undefined,
    body: undefined,
    trouble: undefined,
    listeners: new Set(),
    stop: undefined,
    untilMs,
    wearers: 0,
  };
}

export const tellPreview = ({ name, bytes }: Preview): JobEvent => ({
  type: 'preview',
  name,
  picture: `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`,
});

/** What the giver is told of the body. */
export function tellBody({ id, report, seconds, vrm, file }: PhotoBody) {
  const { look, assumed, warnings, photos, surface, heightM, iou, reprojection } = report;
  return {
    id,
    seconds,
    heightM,
    iou,
    reprojection,
    surface,
    assumed,
    warnings,
    photos,
    hair: { style: look.hair.style, colour: look.hair.colour },
    vrmBytes: vrm.length,
    triangles: file.triangles.lods,
  };
}
