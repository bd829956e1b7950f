import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createStageMemory, type KeptMemory, openSqliteMemory } from './index.ts';
import { STORE_LIMITS } from './memory-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (): string => join(folder, `m${files++}`, 'memory.sqlite');
const memory = (value: string, over: Partial<KeptMemory> = {}): KeptMemory => ({
  personaId: 'tilda',
  kind: 'likes',
  value,
  importance: 6,
  ...over,
});
const DAY_MS = 86_400_000;

describe('memories in SQLite', () => {
  test('are kept by guest, most important first, with their age, over a restart', () => {
    const file = fresh();
    const store = openSqliteMemory(file);
    store.keep('a', memory('rain'), 0);
    store.keep('a', memory('Min', { kind: 'name', importance: 9 }), DAY_MS);
    store.keep('b', memory('snow'), 0);
    store.close();
    const again = openSqliteMemory(file);
    expect(again.recall('a', 3 * DAY_MS)).toEqual([
      { personaId: 'tilda', kind: 'name', value: 'Min', importance: 9, daysAgo: 2 },
      { personaId: 'tilda', kind: 'likes', value: 'rain', importance: 6, daysAgo: 3 },
    ]);
    again.close();
  });
  test('one has one name, and the same again is not kept twice', () => {
    const store = openSqliteMemory(fresh());
    store.keep('a', memory('Min', { kind: 'name' }), 0);
    store.keep('a', memory('Joo', { kind: 'name' }), 1);
    store.keep('a', memory('rain'), 0);
    store.keep('a', memory('rain'), DAY_MS);
    expect(store.recall('a', DAY_MS).map(({ value, daysAgo }) => [value, Math.round(daysAgo)])).toEqual([
      ['rain', 0],
      ['Joo', 1],
    ]);
    store.close();
  });
  test('the least important of a guest give way', () => {
    const store = openSqliteMemory(fresh());
    for (let i = 0; i < STORE_LIMITS.perGuestMax + 5; i++)
      store.keep('a', memory(`thing ${i}`, { importance: i < 5 ? 1 : 5 }), i);
    expect(store.recall('a', 0).some(({ importance }) => importance === 1)).toBe(false);
    expect(store.forget('a')).toBe(STORE_LIMITS.perGuestMax);
    store.close();
  });
  test('erased, no byte is left in any file of the folder, and others keep theirs', () => {
    const file = fresh();
    const store = openSqliteMemory(file);
    for (let i = 0; i < 300; i++)
      store.keep(`g${i % 7}`, memory(`zebra-${i % 7}-secret ${i} ${'x'.repeat(80)}`), i);
    const bytes = (): string =>
      readdirSync(join(file, '..'))
        .map((name) => readFileSync(join(file, '..', name), 'latin1'))
        .join('');
    expect(bytes()).toContain('zebra-3-secret');
    expect(store.forget('g3')).toBeGreaterThan(20);
    expect(bytes()).not.toContain('zebra-3-secret');
    expect(bytes()).not.toMatch(/\bg3\b/);
    expect(bytes()).toContain('zebra-4-secret');
    store.close();
    expect(bytes()).not.toContain('zebra-3-secret');
  });
  test('nothing is written before there is something to keep', () => {
    const file = fresh();
    const store = openSqliteMemory(file);
    expect(store.recall('a', 0)).toEqual([]);
    expect(store.forget('a')).toBe(0);
    store.close();
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
  });
  test('a file that is no memory is refused by name', () => {
    const file = join(folder, 'other.sqlite');
    writeFileSync(file, 'this is a shopping list, and long enough to be taken for a page');
    expect(() => openSqliteMemory(file)).toThrow(/other\.sqlite: memories cannot be kept there/);
  });
});

describe('the memory of a stage', () => {
  test('knows a guest by its key, which is kept nowhere, and erases what was noted in the same tick', () => {
    const file = fresh();
    const stage = createStageMemory(
      openSqliteMemory(file),
      () => DAY_MS,
      () => {},
    );
    expect(stage.arrive(5, 'a-very-secret-key')).toEqual([]);
    const note = { ...memory('rain'), netId: 5, daysAgo: 0 };
    stage.take([note], []);
    stage.take([{ ...note, netId: 6 }], []);
    expect(stage.of(5).map(({ value }) => value)).toEqual(['rain']);
    stage.leave(5);
    expect(stage.of(5)).toEqual([]);
    expect(stage.arrive(9, 'a-very-secret-key')).toHaveLength(1);
    expect(stage.arrive(10, 'another-secret-key')).toEqual([]);
    expect(readFileSync(file, 'latin1')).not.toContain('a-very-secret-key');
    stage.take([], [9]);
    expect(stage.of(9)).toEqual([]);
    stage.close();
  });
  test('a store that fails is told of and stops nothing', () => {
    const problems: string[] = [];
    const broken = {
      keep: () => {
        throw new Error('disk full');
      },
      recall: () => [],
      forget: () => 0,
      close() {},
    };
    const stage = createStageMemory(
      broken,
      () => 0,
      (message) => problems.push(message),
    );
    stage.arrive(1, 'key');
    stage.take([{ ...memory('x'), netId: 1, daysAgo: 0 }], []);
    expect(problems).toEqual(['memory: disk full']);
  });
});
