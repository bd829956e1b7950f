import { expect, test } from 'vitest';
import { createSendClient } from '../send/send-client.ts';
import { createStage } from '../tick/index.ts';
import { askVoice, bareStage, createWorld, setVoiceReady, spawnHuman } from '../world/index.ts';
import { startStageHost, UNHEARD_PEOPLE } from './stage-host.ts';

const BODY = { id: 'b', heightM: 1.7, hipsHeightM: 1, legLengthM: 0.8, restOffsets: new Array(156).fill(0) };
const VOICE = { variant: 'f3', pitch: 50, range: 50, rate: 165, locale: 'en' } as const;

/** A stage of so many on which somebody asks for a voice in every tick; ticks when told. */
function open(people: number) {
  const world = createWorld({
    stage: bareStage('t', 60),
    bodies: [BODY],
    seed: 1,
    actionNames: [],
    capacity: people,
  });
  const name = { en: 'P', ko: 'P' };
  for (let n = 0; n < people; n++)
    spawnHuman(world, { kind: 'performer', name, bodyIndex: 0, x: n, z: 0, yaw: 0, personaId: 'p' });
  setVoiceReady(world, true);
  const text = 'Good evening.';
  const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
  const stage = createStage({ world, motion, phases: [(w) => askVoice(w, { key: text, text, ...VOICE })] });
  let tick = (): void => {};
  const clock = {
    nowMs: () => 0,
    after(_: number, callback: () => void) {
      tick = callback;
      return () => {};
    },
  };
  const host = startStageHost({
    stage,
    clock,
    onError: (error) => {
      throw error;
    },
  });
  const asked: string[] = [];
  host.voices = {
    ask: (asks) => asked.push(...asks.map(({ key }) => key)),
    clear: () => {},
    soundOf: () => undefined,
  };
  return { host, asked, step: () => tick(), waiting: () => world.social.voices.waiting.size };
}

test('a crowd that nobody listens to is not voiced, and its lines wait for nothing', () => {
  const { host, asked, step, waiting } = open(UNHEARD_PEOPLE);
  step();
  step();
  expect(asked).toEqual([]);
  // Refused after the tick, asked for again in the next: never two, and none stays.
  expect(waiting()).toBe(1);
  const sink = { write: () => {}, hasJoined: () => true, bufferedBytes: () => 0, drop: () => {} };
  host.voiceSender.listeners.add(createSendClient(sink, -1, 1, 0));
  step();
  expect(asked).toEqual(['Good evening.']);
});

test('few people are voiced whether anybody listens or not: who turns the sound on finds mouths that fit', () => {
  const { asked, step } = open(UNHEARD_PEOPLE - 1);
  step();
  expect(asked).toEqual(['Good evening.']);
});

test('at an edge somebody may listen', () => {
  const { host, asked, step } = open(UNHEARD_PEOPLE);
  host.onVoice.add({ begin: () => {}, stop: () => {} });
  step();
  expect(asked).toEqual(['Good evening.']);
});
