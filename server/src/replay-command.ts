import { parseArgs } from 'node:util';
import { openRecorded } from './open-recorded.ts';
import { type ReplayResult, readRecord, replay } from './record/index.ts';

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
