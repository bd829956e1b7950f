import { fileURLToPath } from 'node:url';
import { type OpenStage, openStage } from './open-stage.ts';
import type { RecordHeader, StageRecord } from './record/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The stage of a record as it was before the first tick.
 *
 * @throws Error when model, stage, cast or clips here are others
 */
export async function openRecorded(
  file: string,
  { header }: StageRecord,
  clipsFolder: string | undefined,
): Promise<OpenStage> {
  const open = await openStage({
    root: ROOT,
    stageId: header.stage,
    seed: header.seed,
    capacity: header.capacity,
    motion: 'inline',
    clipsFolder,
    clips: header.clips,
    onProblem: (message) => console.error(message),
  });
  try {
    refuseOtherAssets(file, header, open.header);
  } catch (error) {
    await open.close();
    throw error;
  }
  return open;
}

/**
 * Another model, stage or cast is another run: that is said at once, not found as a difference at tick 1.
 *
 * @throws Error naming what differs and what to do
 */
export function refuseOtherAssets(file: string, recorded: RecordHeader, here: RecordHeader): void {
  const other: string[] = [];
  if (recorded.motionSha256 !== here.motionSha256) other.push('motion model');
  if (recorded.stageSha256 !== here.stageSha256) other.push(`stage ${recorded.stage}`);
  if (recorded.bodies.join() !== here.bodies.join()) other.push('bodies');
  if (other.length === 0) {
    refuseOtherClips(file, recorded, here);
    return;
  }
  throw new Error(
    `${file} was recorded with another ${other.join(' and another ')}; check out the commit it was recorded with, or record anew`,
  );
}

/** Clips are files of the show, not of the checkout: what is missing or another is named. */
function refuseOtherClips(file: string, recorded: RecordHeader, here: RecordHeader): void {
  const found = new Map(here.clips.map(({ name, sha256 }) => [name, sha256]));
  const wrong = recorded.clips.flatMap(({ name, sha256 }) => {
    const sum = found.get(name);
    if (sum === sha256) return [];
    const what = sum
      ? `is another file (sha256 ${sum.slice(0, 12)}…, recorded ${sha256.slice(0, 12)}…)`
      : 'is not here';
    return [`"${name}" ${what}`];
  });
  if (wrong.length === 0) return;
  throw new Error(
    `${file} was recorded with other clips: ${wrong.join('; ')}; name the folder it was recorded with: --clips DIR`,
  );
}
