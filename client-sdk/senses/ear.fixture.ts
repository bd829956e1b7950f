import { readSense } from '../protocol/index.ts';
import type { dropFile } from './drop-file.ts';

/** A client that keeps what it was given, and holds it against the table as the real one does. */
export function ear() {
  const sent: { m: string; data: unknown; more?: object }[] = [];
  const sense = async (m: string, data: unknown, more?: object) => {
    const reading = readSense({ v: 1, id: `${sent.length}`, t0: 0, m, ...more, data });
    if (!reading.ok) return reading.refusal;
    sent.push({ m, data, more });
    return undefined;
  };
  return { sent, client: { sense } as Parameters<typeof dropFile>[0] };
}
