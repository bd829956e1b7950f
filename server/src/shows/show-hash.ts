import { createHash } from 'node:crypto';
import type { ShowRun } from '../world/show.ts';

/**
 * Hash of how far a show has come: scenes and cues, what was decided, and the slow state of stage and cast. Not the clock itself
 * (it stands before or after a tick), nor who is in the audience.
 */
export function hashRun({ program, frames, decisions, counts, slow, faces, begun }: ShowRun): string {
  const state = JSON.stringify([program.sha256, frames, decisions, counts, slow, faces, begun]);
  return createHash('sha1').update(state).digest('hex').slice(0, 16);
}
