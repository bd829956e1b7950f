import { readFileSync } from 'node:fs';
import { parseStageFile, type SenseData } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { createWorld, spawnHuman } from '../world/create-world.ts';
import type { Percept } from '../world/mind.ts';
import type { SensedEvent } from '../world/sensed.ts';
import type { World } from '../world/world.ts';
import { findAddressee } from './addressee.ts';
import { guestMood } from './guest-mood.ts';
import { senseGuests } from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const CAST = [
  ['Tilda', '틸다'],
  ['Mei', '메이'],
  ['Bruno', '브루노'],
] as const;

/** Three performers in a row and a guest before the middle one, who looks at nobody. */
function ring() {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 2, actionNames: ['wave'], capacity: 8 });
  const [tilda, mei, bruno] = CAST.map(([en, ko], i) =>
    spawnHuman(world, { kind: 'performer', name: { en, ko }, bodyIndex: 0, x: (i - 1) * 1.5, z: 0, yaw: 0 }),
  );
  const guest = spawnHuman(world, {
    kind: 'guest',
    name: { en: 'Min', ko: '민' },
    bodyIndex: 0,
    x: 0,
    z: 2,
    yaw: 0,
  });
  return { world, tilda, mei, bruno, guest };
}
let ids = 0;
function feel<M extends keyof SenseData>(
  world: World,
  slot: number,
  m: M,
  data: SenseData[M],
  conf = 1,
): void {
  const event = {
    v: 1,
    id: `${ids++}`,
    phase: 'instant',
    src: 'device',
    consent: 'none',
    t0: 0,
    conf,
    m,
    data,
  };
  world.social.sensed.push({ slot, event: event as unknown as SensedEvent });
}
function say(world: World, slot: number, text: string): Percept[] {
  world.social.said.push({ slot, text, locale: /[가-힣]/.test(text) ? 'ko' : 'en' });
  senseGuests(world);
  return world.social.percepts.filter(({ kind }) => kind === 'said');
}
const heardBy = (percepts: Percept[]): number => percepts.find(({ addressed }) => addressed)?.performer ?? -1;

describe('who is meant', () => {
  test.each([
    ['Hello there', 'mei'],
    ['Tilda, hello!', 'tilda'],
    ['hello Bruno', 'bruno'],
    ['브루노 씨 안녕하세요', 'bruno'],
    ['틸다야 안녕', 'tilda'],
    ['What is Tilda like?', 'mei'],
    ['틸다는 어디 있어요?', 'mei'],
    ['Bruno, who is Tilda?', 'bruno'],
    ["Is that Tilda's painting?", 'mei'],
    ['The meitner effect', 'mei'],
  ] as const)('%s: %s', (text, who) => {
    const all = ring();
    expect(heardBy(say(all.world, all.guest, text))).toBe(all[who]);
  });
  test('whom one looks at is meant, unless another is called', () => {
    const all = ring();
    const { world, guest, bruno, tilda } = all;
    feel(world, guest, 'gaze', { target: `human:${world.humans.netId[bruno]}` });
    expect(heardBy(say(world, guest, 'And you?'))).toBe(bruno);
    expect(heardBy(say(world, guest, 'Tilda, and you?'))).toBe(tilda);
    world.tick += 200;
    expect(heardBy(say(world, guest, 'And you?'))).toBe(all.mei);
  });
  test('a ray of gaze finds whom it meets', () => {
    const { world, guest, tilda } = ring();
    feel(world, guest, 'gaze', { origin: [0, 1.6, 2], dir: [-1.5, -0.15, -2] });
    expect(heardBy(say(world, guest, 'Hi'))).toBe(tilda);
  });
  test('who talked with one a moment ago goes on, and it is told why', () => {
    const { world, guest, bruno } = ring();
    world.social.minds[bruno]!.attendNetId = world.humans.netId[guest];
    world.social.minds[bruno]!.attendUntilTick = world.tick + 150;
    world.humans.position[guest * 3] = 0.7;
    const percepts = say(world, guest, 'Why?');
    expect(heardBy(percepts)).toBe(bruno);
    expect(percepts.find(({ addressed }) => addressed)?.evidence?.map(({ m }) => m)).toContain('floor');
  });
  test('nobody near: nobody is meant, but a call reaches far', () => {
    const { world, guest, tilda } = ring();
    world.humans.position[guest * 3 + 2] = 20;
    expect(findAddressee(world, guest, 'Hello', 9).slot).toBe(-1);
    expect(findAddressee(world, guest, 'Tilda!', 9).slot).toBe(tilda);
    world.humans.position[guest * 3 + 2] = 80;
    expect(findAddressee(world, guest, 'Tilda!', 9).slot).toBe(-1);
  });
});

