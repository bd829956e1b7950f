import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { HEADER_SCHEMA, type RecordHeader, type RecordTick, TICK_SCHEMA } from './record-format.ts';

/** Most bytes a record may unpack to: a day of a full stage is far less. */
const UNPACKED_BYTES_MAX = 2_000_000_000;

/**
 * Reads a record whole.
 *
 * @throws Error naming the file, the line and what is wrong there
 */
export function readRecord(file: string): { header: RecordHeader; ticks: RecordTick[] } {
  let text: string;
  try {
    text = gunzipSync(readFileSync(file), { maxOutputLength: UNPACKED_BYTES_MAX }).toString('utf8');
  } catch (error) {
    throw new Error(
      `${file}: this is no record (${(error as Error).message}); make one with \`troupe record FILE\``,
    );
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const header = HEADER_SCHEMA.safeParse(parseLine(file, lines[0] ?? '', 1));
  if (!header.success) {
    throw new Error(`${file}:1: ${header.error.issues[0].path.join('.')}: ${header.error.issues[0].message}`);
  }
  const ticks = lines.slice(1).map((line, i) => {
    const tick = TICK_SCHEMA.safeParse(parseLine(file, line, i + 2));
    if (!tick.success) throw new Error(`${file}:${i + 2}: ${tick.error.issues[0].message}`);
    return tick.data as unknown as RecordTick;
  });
  return { header: header.data, ticks };
}

function parseLine(file: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`${file}:${number}: not a line of JSON; the record is cut or damaged here`);
  }
}
