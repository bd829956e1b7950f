import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openRecorded } from './open-recorded.ts';
import {
  createRecorder,
  guestsOfRecord,
  type RecordedGuest,
  readRecord,
  rewriteRecord,
} from './record/index.ts';

const PROGRESS_TICKS = 200;

/**
 * `troupe record forget FILE --guest NAME|NETID [--out FILE] [--clips DIR] [--json]`: erases a guest from a record. Without `--guest`
 * it lists who is in it. The file is replaced only when the new one is whole.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      guest: { type: 'string', multiple: true },
      out: { type: 'string' },
      clips: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1)
    throw new Error('name one record: troupe record forget FILE --guest NAME|NETID [--out FILE]');
  const [file] = positionals;
  const record = readRecord(file);
  const show = process.stderr.isTTY && !values.json;
  const progress = (what: string) => (done: number) => {
    if (show && done % PROGRESS_TICKS === 0)
      process.stderr.write(`\r${what}: ${done} of ${record.ticks.length} ticks`);
  };
  const first = await openRecorded(file, record, values.clips);
  const guests = await guestsOfRecord(first.stage, record.ticks, progress('reading')).finally(() =>
    first.close(),
  );
  if (show) process.stderr.write('\r');
  const forgotten = meant(guests, values.guest ?? []);
  if (forgotten.length === 0) {
    tell(values.json, { record: file, guests: guests.map(described) }, listed(guests));
    return 0;
  }
  const out = resolve(values.out ?? file);
  const half = `${out}.half`;
  const second = await openRecorded(file, record, values.clips);
  try {
    await rewriteRecord(
      second.stage,
      record.ticks,
      forgotten,
      createRecorder(half, record.header),
      progress('writing'),
    );
    renameSync(half, out);
  } finally {
    if (existsSync(half)) rmSync(half);
    await second.close();
  }
  if (show) process.stderr.write('\r');
  tell(
    values.json,
    { record: out, forgotten: forgotten.map(described), ticks: record.ticks.length },
    `${out}: ${forgotten.map(({ name }) => name).join(', ')} forgotten; ${record.ticks.length} ticks written anew`,
  );
  return 0;
}

/** Guests by name or wire id. @throws Error naming who is there when nobody is called so */
function meant(guests: readonly RecordedGuest[], wanted: readonly string[]): RecordedGuest[] {
  return wanted.flatMap((one) => {
    const found = guests.filter(({ name, netId }) => name === one || String(netId) === one);
    if (found.length === 0) throw new Error(`--guest: nobody is called "${one}" here; ${listed(guests)}`);
    return found;
  });
}

function listed(guests: readonly RecordedGuest[]): string {
  if (guests.length === 0) return 'no guest is in this record';
  return `its guests are ${guests.map(({ name, netId }) => `${name} (${netId})`).join(', ')}`;
}

/** Ticks as they are in the file: who stayed to the end has no last one. */
function described({ name, netId, fromTick, toTick }: RecordedGuest) {
  return { name, netId, fromTick, toTick: Number.isFinite(toTick) ? toTick : null };
}

function tell(json: boolean, data: object, words: string): void {
  console.log(json ? JSON.stringify(data) : words);
}
