// CONTRIBUTOR NOTES
// PostgreSQL leaves the bytes of a deleted row in the pages of its table until they are used again. VACUUM FULL writes the table
// anew without them, so that is what forgetting does; it locks a table of memories for as long as that takes. What the write-ahead
// log, replicas and backups of the operator still hold is out of reach from here, and the guide says so.
import { Pool } from 'pg';
import type { MemoryKind } from '../world/memories.ts';
import type { ReflectionTone } from '../world/reflections.ts';
import { DAY_MS, type MemoryStore, type Recalled, STORE_LIMITS } from './memory-store.ts';

export const POSTGRES_DEFAULTS = {
  /** Tables live in a schema of their own. */
  schema: 'troupe',
  connectMs: 5_000,
  statementMs: 10_000,
  connectionsMax: 2,
} as const;

const TABLES = ['memories', 'reflections'] as const;

interface MemoryRow {
  readonly persona: string;
  readonly kind: MemoryKind;
  readonly value: string;
  readonly importance: number;
  readonly at_ms: string;
}

interface ReflectionRow {
  readonly persona: string;
  readonly theme: string;
  readonly brain: string;
  readonly tone: ReflectionTone;
  readonly rests_on: string[];
  readonly words: string;
  readonly importance: number;
  readonly at_ms: string;
}

/**
 * Memories in PostgreSQL; tables are made when they are missing.
 *
 * @param url such as 'postgres://user:password@host:5432/database'
 * @throws Error telling why the database cannot be used, without the password
 */
export async function openPostgresMemory(
  url: string,
  options: { readonly schema?: string; readonly onProblem?: (message: string) => void } = {},
): Promise<MemoryStore> {
  const { schema, connectMs, statementMs, connectionsMax } = { ...POSTGRES_DEFAULTS, ...options };
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema))
    throw new Error(`schema: small letters, digits and _, not "${schema}"`);
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
  });
  // A connection that breaks while nobody uses it is made anew by the next call.
  pool.on('error', (error) => options.onProblem?.(`memory: the database left: ${error.message}`));
  try {
    await pool.query(schemaSql(schema));
  } catch (error) {
    await pool.end();
    throw new Error(
      `DATABASE_URL: memories cannot be kept at ${placeOf(url)} (${reasonOf(error)}); mend it, or name a file with --memory`,
    );
  }
  return storeOn(pool, schema);
}

function storeOn(pool: Pool, schema: string): MemoryStore {
  const trim = (table: string, key: string): string =>
    `DELETE FROM ${schema}.${table} WHERE guest = $1 AND (${key}) NOT IN
     (SELECT ${key} FROM ${schema}.${table} WHERE guest = $1 ORDER BY importance DESC, at_ms DESC LIMIT $2)`;
  return {
    async keep(guestId, { personaId, kind, value, importance }, nowMs) {
      await inTransaction(pool, async (query) => {
        // One has one name.
        if (kind === 'name')
          await query(`DELETE FROM ${schema}.memories WHERE guest = $1 AND persona = $2 AND kind = $3`, [
            guestId,
            personaId,
            kind,
          ]);
        await query(
          `INSERT INTO ${schema}.memories VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (guest, persona, kind, value) DO UPDATE SET importance = $5, at_ms = $6`,
          [guestId, personaId, kind, stored(value), importance, Math.round(nowMs)],
        );
        await query(trim('memories', 'persona, kind, value'), [guestId, STORE_LIMITS.perGuestMax]);
      });
    },
    async think(guestId, { personaId, theme, brain, tone, of, text, importance }, nowMs) {
      await inTransaction(pool, async (query) => {
        await query(
          `INSERT INTO ${schema}.reflections VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           ON CONFLICT (guest, persona, theme, brain)
           DO UPDATE SET tone = $5, rests_on = $6, words = $7, importance = $8, at_ms = $9`,
          [
            guestId,
            personaId,
            theme,
            brain,
            tone,
            of.map(stored),
            stored(text),
            importance,
            Math.round(nowMs),
          ],
        );
        await query(trim('reflections', 'persona, theme, brain'), [
          guestId,
          STORE_LIMITS.reflectionsPerGuestMax,
        ]);
      });
    },
    recall: (guestId, nowMs) => recallFrom(pool, schema, guestId, nowMs),
    forget: (guestId) => forgetFrom(pool, schema, guestId),
    close: () => pool.end(),
  };
}

