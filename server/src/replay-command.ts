import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type OpenStage, openStage } from './open-stage.ts';
import {
  type RecordHeader,
  type ReplayResult,
  readRecord,
  replay,
  type StageRecord,
} from './record/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRESS_TICKS = 200;

/**
 * `troupe replay FILE [--clips DIR] [--json]`: re-runs a recorded stage and compares every state hash. Resolves to the exit code:
 * 0 all equal, 1 diverged (or, thrown, the record cannot be replayed here).
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, clips: { type: 'string' } },
  });
  if (positionals.length !== 1) throw new Error('name one record: troupe replay FILE [--clips DIR] [--json]');
  const [file] = positionals;
  const record = readRecord(file);
  const open = await openRecorded(file, record, values.clips);
  try {
    const show = process.stderr.isTTY && !values.json;
    const startMs = performance.now();
    const result = await replay(open.stage, record.ticks, (done) => {
      if (show && done % PROGRESS_TICKS === 0)
        process.stderr.write(`\r${done} of ${record.ticks.length} ticks`);
    });
    if (show) process.stderr.write('\r');
    const seconds = Math.round(performance.now() - startMs) / 1000;
    report(file, result, { cut: record.cut, seconds }, values.json);
    return result.divergedAtTick === undefined ? 0 : 1;
  } finally {
    await open.close();
  }
}

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

function report(
  file: string,
  result: ReplayResult,
  about: { readonly cut: boolean; readonly seconds: number },
  json: boolean,
): void {
  if (json) {
    console.log(JSON.stringify({ replay: file, ...result, ...about }));
    return;
  }
  if (about.cut) console.log('the end of the record was cut off; replayed up to its last whole tick');
  if (result.divergedAtTick === undefined) {
    console.log(`${result.equal} of ${result.ticks} state hashes equal (${about.seconds} s)`);
    return;
  }
  console.log(`diverged at tick ${result.divergedAtTick}, after ${result.equal} equal ticks`);
  console.log(`  recorded ${result.expected}, found ${result.found}`);
  console.log(`  differs in: ${result.differs?.join(', ') || 'unknown (the record holds no part hashes)'}`);
}
