import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeptMemory, type KeptReflection, type MemoryStore, STORE_LIMITS } from './memory-store.ts';

const DAY_MS = 86_400_000;

/** A memory as a performer has it. */
export const memory = (value: string, over: Partial<KeptMemory> = {}): KeptMemory => ({
  personaId: 'tilda',
  kind: 'likes',
  value,
  importance: 6,
  ...over,
});
/** A thought as a performer has it. */
export const thought = (over: Partial<KeptReflection> = {}): KeptReflection => ({
  personaId: 'tilda',
  theme: 'water',
  tone: 'drawn',
  of: ['the sea', 'swimming'],
  text: '',
  importance: 7,
  brain: 'offline',
  ...over,
});

/** A place where stores are opened, again and again on the same data; `raw` are all bytes that it holds. */
export interface StorePlace {
  open(): Promise<MemoryStore>;
  raw(): Promise<string>;
  clear(): Promise<void>;
}

/** A store that is open, and where it is. */
interface Open {
  here: StorePlace;
  store: MemoryStore;
}

/** What every engine must do. @param place makes a new, empty place */
export function memoryContract(engine: string, place: () => Promise<StorePlace>): void {
  describe(`memories in ${engine}`, () => {
    const at = {} as Open;
    beforeAll(async () => {
      at.here = await place();
      at.store = await at.here.open();
    });
    afterAll(async () => {
      await at.store.close();
      await at.here.clear();
    });
    keeping(at);
    erasing(at);
  });
}

function keeping(at: Open): void {
  test('are kept by guest, most important first, with their age, over a restart', async () => {
    await at.store.keep('a', memory('rain'), 0);
    await at.store.keep('a', memory('민지', { kind: 'name', importance: 9 }), DAY_MS);
    await at.store.keep('b', memory('snow'), 0);
    await at.store.think('a', thought(), DAY_MS);
    await at.store.close();
    at.store = await at.here.open();
    expect(await at.store.recall('a', 3 * DAY_MS)).toEqual({
      memories: [
        { personaId: 'tilda', kind: 'name', value: '민지', importance: 9, daysAgo: 2 },
        { personaId: 'tilda', kind: 'likes', value: 'rain', importance: 6, daysAgo: 3 },
      ],
      reflections: [
        {
          personaId: 'tilda',
          theme: 'water',
          tone: 'drawn',
          of: ['the sea', 'swimming'],
          text: '',
          importance: 7,
          daysAgo: 2,
          brain: 'offline',
        },
      ],
    });
    expect((await at.store.recall('b', 0)).memories.map(({ value }) => value)).toEqual(['snow']);
  });
  test('one has one name, the same again is not kept twice, a newer thought replaces', async () => {
    await at.store.keep('c', memory('Min', { kind: 'name' }), 0);
    await at.store.keep('c', memory('Joo', { kind: 'name' }), 1);
    await at.store.keep('c', memory('rain'), 0);
    await at.store.keep('c', memory('rain'), DAY_MS);
    await at.store.think('c', thought({ of: ['rain'] }), 0);
    await at.store.think('c', thought({ tone: 'wary', of: ['rain', 'snow'] }), 1);
    await at.store.think(
      'c',
      thought({ theme: '', tone: 'free', of: [], text: 'You love rain.', brain: 'remote:x' }),
      1,
    );
    await at.store.think('c', thought({ personaId: 'bruno' }), 1);
    const { memories, reflections } = await at.store.recall('c', DAY_MS);
    expect(memories.map(({ value, daysAgo }) => [value, Math.round(daysAgo)])).toEqual([
      ['rain', 0],
      ['Joo', 1],
    ]);
    expect(reflections.map(({ personaId, tone }) => `${personaId} ${tone}`).sort()).toEqual([
      'bruno drawn',
      'tilda free',
      'tilda wary',
    ]);
  });
}

function erasing(at: Open): void {
  test('the least important of a guest give way', async () => {
    for (let i = 0; i < STORE_LIMITS.perGuestMax + 5; i++)
      await at.store.keep('d', memory(`thing ${i}`, { importance: i < 5 ? 1 : 5 }), i);
    for (let i = 0; i < STORE_LIMITS.reflectionsPerGuestMax + 3; i++)
      await at.store.think('d', thought({ theme: `t${i}`, importance: i < 3 ? 1 : 5 }), i);
    const { memories, reflections } = await at.store.recall('d', 0);
    expect([...memories, ...reflections].some(({ importance }) => importance === 1)).toBe(false);
    expect(await at.store.forget('d')).toBe(STORE_LIMITS.perGuestMax + STORE_LIMITS.reflectionsPerGuestMax);
  });

  test("quotes, zeros and other people's marks are only words", async () => {
    const value = `'); DROP TABLE memories; -- "zero\u0000" {a,b} \\ 🎨`;
    await at.store.keep('e', memory(value), 0);
    await at.store.think('e', thought({ of: [value] }), 0);
    const { memories, reflections } = await at.store.recall('e', 0);
    expect(memories[0].value.replace('\0', '')).toBe(value.replace('\0', ''));
    expect(reflections[0].of[0].replace('\0', '')).toBe(value.replace('\0', ''));
  });

  test('erased from every table, no byte is left, and others keep theirs', async () => {
    for (let i = 0; i < 140; i++)
      await at.store.keep(`g${i % 7}`, memory(`zebra-${i % 7}-secret ${i} ${'x'.repeat(80)}`), i);
    await at.store.think('g3', thought({ of: ['zebra-3-secret'], text: 'zebra-3-secret' }), 0);
    await at.store.think('g4', thought({ of: ['zebra-4-secret'] }), 0);
    expect(await at.here.raw()).toContain('zebra-3-secret');
    expect(await at.store.forget('g3')).toBe(21);
    expect(await at.store.recall('g3', 0)).toEqual({ memories: [], reflections: [] });
    expect(await at.here.raw()).not.toContain('zebra-3-secret');
    expect(await at.here.raw()).toContain('zebra-4-secret');
    expect((await at.store.recall('g4', 0)).reflections).toHaveLength(1);
    expect(await at.store.forget('nobody')).toBe(0);
  });
}
