import type { StageClient } from '../connect/index.ts';

/** Where somebody looks from and to, m. */
export interface GazeRay {
  readonly origin: readonly [number, number, number];
  readonly dir: readonly [number, number, number];
}

export const POINTER_GAZE = {
  /** How often a look is sent at most, and at least while it rests on something, ms. */
  everyMs: 250,
  /** A look that turned by less is the same look, rad. */
  sameRad: 0.02,
  /** A pointer is a guess at where eyes are. */
  conf: 0.6,
  restMs: 1_000,
} as const;

/**
 * Sends where a pointer (or a headset, or an eye tracker) looks. Call the result once a picture.
 *
 * @param ray the look now; undefined when it is nowhere, such as off the picture
 * @example
 * const gaze = pointerGaze(client, () => view.rayAt(pointer.x, pointer.y));
 * requestAnimationFrame(function draw(nowMs) { gaze(nowMs); requestAnimationFrame(draw); });
 */
export function pointerGaze(
  client: Pick<StageClient, 'sense'>,
  ray: () => GazeRay | undefined,
  conf: number = POINTER_GAZE.conf,
): (nowMs: number) => void {
  let sentMs = Number.NEGATIVE_INFINITY;
  let sent: GazeRay | undefined;
  return (nowMs) => {
    if (nowMs - sentMs < POINTER_GAZE.everyMs) return;
    const now = ray();
    if (!now) return;
    const same = sent && angleBetween(sent.dir, now.dir) < POINTER_GAZE.sameRad;
    if (same && nowMs - sentMs < POINTER_GAZE.restMs) return;
    sentMs = nowMs;
    sent = now;
    void client.sense('gaze', { origin: [...now.origin], dir: [...now.dir] }, { conf });
  };
}

function angleBetween(a: readonly number[], b: readonly number[]): number {
  const dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return Math.acos(Math.min(1, Math.max(-1, dot / (Math.hypot(...a) * Math.hypot(...b) || 1))));
}
