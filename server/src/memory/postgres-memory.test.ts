import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { openPostgresMemory } from './index.ts';
import { memoryContract } from './memory.contract.ts';

// The same contract as SQLite's, on a database when there is one.
const url = process.env.DATABASE_URL ?? '';

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe.skipIf(url === '')('with DATABASE_URL', () => {
  let places = 0;
  memoryContract('PostgreSQL', async () => {
    const schema = `troupe_test_${process.pid}_${places++}`;
    return {
      open: () => openPostgresMemory(url, { schema }),
      // The pages of the tables as they lie in their files, deleted rows included.
      async raw() {
        await query('CHECKPOINT');
        const files = await query(
          `SELECT encode(pg_read_binary_file(pg_relation_filepath(c.oid)), 'escape') AS bytes FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '${schema}'`,
        );
        return files.map(({ bytes }) => bytes).join('');
      },
      async clear() {
        await query(`DROP SCHEMA ${schema} CASCADE`);
      },
    };
  });

  test('two stages that open at once make the tables once', async () => {
    const schema = `troupe_test_${process.pid}_twice`;
    const stores = await Promise.all([1, 2, 3].map(() => openPostgresMemory(url, { schema })));
    await Promise.all(stores.map((store) => store.close()));
    await query(`DROP SCHEMA ${schema} CASCADE`);
  });
  test('a schema that is no name is refused', async () => {
    await expect(openPostgresMemory(url, { schema: 'x; DROP TABLE y' })).rejects.toThrow(/^schema:/);
  });
});

test('a database that is not there is told of, without its password', async () => {
  await expect(openPostgresMemory('postgres://me:secret@127.0.0.1:9/none')).rejects.toThrow(
    /^DATABASE_URL: memories cannot be kept at 127\.0\.0\.1:9\/none \(.+\); mend it, or name a file/,
  );
  await openPostgresMemory('postgres://me:secret@127.0.0.1:9/none').catch(({ message }: Error) =>
    expect(message).not.toContain('secret'),
  );
});
