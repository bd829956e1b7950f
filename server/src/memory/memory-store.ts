import type { Memory } from '../world/memories.ts';

/** A memory of a guest by one performer, as it is kept. */
export interface KeptMemory extends Omit<Memory, 'daysAgo'> {
  readonly personaId: string;
}

/** A memory with its age. */
export interface RecalledMemory extends Memory {
  readonly personaId: string;
}

/** Keeps what performers remember of guests who said so. One port; `memory-contract.ts` says what every engine must do. */
export interface MemoryStore {
  /** Keeps a memory; the same again is refreshed, and the least important of a guest gives way beyond the limit. */
  keep(guestId: string, memory: KeptMemory, nowMs: number): void;
  /** What is kept of a guest, most important first. */
  recall(guestId: string, nowMs: number): RecalledMemory[];
  /** Erases everything of a guest, so that no byte of it is left in the files; how many memories there were. */
  forget(guestId: string): number;
  close(): void;
}

export const STORE_LIMITS = { perGuestMax: 200, recalledMax: 48 } as const;
