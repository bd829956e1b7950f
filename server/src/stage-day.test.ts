import { describe, expect, test } from 'vitest';
import { feel } from './brain/feel.ts';
import { thinkingStage } from './plaza.fixtures.ts';
import type { MailboxMessage } from './tick/index.ts';
import { type Activity, createMind, hashWorld, type StageEvent } from './world/index.ts';

/** A cast of six, everybody carried to where it wants to be: what is tested is what they want. */
function evening(seed = 3) {
  const { world, stage } = thinkingStage(seed, ['wave', 'dance', 'stretch'], 8);
  const said: StageEvent[] = [];
  let answers: MailboxMessage[] = [];
  const step = (...messages: MailboxMessage[]): void => {
    stage.step([...messages, ...answers], false);
    answers = world.social.works.asks.map(({ id }) => ({
      type: 'painted',
      id,
      sha: 'b'.repeat(64),
      brain: 'offline',
      strokes: 900,
    }));
    said.push(...world.social.events.filter(({ kind, brain }) => kind === 'say' && brain !== 'guest'));
    const { humans } = world;
    for (let slot = 0; slot < humans.count; slot++)
      if (humans.kind[slot] === 1 && humans.drive[slot] === 1)
        humans.position.set(
          [humans.goal[slot * 2], humans.position[slot * 3 + 1], humans.goal[slot * 2 + 1]],
          slot * 3,
        );
  };
  step(
    ...['tilda', 'bruno', 'mei', 'leo', 'nadia', 'sora'].map(
      (personaId, i): MailboxMessage => ({
        type: 'perform',
        key: `p${i}`,
        name: { en: personaId, ko: personaId === 'tilda' ? '틸다' : personaId },
        personaId,
        bodyIndex: 0,
        x: i * 1.5,
        z: 2,
        yaw: 0,
      }),
    ),
  );
  return { world, step, said, minds: world.social.minds };
}

describe('a day when nobody is there', () => {
  test('people do many things, talk with one another, and Tilda paints', () => {
    const { world, step, said, minds } = evening();
    const seen = new Set<Activity>();
    for (let i = 0; i < 20 * 60 * 12; i++) {
      step();
      for (const mind of minds) if (mind) seen.add(mind.activity);
    }
    expect([...seen].length).toBeGreaterThanOrEqual(8);
    expect(seen).toContain('paint');
    expect(seen).toContain('chat');
    expect(world.social.works.works.length).toBeGreaterThan(0);
    const talks = said.filter(({ toNetId, netId }) => toNetId !== 0 && toNetId !== netId);
    expect(talks.length).toBeGreaterThan(6);
    // Lines go to and fro: nobody of a pair speaks twice in a row within a chat.
    for (let i = 1; i < talks.length; i++)
      if (talks[i].toNetId === talks[i - 1].toNetId && talks[i].netId === talks[i - 1].netId)
        expect(talks[i].tick - talks[i - 1].tick).toBeGreaterThan(200);
  });

  test('every choice tells why: the scores, the best first, what was about, the mood, the brain', () => {
    const { step, minds } = evening();
    for (let i = 0; i < 2_400; i++) step();
    for (const mind of minds) {
      if (!mind) continue;
      expect(mind.decisions.length).toBeGreaterThan(0);
      for (const { kind, chosen, scores, percepts, brain } of mind.decisions) {
        if (kind !== 'activity') continue;
        expect(scores[0].id).toBe(chosen);
        expect(scores.every(({ score }, k) => k === 0 || score <= scores[k - 1].score)).toBe(true);
        expect(percepts[0]).toMatch(/needs/);
        expect(brain).toBe('offline');
      }
    }
  });

  test('same seed, same day', () => {
    const run = (): string => {
      const { world, step } = evening(11);
      for (let i = 0; i < 3_000; i++) step();
      return hashWorld(world);
    };
    expect(run()).toBe(run());
  });
});

describe('mood', () => {
  function withGuest() {
    const day = evening();
    day.step({ type: 'join', key: 'g', name: 'Min', locale: 'en', bodyIndex: 0, x: 0.5, z: 1, yaw: 0 });
    const guest = day.world.humans.netId[6];
    for (let i = 0; i < 200; i++) day.step();
    const tilda = day.minds[0]!;
    return {
      ...day,
      tilda,
      say: (text: string, locale: 'en' | 'ko' = 'en') =>
        day.step({ type: 'say', netId: guest, text, locale }),
    };
  }

  test.each([
    ['Tilda, your paintings are beautiful', 1],
    ['틸다, 그림이 정말 아름다워요', 1],
    ['Tilda, you are stupid and boring', -1],
    ['틸다 너 정말 멍청하고 싫어', -1],
    ['Tilda, that is not bad', 1],
  ])('"%s" moves it', (line, way) => {
    const { tilda, say } = withGuest();
    const before = tilda.mood.pleasure;
    say(line);
    expect(Math.sign(tilda.mood.pleasure - before)).toBe(way);
  });

  test('goes home: half of it in three quarters of a minute', () => {
    const mind = createMind('tilda', 4);
    mind.mood.pleasure = mind.restMood.pleasure + 0.4;
    for (let i = 0; i < 20 * 45; i++) feel(mind);
    expect(mind.mood.pleasure - mind.restMood.pleasure).toBeCloseTo(0.2, 2);
  });

  test('stays within bounds whatever is heaped on it', () => {
    const { tilda, say } = withGuest();
    for (let i = 0; i < 200; i++) say(i % 2 === 0 ? 'Tilda I hate you, stupid' : 'Tilda you are ugly');
    for (const value of Object.values(tilda.mood)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    expect(tilda.mood.pleasure).toBeLessThan(-0.3);
    expect(tilda.intent.face).toMatch(/sad|angry|relaxed|happy/);
  });
});
