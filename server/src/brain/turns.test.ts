import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { expect, test } from 'vitest';
import { createWorld, spawnHuman } from '../world/create-world.ts';
import { keepHeardOnly } from '../world/heard-line.ts';
import type { PendingReply, Percept } from '../world/mind.ts';
import { createGuestSense } from '../world/sensed.ts';
import { fitToTurn, hasTurn, nextReply, whoAnswers } from './turns.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** Two performers and a guest, two metres apart, a while after the stage began. */
function three() {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 2, actionNames: [], capacity: 4 });
  const at = (kind: 'performer' | 'guest', name: string, x: number) =>
    spawnHuman(world, { kind, name: { en: name, ko: name }, bodyIndex: 0, x, z: 0, yaw: 0 });
  const [tilda, mei, guest] = [at('performer', 'Tilda', 0), at('performer', 'Mei', 2), at('guest', 'Min', 1)];
  world.tick = 100;
  const reply = (toNetId: number, sinceTick = 90): PendingReply => ({
    dueTick: 100,
    sinceTick,
    toNetId,
    text: 'First things first. Then more.',
    locale: 'en',
    face: 'relaxed',
    action: '',
    walk: '',
    brain: 'offline',
  });
  return { world, tilda, mei, guest, minds: world.social.minds, reply };
}

test('nobody talks over another performer of the circle, nor over the guest, but not for ever', () => {
  const { world, tilda, mei, guest, minds, reply } = three();
  const one = reply(world.humans.netId[guest]);
  expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(true);
  minds[mei]!.speech = { ...minds[mei]!.speech, startTick: 90, endTick: 140 };
  expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(false);
  world.tick = 181;
  expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(true);
  world.tick = 100;
  minds[mei]!.speech.endTick = 0;
  world.social.guestSenses[guest] = { ...createGuestSense(), speaksSinceTick: 95, speaksTick: 95 };
  expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(false);
});

test('two performers side by side who each answer a guest of their own do not wait for one another', () => {
  const { world, tilda, mei, guest, minds, reply } = three();
  const visitor = spawnHuman(world, {
    kind: 'guest',
    name: { en: 'Joon', ko: '준' },
    bodyIndex: 0,
    x: 4,
    z: 0,
    yaw: 0,
  });
  const say = (toNetId: number) => ({ ...minds[mei]!.speech, startTick: 90, endTick: 140, toNetId });
  const one = reply(world.humans.netId[guest]);
  minds[mei]!.speech = say(world.humans.netId[visitor]);
  expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(true);
  // Beside one another they are of one circle, and what is said to everybody or to the same guest is for both.
  world.humans.position[visitor * 3] = 2.5;
  expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(false);
  for (const toNetId of [0, world.humans.netId[guest]]) {
    minds[mei]!.speech = say(toNetId);
    expect(hasTurn(world, minds[tilda]!, tilda, one)).toBe(false);
  }
});

test('who has waited longest is answered first, shortly while others wait', () => {
  const { world, tilda, minds, reply } = three();
  const mind = minds[tilda]!;
  mind.replies.push(reply(7, 95), reply(8, 60), { ...reply(9, 10), dueTick: 500 });
  expect(nextReply(world, mind)).toBe(1);
  expect(fitToTurn(mind, 'First things first. Then more.')).toBe('First things first.');
  mind.replies.length = 1;
  expect(fitToTurn(mind, 'First things first. Then more.')).toBe('First things first.');
  mind.replies.length = 0;
  expect(fitToTurn(mind, 'First things first. Then more.')).toBe('First things first. Then more.');
});

test('who has too many waiting hands over to somebody free, later when it was called by name', () => {
  const { world, tilda, mei, guest, minds, reply } = three();
  const percept = { performer: tilda, other: guest, evidence: [] } as unknown as Percept;
  const called = { ...percept, evidence: [{ m: 'name', conf: 1, agoTicks: 0 }] } as unknown as Percept;
  minds[tilda]!.replies.push(reply(70), reply(71));
  expect(whoAnswers(world, percept)).toBe(mei);
  expect(whoAnswers(world, called)).toBe(tilda);
  minds[tilda]!.replies.push(reply(72));
  expect(whoAnswers(world, called)).toBe(mei);
});

test('of a line that is broken off only whole words that were heard are remembered', () => {
  const { minds, tilda } = three();
  const mind = minds[tilda]!;
  const words = ['One', 'two', 'three.'].map((text, i) => ({
    text,
    from: i * 4,
    to: i * 4 + text.replace('.', '').length,
    startS: i,
    endS: i + 1,
    phraseEnd: i === 2,
  }));
  const say = () => {
    mind.speech = { ...mind.speech, text: 'One two three.', startTick: 0, endTick: 60, words };
    mind.lines = [{ netId: 5, who: 'Tilda', own: true, text: 'One two three.' }];
  };
  say();
  keepHeardOnly(mind, 35);
  expect(mind.lines[0].text).toBe('One two');
  say();
  keepHeardOnly(mind, 5);
  expect(mind.lines).toEqual([]);
});
