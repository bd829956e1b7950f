import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BlockPart } from '../world/block.ts';
import { createWorld, removeHuman, spawnHuman } from '../world/create-world.ts';
import { hashWorld } from '../world/index.ts';
import type { ActionTimes, Progress } from '../world/performance.ts';
import type { World } from '../world/world.ts';
import { perform, playBlock, startAction, stopBlock } from './index.ts';
import { parseRef } from './plan-block.ts';
import { momentsOfWords, speechTimes } from './speech.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const wave: ActionTimes = {
  start: 0,
  ready: 9.5,
  strokeStart: 10,
  stroke: 20.25,
  strokeEnd: 30,
  relax: 31,
  end: 40.5,
};

let world: World;
let netId: number;
let told: Progress[];

beforeEach(() => {
  world = createWorld({
    stage: plaza,
    bodies: [body],
    seed: 1,
    actionNames: ['wave', 'bow'],
    actionTimes: [wave, wave],
    capacity: 4,
  });
  const slot = spawnHuman(world, {
    kind: 'performer',
    name: { en: 'A', ko: 'A' },
    bodyIndex: 0,
    x: 0,
    z: 12,
    yaw: 0,
    personaId: 'cast',
  });
  netId = world.humans.netId[slot];
  told = [];
});

/** Runs the behaviour phase for some ticks and keeps what is told. */
function run(ticks: number): void {
  for (let t = 0; t < ticks; t++) {
    world.social.progress.length = 0;
    world.social.events.length = 0;
    perform(world);
    told.push(...structuredClone(world.social.progress));
    world.tick += 1;
  }
}
const tickOf = (part: string, moment: string): number | undefined =>
  told.find(
    (news) => news.part === part && (news.moment === moment || (moment === 'start' && news.ev === 'started')),
  )?.atTick;

describe('a performance', () => {
  test('tells every sync point at its true time, in order, and its end', () => {
    run(3);
    startAction(world, 0, 'wave', 0);
    expect(world.social.progress.at(-1)?.moments).toHaveLength(7);
    told.push(...world.social.progress);
    const start = world.tick;
    run(50);
    const news = told.filter(({ kind }) => kind === 'gesture');
    expect(news.map(({ ev, moment }) => `${ev} ${moment}`.trim())).toEqual([
      'started',
      'updated start',
      'updated ready',
      'updated strokeStart',
      'updated stroke',
      'updated strokeEnd',
      'updated relax',
      'finished end',
    ]);
    expect(news.find(({ moment }) => moment === 'stroke')?.atTick).toBeCloseTo(start + 20.25, 9);
    expect(world.social.performances).toHaveLength(0);
  });

  test('is stopped by the next of its kind, and by leaving, and says why', () => {
    startAction(world, 0, 'wave', 0);
    run(5);
    startAction(world, 0, 'bow', 0);
    told.push(...world.social.progress);
    expect(
      told.some(({ ev, name, reason }) => ev === 'stopped' && name === 'wave' && reason === 'replaced'),
    ).toBe(true);
    world.social.progress.length = 0;
    removeHuman(world, 0);
    expect(world.social.progress.map(({ ev, name, reason }) => `${ev} ${name} ${reason}`)).toEqual([
      'stopped bow left',
    ]);
  });

  test('words of a line come in order between its start and its end', () => {
    const { words, ticks } = speechTimes({ text: 'Hello there, I am Tilda.', locale: 'en' }, undefined);
    const moments = momentsOfWords(words, ticks);
    expect(moments.map(({ name }) => name)).toEqual(['start', 'w0', 'w1', 'w2', 'w3', 'w4', 'end']);
    for (let i = 1; i < moments.length; i++)
      expect(moments[i].atTick).toBeGreaterThanOrEqual(moments[i - 1].atTick);
  });
});