describe('what is meant', () => {
  const about = (percepts: Percept[]) => percepts.find(({ addressed }) => addressed)?.about;
  test('a painting looked at, before it one pointed at', () => {
    const { world, guest } = ring();
    feel(world, guest, 'gaze', { origin: [-18, 1.6, -6], dir: [-1, 0, 0] });
    expect(about(say(world, guest, 'What is this?'))).toEqual({
      kind: 'painting',
      id: 'painting3',
      netId: 0,
    });
    feel(world, guest, 'gesture', { name: 'point', target: 'painting5' });
    expect(about(say(world, guest, 'And that?'))).toEqual({ kind: 'painting', id: 'painting5', netId: 0 });
    world.tick += 100;
    expect(about(say(world, guest, 'What is this?'))).toBeUndefined();
  });
  test('whom one talks to is not what one talks about; another human is', () => {
    const { world, guest, tilda, mei } = ring();
    feel(world, guest, 'gaze', { target: `human:${world.humans.netId[tilda]}` });
    expect(about(say(world, guest, 'Who is that?'))).toBeUndefined();
    const netId = world.humans.netId[mei];
    feel(world, guest, 'gesture', { name: 'point', target: `human:${netId}` });
    expect(about(say(world, guest, 'Tilda, who is that?'))).toEqual({ kind: 'human', id: '', netId });
  });
  test('things that are not there are nothing', () => {
    const { world, guest } = ring();
    feel(world, guest, 'gaze', { target: 'painting99' });
    feel(world, guest, 'gaze', { target: 'human:4000' });
    feel(world, guest, 'gaze', { origin: [0, 0, 0], dir: [0, 0, 0] });
    expect(about(say(world, guest, 'What is this?'))).toBeUndefined();
  });
});

describe('how a guest seems to feel', () => {
  const open = () => {
    const { world, guest } = ring();
    const mood = () => {
      senseGuests(world);
      return guestMood(world.social.guestSenses[guest], world.tick);
    };
    return { world, guest, mood };
  };
  test('without a sign there is no mood, and one fades', () => {
    const { world, guest, mood } = open();
    expect(mood()).toBeUndefined();
    feel(world, guest, 'face', { emotion: 'joy', intensity: 1 });
    expect(mood()).toMatchObject({ valence: 0.8, conflict: false });
    world.tick += 200;
    expect(mood()).toBeUndefined();
  });
  test('signs that agree make it surer, an unsure one counts less', () => {
    const { world, guest, mood } = open();
    feel(world, guest, 'face', { emotion: 'joy', intensity: 1 });
    const { sd } = mood()!;
    feel(world, guest, 'text', { text: 'I love this!', lang: 'en' });
    expect(mood()!.sd).toBeLessThan(sd);
    const unsure = open();
    feel(unsure.world, unsure.guest, 'face', { emotion: 'joy', intensity: 1 }, 0.3);
    expect(unsure.mood()!.sd).toBeGreaterThan(sd * 2);
  });
  test('signs that contradict are kept: the doubt grows and it is told', () => {
    const { world, guest, mood } = open();
    feel(world, guest, 'face', { emotion: 'joy', intensity: 1 });
    feel(world, guest, 'text', { text: 'I am so sad', lang: 'en' });
    const both = mood()!;
    expect(both.conflict).toBe(true);
    expect(both.sd).toBeGreaterThan(0.6);
    expect(both.signs).toHaveLength(2);
  });
  test('a heart that beats faster than it used to tells arousal and nothing of valence', () => {
    const { world, guest, mood } = open();
    const beat = (bpm: number) =>
      feel(world, guest, 'bio', { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [bpm] });
    beat(70);
    expect(mood()!.arousal).toBeCloseTo(0, 1);
    beat(105);
    const excited = mood()!;
    expect(excited.arousal).toBeGreaterThan(0.8);
    expect([excited.valence, excited.sd]).toEqual([0, 0.9]);
  });
  test.each([
    ['정말 예쁘다!', 1],
    ['슬퍼요', -1],
    ['I do not like it', -1],
    ['별로 안 좋아요', -1],
  ])('%s', (text, sign) => {
    const { world, guest, mood } = open();
    feel(world, guest, 'text', { text, lang: 'ko' });
    expect(Math.sign(mood()!.valence)).toBe(sign);
  });
});

test('a table held out and a voice that begins are perceived by who is meant', () => {
  const { world, guest, mei } = ring();
  feel(world, guest, 'table', {
    table: { name: 'rain', columns: [{ name: 'mm', type: 'number' }], rows: [[1]] },
  });
  feel(world, guest, 'voice', { vad: 'start' });
  senseGuests(world);
  const mine = world.social.percepts.filter(({ performer, addressed }) => performer === mei && addressed);
  expect(mine.map(({ kind }) => kind)).toEqual(['shown', 'speaks']);
  expect(mine[0].shown).toMatchObject({ kind: 'table' });
  expect(world.social.sensed).toEqual([]);
});
