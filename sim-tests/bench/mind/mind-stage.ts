import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { perform } from '@troupe/server/behaviour';
import { createKnowledgeBase, createOfflineBrain } from '@troupe/server/brain';
import { loadKnowledge, loadPersonas } from '@troupe/server/personas';
import { senseGuests } from '@troupe/server/senses';
import { createStage, type MailboxMessage } from '@troupe/server/tick';
import { createWorld, type World } from '@troupe/server/world';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const BODY = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** What the offline brain is made of, read once. */
export const personas = loadPersonas(ROOT);
export const knowledge = createKnowledgeBase(loadKnowledge(ROOT, 'plaza'));

/** A stage with senses, minds and behaviour, stepped by hand: bodies stand where they are put and do not move. */
export interface MindStage {
  readonly world: World;
  step(...messages: MailboxMessage[]): void;
}

/** The phases of a mind stage; a bench may put meters around them. */
export const mindPhases = (): ((world: World) => void)[] => [
  senseGuests,
  createOfflineBrain(personas, knowledge),
  perform,
];

/** @param capacity humans that fit; @param phases in order, see mindPhases */
export function createMindStage(capacity: number, phases = mindPhases()): MindStage {
  const world = createWorld({
    stage: plaza,
    bodies: [BODY],
    seed: 3,
    actionNames: ['wave', 'bow', 'nod'],
    capacity,
  });
  const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
  const stage = createStage({ world, motion, phases });
  return { world, step: (...messages) => void stage.step(messages, false) };
}
