import { appendFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { MailboxMessage } from '../tick/mailbox.ts';
import type { World } from '../world/world.ts';
import { fingerprint } from '../world/world-hash.ts';
import type { RecordHeader, RecordTick } from './record-format.ts';

/** Ticks gathered before they are written: one second. A crash loses at most that. */
const FLUSH_TICKS = 20;

/** Writes a record: before each step `begin`, after it `end`. */
export interface Recorder {
  begin(tick: number, messages: readonly MailboxMessage[], motionReady: boolean): void;
  end(world: World): void;
  close(): void;
}

/**
 * Starts a record. The file is a chain of gzip members, one a second, so whatever was written before a crash can be
 * read: appending never touches what is there.
 *
 * @throws when the file cannot be written, at once, not in the middle of a show
 */
export function createRecorder(file: string, header: RecordHeader): Recorder {
  writeFileSync(file, gzipSync(`${JSON.stringify(header)}\n`));
  let lines: string[] = [];
  let open: Omit<RecordTick, 'h' | 'p'> | undefined;
  const flush = (): void => {
    if (lines.length === 0) return;
    appendFileSync(file, gzipSync(`${lines.join('\n')}\n`));
    lines = [];
  };
  return {
    begin(tick, messages, motionReady) {
      // Messages are plain and never changed afterwards; the line is written only at the end of the tick.
      open = { t: tick, m: messages, d: motionReady ? 1 : 0 };
    },
    end(world) {
      if (!open) throw new Error('recorder: end() without begin()');
      const { hash, parts } = fingerprint(world);
      const line: RecordTick = { ...open, h: hash, p: parts };
      lines.push(JSON.stringify(line));
      open = undefined;
      if (lines.length >= FLUSH_TICKS) flush();
    },
    close: flush,
  };
}
