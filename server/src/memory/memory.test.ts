import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createStageMemory, type MemoryStore, openSqliteMemory } from './index.ts';
import { memory, memoryContract, thought } from './memory.contract.ts';
import { NOTHING } from './memory-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (): string => join(folder, `m${files++}`, 'memory.sqlite');
const DAY_MS = 86_400_000;

memoryContract('SQLite', async () => {
  const file = fresh();
  return {
    open: async () => openSqliteMemory(file),
    raw: async () =>
      readdirSync(join(file, '..'))
        .map((name) => readFileSync(join(file, '..', name), 'latin1'))
        .join(''),
    clear: async () => {},
  };
});

describe('a file of memories', () => {
  test('nothing is written before there is something to keep', async () => {
    const file = fresh();
    const store = openSqliteMemory(file);
    expect(await store.recall('a', 0)).toEqual(NOTHING);
    expect(await store.forget('a')).toBe(0);
    await store.close();
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
  });
  test('one that is no memory is refused by name', () => {
    const file = join(folder, 'other.sqlite');
    writeFileSync(file, 'this is a shopping list, and long enough to be taken for a page');
    expect(() => openSqliteMemory(file)).toThrow(/other\.sqlite: memories cannot be kept there/);
  });
});

describe('the memory of a stage', () => {
  test('knows a guest by its key, which is kept nowhere, and erases what was noted in the same tick', async () => {
    const file = fresh();
    const stage = createStageMemory(
      openSqliteMemory(file),
      () => DAY_MS,
      () => {},
    );
    expect(await stage.arrive(5, 'a-very-secret-key')).toEqual(NOTHING);
    const note = { ...memory('rain'), netId: 5, daysAgo: 0 };
    stage.take({ notes: [note], reflections: [{ ...thought(), netId: 5, daysAgo: 0 }], forgets: [] });
    stage.take({ notes: [{ ...note, netId: 6 }], forgets: [] });
    expect((await stage.of(5)).memories.map(({ value }) => value)).toEqual(['rain']);
    stage.leave(5);
    expect(await stage.of(5)).toEqual(NOTHING);
    const again = await stage.arrive(9, 'a-very-secret-key');
    expect(again.memories).toHaveLength(1);
    expect(again.reflections).toHaveLength(1);
    expect(await stage.arrive(10, 'another-secret-key')).toEqual(NOTHING);
    expect(readFileSync(file, 'latin1')).not.toContain('a-very-secret-key');
    stage.take({ notes: [], forgets: [9] });
    expect(await stage.of(9)).toEqual(NOTHING);
    await stage.close();
  });
  test('a store that fails is told of and stops nothing; an erasure it owes is done as soon as it can', async () => {
    const problems: string[] = [];
    let broken = true;
    const erased: string[] = [];
    const kept: string[] = [];
    const store: MemoryStore = {
      keep: async (_, { value }) => {
        if (broken) throw new Error('disk full');
        kept.push(value);
      },
      think: async () => {},
      recall: async () => ({ ...NOTHING, memories: [{ ...memory('old'), daysAgo: 0 }] }),
      forget: async (guestId) => {
        if (broken) throw new Error('disk full');
        erased.push(guestId);
        return 1;
      },
      close: async () => {},
    };
    const stage = createStageMemory(
      store,
      () => 0,
      (message) => problems.push(message),
    );
    await stage.arrive(1, 'key');
    const note = { ...memory('x'), netId: 1, daysAgo: 0 };
    stage.take({ notes: [note], forgets: [] });
    stage.take({ notes: [], forgets: [1] });
    // While the erasure is owed, nothing is known of the guest.
    expect(await stage.of(1)).toEqual(NOTHING);
    expect(problems).toEqual(['memory: disk full', 'memory: disk full', 'memory: disk full']);
    broken = false;
    stage.take({ notes: [note], forgets: [] });
    await stage.close();
    expect(erased).toHaveLength(1);
    expect(kept).toEqual(['x']);
  });
  test('a store that hangs makes no endless queue', async () => {
    const problems: string[] = [];
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const store: MemoryStore = {
      keep: () => gate,
      think: () => gate,
      recall: async () => NOTHING,
      forget: async () => 0,
      close: async () => {},
    };
    const stage = createStageMemory(
      store,
      () => 0,
      (message) => problems.push(message),
    );
    await stage.arrive(1, 'key');
    for (let i = 0; i < 2_010; i++)
      stage.take({ notes: [{ ...memory(`${i}`), netId: 1, daysAgo: 0 }], forgets: [] });
    expect(problems).toHaveLength(10);
    go();
    await stage.close();
  });
});
