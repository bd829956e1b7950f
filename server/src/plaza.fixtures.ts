import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { perform } from './behaviour/index.ts';
import { createKnowledgeBase, createOfflineBrain, parseKnowledge, parsePersona } from './brain/index.ts';
import { senseGuests } from './senses/index.ts';
import { createStage, type Stage } from './tick/index.ts';
import { createWorld, type World } from './world/index.ts';

const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../assets/${path}`, import.meta.url), 'utf8'));
export const plaza = parseStageFile(json('stages/plaza/stage.json'), 'stage.json');
const knowledge = createKnowledgeBase(parseKnowledge(json('stages/plaza/knowledge.json'), 'knowledge.json'));
const personas = new Map(
  ['tilda', 'cast'].map((id) => [id, parsePersona(json(`personas/${id}.json`), `${id}.json`)]),
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };

/** The mind of everybody of the cast, with what is known of the plaza. */
export const offlineBrain = () => createOfflineBrain(personas, knowledge);

/** The plaza with minds and manners and neither motion nor physics: what is tested is what people want and say. */
export function thinkingStage(
  seed: number,
  actionNames: readonly string[],
  capacity: number,
): { world: World; stage: Stage } {
  const world = createWorld({ stage: plaza, bodies: [body], seed, actionNames, capacity });
  return { world, stage: createStage({ world, motion, phases: [senseGuests, offlineBrain(), perform] }) };
}
