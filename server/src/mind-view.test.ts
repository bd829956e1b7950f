import { describe, expect, test } from 'vitest';
import { listMinds, viewDecision, viewMind } from './mind-view.ts';
import { offlineBrain, thinkingStage } from './plaza.fixtures.ts';
import { senseGuests } from './senses/index.ts';
import type { MailboxMessage } from './tick/index.ts';

/** Tilda, Min who tells her something of himself and asks, and Hana who stands by. */
function talk() {
  const { world, stage } = thinkingStage(3, ['wave'], 4);
  const step = (...messages: MailboxMessage[]): void => void stage.step(messages, false);
  const place = { bodyIndex: 0, z: 0, yaw: 0 };
  step(
    { type: 'perform', key: 'p', name: { en: 'Tilda', ko: '틸다' }, personaId: 'tilda', x: 0, ...place },
    { type: 'join', key: 'g', name: 'Min', locale: 'en', x: 1.6, ...place },
    { type: 'join', key: 'h', name: 'Hana', locale: 'en', x: 6, ...place },
  );
  const [tilda, min, hana] = world.humans.netId;
  const rest = (ticks: number): void => {
    for (let i = 0; i < ticks; i++) step();
  };
  rest(200);
  for (const text of ['Tilda, I like koi very much', 'Tilda, tell me about koi and Venus']) {
    step({ type: 'say', netId: min, text, locale: 'en' });
    rest(160);
  }
  return { world, tilda, min, hana };
}

describe('a mind as it is told', () => {
  test('who has one, and what it feels, needs, is about and will say', () => {
    const { world, tilda } = talk();
    expect(listMinds(world).map(({ name }) => name.en)).toEqual(['Tilda']);
    const mind = viewMind(world, tilda, 0)!;
    expect(mind).toMatchObject({ aiHuman: true, persona: 'tilda' });
    for (const value of Object.values(mind.mood)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    expect(Object.keys(mind.needs)).toEqual(['rest', 'company', 'making', 'beauty', 'play']);
    expect(mind.decisions.length).toBeGreaterThan(1);
    expect(JSON.parse(JSON.stringify(mind))).toEqual(mind);
  });

  test('why she said it: what she perceived and from whom, how the sources scored, which brain', () => {
    const { world, tilda, min } = talk();
    const reply = viewMind(world, tilda, min)!.decisions.find(({ kind }) => kind === 'reply')!;
    expect(reply.percepts[0]).toMatch(/said "Tilda, tell me about koi and Venus" to me/);
    expect(reply.other?.name.en).toBe('Min');
    expect(reply.scores.map(({ id }) => id)).toContain('knowledge');
    expect(reply.brain).toBe('offline');
    expect(viewDecision(world, tilda, reply.id, min)).toEqual(reply);
  });

  test('what is remembered of a guest is told to that guest alone', () => {
    const { world, tilda, min, hana } = talk();
    const memoriesTold = (viewer: number): string[] =>
      viewMind(world, tilda, viewer)!.decisions.flatMap(({ memories }) => memories);
    expect(memoriesTold(min).join()).toMatch(/koi/);
    for (const other of [0, hana]) expect(memoriesTold(other)).toEqual([]);
    expect(viewMind(world, tilda, hana)!.decisions.some(({ memoriesHeld }) => memoriesHeld > 0)).toBe(true);
  });

  test('what is thought of a guest is told to that guest alone, and so is what it is about', () => {
    const { world, tilda, min, hana } = talk();
    for (const text of ['Tilda, I like the sea', 'Tilda, I love swimming', 'Tilda, I love the river']) {
      world.social.said.push({ slot: 1, text, locale: 'en' });
      senseGuests(world);
      offlineBrain()(world);
    }
    const mind = world.social.minds[0]!;
    for (let i = 0; i < 220 && mind.reflections.length === 0; i++) {
      world.tick += 1;
      senseGuests(world);
      offlineBrain()(world);
    }
    const told = (viewer: number) =>
      viewMind(world, tilda, viewer)!.decisions.find(({ kind }) => kind === 'reflect')!;
    expect(told(min)).toMatchObject({ chosen: 'water', other: { netId: min } });
    expect(told(min).memories[0]).toMatch(/drawn to water/);
    for (const other of [0, hana]) expect(told(other)).toMatchObject({ chosen: '', memories: [] });
    expect(viewMind(world, tilda, hana)).toMatchObject({ thinks: 1, crowd: null });
  });

  test('nobody there, nothing told', () => {
    const { world, min } = talk();
    for (const netId of [min, 0, 999, Number.NaN]) expect(viewMind(world, netId, 0)).toBeUndefined();
    expect(viewDecision(world, 1, 1e9, 0)).toBeUndefined();
  });
});
