import { createHash } from 'node:crypto';
import type { MemoryNote } from '../world/memories.ts';
import type { ReflectionNote } from '../world/reflections.ts';
import { type MemoryStore, NOTHING, type Recalled } from './memory-store.ts';
import { TurnQueue } from './turn-queue.ts';

/** Between a stage and its store: who is who, what is kept, recalled and erased. */
export interface StageMemory {
  /** A guest who can be known again has come: what is remembered of it. Never rejects. */
  arrive(netId: number, memoryKey: string): Promise<Recalled>;
  leave(netId: number): void;
  /** What a tick wants kept and erased. */
  take(wishes: {
    readonly notes: readonly MemoryNote[];
    readonly reflections?: readonly ReflectionNote[];
    readonly forgets: readonly number[];
  }): void;
  /** What is kept of a guest who is here. */
  of(netId: number): Promise<Recalled>;
  /** Ends when everything that was wanted is done. */
  close(): Promise<void>;
}

/** Wishes that wait for a store; with more the newest are lost, and told of. Erasures are never. */
const WAITING_MAX = 2_000;

/**
 * @param nowMs the wall clock: memories have ages in days
 * @param onProblem told when the store fails; the stage goes on without
 */
export function createStageMemory(
  store: MemoryStore,
  nowMs: () => number,
  onProblem: (message: string) => void,
): StageMemory {
  const guests = new Map<number, string>();
  /** Erasures that a store has failed to do: tried again before anything else. */
  const owed = new Set<string>();
  // One after the other: what is erased must not be kept again by what was asked before.
  const queue = new TurnQueue(async () => {
    for (const guestId of owed) await erase(guestId);
  }, onProblem);

  async function erase(guestId: string): Promise<void> {
    owed.add(guestId);
    await store.forget(guestId);
    owed.delete(guestId);
  }

  const recall = (guestId: string): Promise<Recalled> =>
    queue.add(
      // What is owed to be erased is not known any more, even while the store still has it.
      async () => (owed.has(guestId) ? NOTHING : await store.recall(guestId, nowMs())),
      NOTHING,
    );

  function keep(netId: number, work: (guestId: string) => Promise<void>): void {
    const guestId = guests.get(netId);
    if (!guestId) return;
    if (queue.waiting >= WAITING_MAX) onProblem('memory: the store is too slow; something was not kept');
    else void queue.add(() => work(guestId), undefined);
  }

  return {
    arrive(netId, memoryKey) {
      const guestId = guestIdOf(memoryKey);
      guests.set(netId, guestId);
      return recall(guestId);
    },
    leave: (netId) => {
      guests.delete(netId);
    },
    take({ notes, reflections = [], forgets }) {
      for (const netId of forgets) {
        const guestId = guests.get(netId);
        if (guestId) void queue.add(() => erase(guestId), undefined);
      }
      for (const { netId, daysAgo: _, ...memory } of notes)
        keep(netId, (guestId) => store.keep(guestId, memory, nowMs()));
      for (const { netId, daysAgo: _, ...reflection } of reflections)
        keep(netId, (guestId) => store.think(guestId, reflection, nowMs()));
    },
    of(netId) {
      const guestId = guests.get(netId);
      return guestId ? recall(guestId) : Promise.resolve(NOTHING);
    },
    async close() {
      await queue.add(async () => {}, undefined);
      await store.close();
    },
  };
}

/** One store for several stages of a process; it is closed with the last of them. */
export function shareStore(store: MemoryStore, users: number): MemoryStore {
  let open = users;
  return {
    keep: (...asked) => store.keep(...asked),
    think: (...asked) => store.think(...asked),
    recall: (...asked) => store.recall(...asked),
    forget: (...asked) => store.forget(...asked),
    async close() {
      open -= 1;
      if (open === 0) await store.close();
    },
  };
}

/** The key itself is kept nowhere: who reads the store cannot come back as somebody. */
function guestIdOf(memoryKey: string): string {
  return createHash('sha256').update(`troupe-guest ${memoryKey}`).digest('base64url');
}
