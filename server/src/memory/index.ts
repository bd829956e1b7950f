export type { KeptMemory, MemoryStore, RecalledMemory } from './memory-store.ts';
export { openSqliteMemory } from './sqlite-memory.ts';
export { createStageMemory, type StageMemory } from './stage-memory.ts';
