// CONTRIBUTOR NOTES
// Deleting a row in SQLite leaves its bytes in the file: `secure_delete` overwrites them, and VACUUM drops pages that an
// earlier delete has freed. A write-ahead log would keep old pages of its own, so the journal is the old kind, which is gone
// after each transaction. The file is made with the first memory, not before: a stage that remembers nobody writes none.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MemoryKind } from '../world/memories.ts';
import type { ReflectionTone } from '../world/reflections.ts';
import { DAY_MS, type MemoryStore, NOTHING, type Recalled, STORE_LIMITS } from './memory-store.ts';

const SCHEMA = `
  PRAGMA journal_mode = DELETE;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS memories (
    guest TEXT NOT NULL, persona TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    importance REAL NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (guest, persona, kind, value)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS reflections (
    guest TEXT NOT NULL, persona TEXT NOT NULL, theme TEXT NOT NULL, brain TEXT NOT NULL,
    tone TEXT NOT NULL, rests_on TEXT NOT NULL, words TEXT NOT NULL, importance REAL NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (guest, persona, theme, brain)
  ) WITHOUT ROWID;
`;
/** The most important rows of a guest stay; the newer of two equals. */
const TRIM = (table: string, key: string): string =>
  `DELETE FROM ${table} WHERE guest = ?1 AND (${key}) NOT IN
   (SELECT ${key} FROM ${table} WHERE guest = ?1 ORDER BY importance DESC, at_ms DESC LIMIT ?2)`;

interface MemoryRow {
  readonly persona: string;
  readonly kind: MemoryKind;
  readonly value: string;
  readonly importance: number;
  readonly at_ms: number;
}

interface ReflectionRow {
  readonly persona: string;
  readonly theme: string;
  readonly brain: string;
  readonly tone: ReflectionTone;
  readonly rests_on: string;
  readonly words: string;
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
  const empty = (): boolean => !db && !existsSync(file);
  return {
    async keep(guestId, { personaId, kind, value, importance }, nowMs) {
      const known = open();
      // One has one name.
      if (kind === 'name')
        known
          .prepare('DELETE FROM memories WHERE guest = ? AND persona = ? AND kind = ?')
          .run(guestId, personaId, kind);
      known
        .prepare('INSERT OR REPLACE INTO memories VALUES (?, ?, ?, ?, ?, ?)')
        .run(guestId, personaId, kind, value, importance, Math.round(nowMs));
      known.prepare(TRIM('memories', 'persona, kind, value')).run(guestId, STORE_LIMITS.perGuestMax);
    },
    async think(guestId, { personaId, theme, brain, tone, of, text, importance }, nowMs) {
      const known = open();
      known
        .prepare('INSERT OR REPLACE INTO reflections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(guestId, personaId, theme, brain, tone, JSON.stringify(of), text, importance, Math.round(nowMs));
      known
        .prepare(TRIM('reflections', 'persona, theme, brain'))
        .run(guestId, STORE_LIMITS.reflectionsPerGuestMax);
    },
    recall: async (guestId, nowMs) => (empty() ? NOTHING : recallFrom(open(), guestId, nowMs)),
    async forget(guestId) {
      if (empty()) return 0;
      const erased = ['memories', 'reflections'].reduce(
        (sum, table) =>
          sum + Number(open().prepare(`DELETE FROM ${table} WHERE guest = ?`).run(guestId).changes),
        0,
      );
      open().exec('VACUUM');
      return erased;
    },
    async close() {
      db?.close();
      db = undefined;
    },
  };
}

function recallFrom(db: DatabaseSync, guestId: string, nowMs: number): Recalled {
  const rows = <T>(table: string, limit: number): T[] =>
    db
      .prepare(`SELECT * FROM ${table} WHERE guest = ? ORDER BY importance DESC, at_ms DESC LIMIT ?`)
      .all(guestId, limit) as unknown as T[];
  const age = (atMs: number): number => Math.max(0, (nowMs - atMs) / DAY_MS);
  return {
    memories: rows<MemoryRow>('memories', STORE_LIMITS.recalledMax).map((row) => ({
      personaId: row.persona,
      kind: row.kind,
      value: row.value,
      importance: row.importance,
      daysAgo: age(row.at_ms),
    })),
    reflections: rows<ReflectionRow>('reflections', STORE_LIMITS.reflectionsPerGuestMax).map((row) => ({
      personaId: row.persona,
      theme: row.theme,
      tone: row.tone,
      of: JSON.parse(row.rests_on) as string[],
      text: row.words,
      importance: row.importance,
      daysAgo: age(row.at_ms),
      brain: row.brain,
    })),
  };
}
