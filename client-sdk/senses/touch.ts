import type { StageClient } from '../connect/index.ts';

/** Where somebody can be touched, as performers understand it. */
export type TouchPart = 'hand' | 'shoulder' | 'arm';

/** The same touch again is sent only after this, ms. */
const AGAIN_MS = 800;

/**
 * Sends that a performer was touched: by a double tap on it, or by a controller or glove of your own. The stage believes it only of
 * who stands near enough.
 *
 * @param nowMs a clock that does not jump
 * @example
 * const touch = touchSense(client);
 * canvas.addEventListener('dblclick', ({ offsetX, offsetY }) => touch(view.pick(offsetX, offsetY), 'hand'));
 */
export function touchSense(
  client: Pick<StageClient, 'sense'>,
  nowMs: () => number = () => performance.now(),
): (netId: number, part: TouchPart, forceN?: number) => boolean {
  let sentMs = Number.NEGATIVE_INFINITY;
  return (netId, part, forceN) => {
    const now = nowMs();
    if (!(netId > 0) || now - sentMs < AGAIN_MS) return false;
    sentMs = now;
    void client.sense('touch', {
      part,
      target: `human:${netId}`,
      ...(forceN === undefined ? {} : { forceN }),
    });
    return true;
  };
}
