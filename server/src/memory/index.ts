export type { MemoryStore, Recalled } from './memory-store.ts';
export { openPostgresMemory } from './postgres-memory.ts';
export { openSqliteMemory } from './sqlite-memory.ts';
export { createStageMemory, type StageMemory, shareStore } from './stage-memory.ts';
