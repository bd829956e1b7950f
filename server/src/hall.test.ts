import { createRandom } from '@troupe/avatars/maths';
import { expect, test } from 'vitest';
import { plaza, thinkingStage } from './plaza.fixtures.ts';
import type { MailboxMessage } from './tick/index.ts';
import { TICK_MS } from './world/limits.ts';

/** As in the scenario `museum` of the load tester, but in ticks instead of seconds of a clock. */
const HALL = {
  guests: 27,
  ticks: 20 * 120,
  warmTicks: 20 * 20,
  thinkTicks: 320,
  patienceTicks: 200,
} as const;
const NAMES = ['Tilda', 'Amara', 'Bruno', 'Hyunwoo', 'Ingrid', 'Kwame', 'Leo', 'Mei'];
const LINES = ['where are we?', 'who are you?', 'hello!', 'what do you like?'];

/** Guests of the plaza who ask somebody by name again and again, answered or not; how long each answer was waited for, ms. */
function fullHall(seed: number): number[] {
  const { guests, ticks, warmTicks, thinkTicks, patienceTicks } = HALL;
  const random = createRandom(seed);
  const { world, stage } = thinkingStage(seed, ['wave', 'bow'], guests + NAMES.length);
  const marks = Object.values(plaza.marks);
  const around = (spread: number) => (random() - 0.5) * spread;
  const people = NAMES.map((name, i): MailboxMessage => {
    const { x, z } = marks[i % marks.length];
    const at = { bodyIndex: 0, x: x + around(3), z: z + around(3), yaw: random() * 6 };
    const personaId = i === 0 ? 'tilda' : 'cast';
    return { type: 'perform', key: `p${i}`, name: { en: name, ko: name }, personaId, ...at };
  });
  for (let i = 0; i < guests; i++) {
    // The first places are loved most, as by the bots of the tester.
    const { x, z } = marks[Math.floor(random() ** 2 * marks.length)];
    const at = { bodyIndex: 0, x: x + around(4), z: z + around(4), yaw: random() * 6 };
    people.push({ type: 'join', key: `g${i}`, name: `Guest ${i}`, locale: 'en', ...at });
  }
  stage.step(people, false);
  const asked = Array.from({ length: guests }, (): number[] => []);
  const next = asked.map(() => 40 + random() * thinkTicks);
  const names = asked.map(() => NAMES[Math.floor(random() * NAMES.length)]);
  const netIds = asked.map((_, i) => world.humans.netId[NAMES.length + i]);
  const waits: number[] = [];
  const note = (i: number, wait: number): void => {
    asked[i].shift();
    if (world.tick > warmTicks) waits.push(wait * TICK_MS);
  };
  while (world.tick < ticks) {
    const said: MailboxMessage[] = [];
    for (let i = 0; i < guests; i++) {
      if (asked[i][0] !== undefined && world.tick - asked[i][0] > patienceTicks) note(i, patienceTicks);
      if (world.tick < next[i]) continue;
      next[i] = world.tick + thinkTicks * (0.6 + random() * 0.9);
      asked[i].push(world.tick);
      const text = `${names[i]}, ${LINES[Math.floor(random() * LINES.length)]}`;
      said.push({ type: 'say', netId: netIds[i], text, locale: 'en' });
    }
    stage.step(said, false);
    for (const { kind, brain, toNetId, tick } of world.social.events) {
      const i = kind === 'say' && brain !== 'guest' ? netIds.indexOf(toNetId) : -1;
      if (i >= 0 && asked[i][0] !== undefined) note(i, tick - asked[i][0]);
    }
  }
  return waits.sort((a, b) => a - b);
}

test('in a hall full of guests who call performers by name half are answered within 3.5 s, hardly anybody never', () => {
  const waits = fullHall(1);
  expect(waits.length).toBeGreaterThan(100);
  expect(waits[waits.length >> 1]).toBeLessThanOrEqual(3_500);
  const never = waits.filter((wait) => wait >= HALL.patienceTicks * TICK_MS).length;
  expect(never / waits.length).toBeLessThan(0.08);
});