describe('a block', () => {
  const play = (...parts: BlockPart[]): string[] => playBlock(world, netId, { id: 'b', parts });

  test('puts the stroke of a gesture on a word, though the gesture must begin before the line', () => {
    expect(
      play(
        { id: 'hi', kind: 'speech', text: 'Hello there, everybody, welcome.' },
        { id: 'wave', kind: 'gesture', text: 'wave', at: 'hi:w1', sync: 'stroke' },
      ),
    ).toEqual([]);
    run(160);
    expect(tickOf('wave', 'start')).toBe(0);
    expect(tickOf('hi', 'start')).toBeGreaterThan(5);
    // Parts begin on whole ticks: half a tick of each is all that may be between them.
    expect(Math.abs(tickOf('wave', 'stroke')! - tickOf('hi', 'w1')!)).toBeLessThanOrEqual(1);
    expect(world.social.blocks).toHaveLength(0);
  });

  test('goes on after an end, with a delay', () => {
    expect(
      play(
        { id: 'one', kind: 'gesture', text: 'wave' },
        { id: 'two', kind: 'gesture', text: 'bow', at: 'one:end+0.5s' },
        { id: 'three', kind: 'wait', seconds: 1, at: 'two:strokeEnd-100ms' },
      ),
    ).toEqual([]);
    run(200);
    expect(tickOf('two', 'start')).toBeCloseTo(40.5 + 10, -0.1);
    expect(tickOf('three', 'start')).toBeCloseTo(50.5 + 30 - 2, -0.1);
    expect(tickOf('three', 'end')).toBe(tickOf('three', 'start')! + 20);
  });

  test('waits for what nobody can know before, and fails what waits for a thing that failed', () => {
    expect(
      play(
        { id: 'go', kind: 'walk', place: { x: 1, z: 12 } },
        { id: 'then', kind: 'gesture', text: 'wave', at: 'go:end' },
      ),
    ).toEqual([]);
    world.humans.walking[0] = 1;
    run(30);
    expect(tickOf('then', 'start')).toBeUndefined();
    world.humans.walking[0] = 0;
    world.humans.position[0] = 1;
    run(3);
    expect(tickOf('then', 'start')).toBe(tickOf('go', 'end'));
    run(60);
    play(
      { id: 'far', kind: 'walk', place: { x: 20, z: 12 } },
      { id: 'never', kind: 'gesture', text: 'wave', at: 'far:end' },
    );
    run(20);
    expect(told.find(({ part, ev }) => part === 'far' && ev === 'failed')?.reason).toMatch(
      /could not get there/,
    );
    expect(tickOf('never', 'start')).toBeUndefined();
    expect(world.social.blocks).toHaveLength(0);
  });

  test('can be stopped: what runs stops, what waits never begins', () => {
    play(
      { id: 'one', kind: 'gesture', text: 'wave' },
      { id: 'two', kind: 'gesture', text: 'bow', at: 'one:end' },
    );
    run(5);
    expect(stopBlock(world, netId, 'b')).toBe(true);
    told.push(...world.social.progress);
    run(100);
    expect(told.some(({ part, ev }) => part === 'one' && ev === 'stopped')).toBe(true);
    expect(tickOf('two', 'start')).toBeUndefined();
    expect(stopBlock(world, netId, 'b')).toBe(false);
  });

  test.each([
    [[{ id: 'a', kind: 'gesture', text: 'fly' }], /no action "fly".*wave, bow/],
    [[{ id: 'a', kind: 'speech', text: ' ' }], /says nothing/],
    [[{ id: 'a', kind: 'wait', at: 'b:end' }], /waits for "b".*it has a/],
    [[{ id: 'a', kind: 'wait', at: 'soon' }], /"soon" is no moment/],
    [
      [
        { id: 'a', kind: 'wait', at: 'b:end' },
        { id: 'b', kind: 'wait', at: 'a:end' },
      ],
      /waits for itself: a → b → a/,
    ],
    [
      [
        { id: 'a', kind: 'wait' },
        { id: 'a', kind: 'wait' },
      ],
      /own/,
    ],
    [[{ id: 'a', kind: 'sit', seat: 99 }], /no seat 99/],
    [[{ id: 'a', kind: 'pointing' }], /place or toNetId/],
    [[{ id: 'a', kind: 'walk', place: { x: Number.NaN, z: 0 } }], /finite/],
    [[], /0 parts/],
  ] as [BlockPart[], RegExp][])('says what is wrong and begins nothing: %j', (parts, message) => {
    const before = hashWorld(world);
    expect(play(...parts).join('\n')).toMatch(message);
    expect(hashWorld(world)).toBe(before);
  });

  test('is for performers, and has an id of its own', () => {
    expect(playBlock(world, 999, { id: 'b', parts: [{ id: 'a', kind: 'wait' }] })[0]).toMatch(/no performer/);
    expect(play({ id: 'a', kind: 'wait' })).toEqual([]);
    expect(play({ id: 'a', kind: 'wait' })[0]).toMatch(/already/);
  });

  test('moments are told as part:moment with a delay', () => {
    expect(parseRef('hi:w3+120ms')).toEqual({ part: 'hi', moment: 'w3', laterTicks: 2.4 });
    expect(parseRef('g1:stroke - 0.2 s')).toBeUndefined();
    expect(parseRef('g1:stroke -0.2s')).toEqual({ part: 'g1', moment: 'stroke', laterTicks: -4 });
  });
});
