import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { HEADER_SCHEMA, type RecordHeader, type RecordTick, TICK_SCHEMA } from './record-format.ts';

/** An unpacked record larger than this is refused: no replay needs it, and a small file could hold it. */
const UNPACKED_BYTES_MAX = 1_000_000_000;

/** What a record holds. */
export interface StageRecord {
  readonly header: RecordHeader;
  readonly ticks: readonly RecordTick[];
  /** True when the end was cut off in the middle of a write (a crash): everything before it is here. */
  readonly cut: boolean;
}

/**
 * Reads a record.
 *
 * @throws Error naming the file, the line and what is wrong there
 */
export function readRecord(file: string): StageRecord {
  const text = unpack(file);
  // Lines end in a newline; what follows the last one was being written when the power went.
  const end = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, end).split('\n').slice(0, -1);
  if (lines.length === 0)
    throw new Error(`${file}: the record is empty; make one with \`troupe record FILE\``);
  const header = HEADER_SCHEMA.safeParse(parseLine(file, lines[0], 1));
  if (!header.success) {
    throw new Error(`${file}:1: ${header.error.issues[0].path.join('.')}: ${header.error.issues[0].message}`);
  }
  const ticks = lines.slice(1).map((line, i) => readTick(file, line, i));
  return { header: header.data, ticks, cut: end < text.length };
}

function unpack(file: string): string {
  let packed: Buffer;
  try {
    packed = readFileSync(file);
  } catch (error) {
    throw new Error(`${file}: cannot be read (${(error as Error).message})`);
  }
  try {
    // A sync flush gives what a cut file still holds instead of refusing all of it.
    const options = { maxOutputLength: UNPACKED_BYTES_MAX, finishFlush: constants.Z_SYNC_FLUSH };
    return gunzipSync(packed, options).toString('utf8');
  } catch (error) {
    throw new Error(
      `${file}: this is no record (${(error as Error).message}); make one with \`troupe record FILE\``,
    );
  }
}

function readTick(file: string, line: string, index: number): RecordTick {
  const number = index + 2;
  const tick = TICK_SCHEMA.safeParse(parseLine(file, line, number));
  if (!tick.success) {
    const issue = tick.error.issues[0];
    throw new Error(`${file}:${number}: ${issue.path.join('.')}: ${issue.message}`);
  }
  if (tick.data.t !== index) {
    throw new Error(`${file}:${number}: tick ${tick.data.t} where ${index} should be; ticks are missing`);
  }
  return tick.data as RecordTick;
}

function parseLine(file: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${file}:${number}: not a line of JSON; the record is damaged here`);
  }
}
