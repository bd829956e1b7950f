export { type Persona, parsePersona } from './persona.ts';
export { createOfflineBrain } from './think.ts';
