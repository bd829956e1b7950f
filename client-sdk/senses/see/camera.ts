import type { StageClient } from '../../connect/index.ts';
import { SenseTrouble, troubleOf } from '../sense-trouble.ts';
import { type Expression, FaceReader } from './expressions.ts';
import { GestureReader, type SeenGesture } from './gestures.ts';
import type { SightAnswer, SightAsk } from './landmark-worker.ts';
import type { Seen } from './person-sight.ts';

export const CAMERA = {
  /** Pictures looked at a second at most; fewer where a look takes longer: one is looked at at a time. */
  looksHz: 10,
  /** Share of the time that looking may take: the page wants to draw too. */
  busyMax: 0.6,
  /** Longer side of the picture that is looked at, px. */
  sidePx: 480,
  /** An expression that goes on is told this often, ms. */
  faceEveryMs: 2_000,
  /** Longest that the networks may take to load, and one look to come back, ms. */
  readyMs: 60_000,
  lookMs: 10_000,
} as const;

export interface CameraOptions {
  /** Address of the stage, which serves the networks. */
  readonly url: string;
  /** Told of each look; undefined when nobody is seen. Draw it: it is what the camera is used for. */
  readonly onSeen?: (seen: Seen | undefined, face: Expression, tookMs: number) => void;
  readonly onGesture?: (gesture: SeenGesture) => void;
  readonly onTrouble?: (message: string) => void;
  /** The picture of the camera is shown here, if wished. */
  readonly video?: HTMLVideoElement;
}

/**
 * Looks through the camera for gestures and expressions: raised hand, wave, point, thumbs up, nod, shake of the head; smile
 * and surprise. Pictures stay in this page: a worker makes numbers of them and lets them go; only the names of what was
 * recognised are sent. Call it from a click; returns how to stop.
 *
 * @throws SenseTrouble when there is no camera, it is not allowed, or the networks cannot be loaded
 */
export async function camera(
  client: Pick<StageClient, 'sense'>,
  options: CameraOptions,
): Promise<() => void> {
  if (!navigator.mediaDevices)
    throw new SenseTrouble('unsupported', 'open the page over https or on localhost to use the camera');
  let stream: MediaStream | undefined;
  let worker: Worker | undefined;
  const close = (): void => {
    worker?.terminate();
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: 'user' },
    });
    const video = options.video ?? document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    await video.play();
    worker = new Worker(new URL('./landmark-worker.ts', import.meta.url), { type: 'module' });
    await ready(worker, options.url);
    const stop = watch(worker, video, client, options);
    return () => {
      stop();
      close();
      video.srcObject = null;
    };
  } catch (error) {
    close();
    throw troubleOf('the camera', error);
  }
}

function ready(worker: Worker, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new SenseTrouble('broken', `the camera's networks: ${why}`));
    const timer = setTimeout(() => fail(`not loaded within ${CAMERA.readyMs / 1000} s`), CAMERA.readyMs);
    worker.onmessage = ({ data }: MessageEvent<SightAnswer>) => {
      clearTimeout(timer);
      if (data.kind === 'ready') resolve();
      else if (data.kind === 'failed') fail(data.message);
    };
    worker.onerror = ({ message }) => fail(message || 'the worker cannot be started');
    worker.postMessage({ kind: 'start', url: url.replace(/\/$/, '') } satisfies SightAsk);
  });
}

/** Looks again and again, one picture at a time, at a bounded rate. */
function watch(
  worker: Worker,
  video: HTMLVideoElement,
  client: Pick<StageClient, 'sense'>,
  { onSeen, onGesture, onTrouble }: CameraOptions,
): () => void {
  const tell = readSight(client, onGesture);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const scale = Math.min(1, CAMERA.sidePx / Math.max(1, video.videoWidth, video.videoHeight));
    const picture = await createImageBitmap(video, {
      resizeWidth: Math.max(1, Math.round(video.videoWidth * scale)),
      resizeHeight: Math.max(1, Math.round(video.videoHeight * scale)),
    }).catch(() => undefined);
    if (stopped) return picture?.close();
    if (!picture) return again(1_000 / CAMERA.looksHz);
    timer = setTimeout(() => onTrouble?.('the camera: a look takes very long'), CAMERA.lookMs);
    worker.postMessage({ kind: 'look', picture, atMs: performance.now() } satisfies SightAsk, [picture]);
  };
  const again = (ms: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => look().catch(() => again(1_000 / CAMERA.looksHz)), ms);
  };
  worker.onmessage = ({ data }: MessageEvent<SightAnswer>) => {
    if (data.kind === 'failed') onTrouble?.(`the camera: ${data.message}`);
    let tookMs = 0;
    if (data.kind === 'seen') {
      tookMs = data.tookMs;
      const face = tell(data.seen, data.atMs);
      onSeen?.(data.seen, face, tookMs);
    }
    again(Math.max(1_000 / CAMERA.looksHz - tookMs, tookMs * (1 / CAMERA.busyMax - 1)));
  };
  again(0);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Sends what is recognised in what is seen; returns the expression of each look. */
export function readSight(
  client: Pick<StageClient, 'sense'>,
  onGesture?: (gesture: SeenGesture) => void,
): (seen: Seen | undefined, atMs: number) => Expression {
  const gestures = new GestureReader();
  const faces = new FaceReader();
  let shown: Expression = 'neutral';
  let sentMs = 0;
  return (seen, atMs) => {
    if (!seen) return 'neutral';
    for (const gesture of gestures.add(seen, atMs)) {
      const { name, hand, conf } = gesture;
      onGesture?.(gesture);
      void client.sense('gesture', { name, ...(hand ? { hand } : {}) }, { conf, src: 'model' });
    }
    if (!seen.face) return 'neutral';
    const { emotion, intensity } = faces.add(seen.face, atMs);
    const due = emotion !== 'neutral' && atMs - sentMs >= CAMERA.faceEveryMs;
    if (emotion !== shown || due) {
      [shown, sentMs] = [emotion, atMs];
      void client.sense('face', { emotion, intensity }, { conf: 0.6, src: 'model' });
    }
    return emotion;
  };
}
