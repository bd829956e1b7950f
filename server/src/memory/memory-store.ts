import type { Memory } from '../world/memories.ts';
import type { Reflection } from '../world/reflections.ts';

/** A memory of a guest by one performer, as it is kept. */
export interface KeptMemory extends Omit<Memory, 'daysAgo'> {
  readonly personaId: string;
}

/** What one performer thinks of a guest, as it is kept. */
export interface KeptReflection extends Omit<Reflection, 'daysAgo'> {
  readonly personaId: string;
}

/** A memory with its age. */
export interface RecalledMemory extends Memory {
  readonly personaId: string;
}

/** Everything that is kept of a guest, most important first. */
export interface Recalled {
  readonly memories: readonly RecalledMemory[];
  readonly reflections: readonly (Reflection & { readonly personaId: string })[];
}

/**
 * Keeps what performers remember of guests who said so. One port, two engines; `memory.contract.ts` says what each must do.
 * Calls are made one after the other.
 */
export interface MemoryStore {
  /** Keeps a memory; the same again is refreshed, and the least important of a guest gives way beyond the limit. */
  keep(guestId: string, memory: KeptMemory, nowMs: number): Promise<void>;
  /** Keeps what is thought of a guest; the same theme again by the same performer and brain replaces. */
  think(guestId: string, reflection: KeptReflection, nowMs: number): Promise<void>;
  recall(guestId: string, nowMs: number): Promise<Recalled>;
  /** Erases everything of a guest from every table; how many rows there were. */
  forget(guestId: string): Promise<number>;
  close(): Promise<void>;
}

export const STORE_LIMITS = {
  perGuestMax: 200,
  recalledMax: 48,
  reflectionsPerGuestMax: 40,
} as const;

export const DAY_MS = 86_400_000;
export const NOTHING: Recalled = { memories: [], reflections: [] };
