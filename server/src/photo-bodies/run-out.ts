import type { IncomingMessage } from 'node:http';

/**
 * Lets the rest of an upload that is turned away run out, unkept: whoever is answered while still sending sees a broken
 * connection instead of the answer.
 *
 * @returns when it has ended, broken off, or is past one of the bounds
 */
export function runOut(
  request: IncomingMessage,
  { uploadBytesMax, runOutSecondsMax }: { uploadBytesMax: number; runOutSecondsMax: number },
): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const done = () => {
      clearTimeout(timer);
      request.off('data', count).off('end', done).off('close', done).off('error', done);
      resolve();
    };
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > uploadBytesMax) done();
    };
    const timer = setTimeout(done, runOutSecondsMax * 1000);
    request.on('data', count).on('end', done).on('close', done).on('error', done);
    request.resume();
  });
}
