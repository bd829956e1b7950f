// What performers say to one another is of the place they stand in.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { perform } from './behaviour/index.ts';
import { openChat } from './brain/chatter.ts';
import { createKnowledgeBase, createOfflineBrain, parseKnowledge } from './brain/index.ts';
import type { Chat } from './brain/knowledge.ts';
import { CHATS_ANYWHERE } from './brain/small-talk.ts';
import { loadKnowledge, loadPersonas, loadStage, stageIds } from './load-assets.ts';
import { senseGuests } from './senses/index.ts';
import { createStage, type MailboxMessage } from './tick/index.ts';
import { createWorld } from './world/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
const EMPTY = { synonyms: [], facts: [] };

/** What is only on the plaza. */
const OF_THE_PLAZA = /lantern|pool|square|stone|leaves|등불|연못|광장|돌이|나뭇잎/i;

/** One chat of two performers who stand side by side on a stage. */
function talk(stageId: string, seed: number, knowledge = loadKnowledge(ROOT, stageId)): string[] {
  const stageFile = loadStage(ROOT, stageId);
  const base = createKnowledgeBase(knowledge);
  const world = createWorld({ stage: stageFile, bodies: [body], seed, actionNames: [], capacity: 4 });
  const brain = createOfflineBrain(loadPersonas(ROOT, stageId), base);
  const stage = createStage({ world, motion, phases: [senseGuests, brain, perform] });
  const { x, z } = stageFile.marks.centre;
  const put = (id: string, at: number): MailboxMessage => ({
    type: 'perform',
    key: id,
    name: { en: id, ko: id },
    personaId: id,
    bodyIndex: 0,
    x: x + at,
    z,
    yaw: 0,
  });
  stage.step([put('mei', 0), put('leo', 1.2)], false);
  const said: string[] = [];
  openChat(world, world.social.minds[0]!, 0, base.chats);
  for (let i = 0; i < 1_500 && world.social.minds[0]!.chat; i++) {
    stage.step([], false);
    said.push(...world.social.events.filter(({ kind }) => kind === 'say').map(({ text }) => text));
  }
  return said;
}

const linesOf = (chats: readonly Chat[]): string[] => chats.flatMap(({ en, ko }) => [...en, ...ko]);

describe('small talk', () => {
  test.each(stageIds(ROOT))('%s has its own, in both languages, and no chat twice', (id) => {
    const { chats } = loadKnowledge(ROOT, id);
    expect(chats?.length).toBeGreaterThanOrEqual(6);
    for (const { en, ko } of chats ?? []) {
      expect(en.join()).not.toMatch(/[가-힣]/);
      for (const line of ko) expect(line).toMatch(/[가-힣]/);
    }
    expect(new Set(linesOf(chats ?? [])).size).toBe(linesOf(chats ?? []).length);
  });

  test('nothing that is only on the plaza is spoken of in the hall, nor where no stage is known', () => {
    expect(linesOf(loadKnowledge(ROOT, 'plaza').chats ?? []).join()).toMatch(OF_THE_PLAZA);
    expect(linesOf(loadKnowledge(ROOT, 'studio-hall').chats ?? []).join()).not.toMatch(OF_THE_PLAZA);
    expect(linesOf(CHATS_ANYWHERE).join()).not.toMatch(OF_THE_PLAZA);
  });

  test('two performers say what their stage has', () => {
    const known = linesOf(loadKnowledge(ROOT, 'studio-hall').chats ?? []);
    const said = [1, 2, 3, 4].flatMap((seed) => talk('studio-hall', seed));
    expect(said.length).toBeGreaterThan(8);
    const plain = (line: string): string => line.replaceAll('{guest}', '*').replace(/\b(mei|leo)\b/g, '*');
    for (const line of said) expect(known.map(plain)).toContain(plain(line));
  });

  test('a stage of somebody else: its own chats, or those of anywhere', () => {
    const own: Chat = { en: ['Snow again.', 'Good.'], ko: ['또 눈이네요.', '좋네요.'] };
    expect(talk('plaza', 1, { ...EMPTY, chats: [own] })).toEqual(own.en);
    expect(createKnowledgeBase(EMPTY).chats).toBe(CHATS_ANYWHERE);
  });

  test('a chat that is not the same in both languages is refused with its place', () => {
    const wrong = { ...EMPTY, chats: [{ en: ['a', 'b'], ko: ['가'] }] };
    expect(() => parseKnowledge(wrong, 'snow/knowledge.json')).toThrow(/snow\/knowledge\.json: chats\.0/);
  });
});