async function recallFrom(pool: Pool, schema: string, guestId: string, nowMs: number): Promise<Recalled> {
  const rows = async <T>(table: string, limit: number): Promise<T[]> =>
    (
      await pool.query(
        `SELECT * FROM ${schema}.${table} WHERE guest = $1 ORDER BY importance DESC, at_ms DESC LIMIT $2`,
        [guestId, limit],
      )
    ).rows as T[];
  const age = (atMs: string): number => Math.max(0, (nowMs - Number(atMs)) / DAY_MS);
  const memories = await rows<MemoryRow>('memories', STORE_LIMITS.recalledMax);
  const reflections = await rows<ReflectionRow>('reflections', STORE_LIMITS.reflectionsPerGuestMax);
  return {
    memories: memories.map(({ persona, kind, value, importance, at_ms }) => ({
      personaId: persona,
      kind,
      value,
      importance,
      daysAgo: age(at_ms),
    })),
    reflections: reflections.map(({ persona, rests_on, words, at_ms, ...row }) => ({
      personaId: persona,
      theme: row.theme,
      tone: row.tone,
      of: rests_on,
      text: words,
      importance: row.importance,
      daysAgo: age(at_ms),
      brain: row.brain,
    })),
  };
}

async function forgetFrom(pool: Pool, schema: string, guestId: string): Promise<number> {
  const erased = await inTransaction(pool, async (query) => {
    let sum = 0;
    for (const table of TABLES)
      sum += (await query(`DELETE FROM ${schema}.${table} WHERE guest = $1`, [guestId])).rowCount ?? 0;
    return sum;
  });
  if (erased > 0) for (const table of TABLES) await pool.query(`VACUUM FULL ${schema}.${table}`);
  return erased;
}

type Query = (text: string, values: unknown[]) => Promise<{ readonly rowCount: number | null }>;

/** All of it or nothing. */
async function inTransaction<T>(pool: Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work((text, values) => client.query(text, values));
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away.
    const rolled = await client.query('ROLLBACK').then(
      () => undefined,
      (broken: Error) => broken,
    );
    client.release(rolled);
    throw error;
  }
}

/** Two stages that start at once must not make the same table twice: they wait for one another. */
function schemaSql(schema: string): string {
  return `
    BEGIN;
    SELECT pg_advisory_xact_lock(hashtext('troupe ${schema}'));
    CREATE SCHEMA IF NOT EXISTS ${schema};
    CREATE TABLE IF NOT EXISTS ${schema}.memories (
      guest text NOT NULL, persona text NOT NULL, kind text NOT NULL, value text NOT NULL,
      importance double precision NOT NULL, at_ms bigint NOT NULL,
      PRIMARY KEY (guest, persona, kind, value)
    );
    CREATE TABLE IF NOT EXISTS ${schema}.reflections (
      guest text NOT NULL, persona text NOT NULL, theme text NOT NULL, brain text NOT NULL,
      tone text NOT NULL, rests_on text[] NOT NULL, words text NOT NULL,
      importance double precision NOT NULL, at_ms bigint NOT NULL,
      PRIMARY KEY (guest, persona, theme, brain)
    );
    COMMIT;`;
}

/** PostgreSQL takes no zero character in a text, whatever a guest has typed. */
const stored = (text: string): string => text.replaceAll('\0', '');

/** Host and database of an address, without who logs in. */
function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'an address that is none';
  }
}

/** A refused connection to a name with two addresses is an error of errors, with no message of its own. */
function reasonOf(error: unknown): string {
  const { message, errors } = error as { message?: string; errors?: { message: string }[] };
  return message || (errors?.map((one) => one.message).join(', ') ?? 'no answer');
}
