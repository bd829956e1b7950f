// CONTRIBUTOR NOTES
// Deleting a row in SQLite leaves its bytes in the file: `secure_delete` overwrites them, and VACUUM drops pages that an
// earlier delete has freed. A write-ahead log would keep old pages of its own, so the journal is the old kind, which is gone
// after each transaction. The file is made with the first memory, not before: a stage that remembers nobody writes none.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MemoryKind } from '../world/memories.ts';
import { type MemoryStore, STORE_LIMITS } from './memory-store.ts';

const DAY_MS = 86_400_000;
const SCHEMA = `
  PRAGMA journal_mode = DELETE;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS memories (
    guest TEXT NOT NULL, persona TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    importance REAL NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (guest, persona, kind, value)
  ) WITHOUT ROWID;
`;

interface Row {
  readonly persona: string;
  readonly kind: MemoryKind;
  readonly value: string;
  readonly importance: number;
  readonly at_ms: number;
}

/** Memories in one SQLite file. @throws Error naming the file when it cannot be opened or is no such file */
export function openSqliteMemory(file: string): MemoryStore {
  let db: DatabaseSync | undefined;
  const open = (): DatabaseSync => {
    if (db) return db;
    try {
      mkdirSync(dirname(file), { recursive: true });
      db = new DatabaseSync(file);
      db.exec(SCHEMA);
      return db;
    } catch (error) {
      db = undefined;
      throw new Error(
        `${file}: memories cannot be kept there (${(error as Error).message}); choose another with --memory`,
      );
    }
  };
  // A file that is there must be one of ours, and is found out at once.
  if (existsSync(file)) open();
  return {
    keep(guestId, { personaId, kind, value, importance }, nowMs) {
      const known = open();
      // One has one name.
      if (kind === 'name')
        known
          .prepare('DELETE FROM memories WHERE guest = ? AND persona = ? AND kind = ?')
          .run(guestId, personaId, kind);
      known
        .prepare('INSERT OR REPLACE INTO memories VALUES (?, ?, ?, ?, ?, ?)')
        .run(guestId, personaId, kind, value, importance, Math.round(nowMs));
      known
        .prepare(
          `DELETE FROM memories WHERE guest = ?1 AND (persona, kind, value) NOT IN
           (SELECT persona, kind, value FROM memories WHERE guest = ?1 ORDER BY importance DESC, at_ms DESC LIMIT ?2)`,
        )
        .run(guestId, STORE_LIMITS.perGuestMax);
    },
    recall(guestId, nowMs) {
      if (!db && !existsSync(file)) return [];
      const rows = open()
        .prepare(
          'SELECT persona, kind, value, importance, at_ms FROM memories WHERE guest = ? ORDER BY importance DESC, at_ms DESC LIMIT ?',
        )
        .all(guestId, STORE_LIMITS.recalledMax) as unknown as Row[];
      return rows.map(({ persona, kind, value, importance, at_ms: atMs }) => ({
        personaId: persona,
        kind,
        value,
        importance,
        daysAgo: Math.max(0, (nowMs - atMs) / DAY_MS),
      }));
    },
    forget(guestId) {
      if (!db && !existsSync(file)) return 0;
      const { changes } = open().prepare('DELETE FROM memories WHERE guest = ?').run(guestId);
      open().exec('VACUUM');
      return Number(changes);
    },
    close() {
      db?.close();
      db = undefined;
    },
  };
}
