import { createHash } from 'node:crypto';
import type { MemoryNote } from '../world/memories.ts';
import type { MemoryStore, RecalledMemory } from './memory-store.ts';

/** Between a stage and its store: who is who, what is kept, recalled and erased. */
export interface StageMemory {
  /** A guest who can be known again has come: what is remembered of it. */
  arrive(netId: number, memoryKey: string): RecalledMemory[];
  leave(netId: number): void;
  /** What a tick wants kept and erased. */
  take(notes: readonly MemoryNote[], forgets: readonly number[]): void;
  /** What is kept of a guest who is here. */
  of(netId: number): RecalledMemory[];
  close(): void;
}

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
  const tried = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      onProblem(`memory: ${(error as Error).message}`);
      return otherwise;
    }
  };
  const recall = (guestId: string): RecalledMemory[] => tried(() => store.recall(guestId, nowMs()), []);
  return {
    arrive(netId, memoryKey) {
      // The key itself is kept nowhere: who reads the file cannot come back as somebody.
      const guestId = createHash('sha256').update(`troupe-guest ${memoryKey}`).digest('base64url');
      guests.set(netId, guestId);
      return recall(guestId);
    },
    leave: (netId) => {
      guests.delete(netId);
    },
    take(notes, forgets) {
      for (const netId of forgets) {
        const guestId = guests.get(netId);
        if (guestId) tried(() => store.forget(guestId), 0);
      }
      for (const { netId, daysAgo: _, ...memory } of notes) {
        const guestId = guests.get(netId);
        if (guestId) tried(() => store.keep(guestId, memory, nowMs()), undefined);
      }
    },
    of(netId) {
      const guestId = guests.get(netId);
      return guestId ? recall(guestId) : [];
    },
    close: () => store.close(),
  };
}
