export { chooseSource } from './choose-source.ts';
export { extractMemories } from './extract-memories.ts';
export { createKnowledgeBase, type Knowledge, type KnowledgeBase, parseKnowledge } from './knowledge.ts';
export { rankMemories } from './memory-talk.ts';
export { type Persona, parsePersona } from './persona.ts';
export { createOfflineBrain } from './think.ts';
export { GUEST_TOOLS } from './tool-policy.ts';
