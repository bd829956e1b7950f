import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseHeroes, chooseLod, chooseLods, IMPOSTOR, LOD_DEFAULTS } from './lod-choice.ts';

describe('level of detail', () => {
  test('taller people are finer', () => {
    expect([800, 200, 70, 20].map((px) => chooseLod(px, -1, LOD_DEFAULTS))).toEqual([0, 1, 2, IMPOSTOR]);
  });
  test('a height that trembles around a border changes nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('finePx', 'middlePx', 'coarsePx'),
        (start, border) => {
          const px = LOD_DEFAULTS[border as 'finePx'];
          let level = chooseLod(px, start, LOD_DEFAULTS);
          const first = level;
          for (const shake of [0.95, 1.05, 0.9, 1.1]) level = chooseLod(px * shake, level, LOD_DEFAULTS);
          expect(level).toBe(first);
        },
      ),
    );
  });
});

describe('levels of a crowd', () => {
  const crowd = (count: number, lod = -1) =>
    Array.from({ length: count }, (_, i) => ({
      netId: i + 1,
      heightPx: 500 - i,
      inView: true,
      lod,
      lodWanted: -1,
    }));
  test('no more people are fine than the machine can bear: the tallest', () => {
    const people = crowd(100);
    chooseLods(people, { ...LOD_DEFAULTS, fineMax: 5, middleMax: 20 });
    expect(people.map((person) => person.lodWanted)).toEqual([
      ...new Array(5).fill(0),
      ...new Array(20).fill(1),
      ...new Array(75).fill(2),
    ]);
  });
  test('who is fine stays fine beside somebody hardly taller', () => {
    const people = [
      { netId: 1, heightPx: 400, inView: true, lod: 0, lodWanted: -1 },
      { netId: 2, heightPx: 430, inView: true, lod: 1, lodWanted: -1 },
    ];
    chooseLods(people, { ...LOD_DEFAULTS, fineMax: 1 });
    expect(people.map((person) => person.lodWanted)).toEqual([0, 1]);
    people[1].heightPx = 600;
    chooseLods(people, { ...LOD_DEFAULTS, fineMax: 1 });
    expect(people.map((person) => person.lodWanted)).toEqual([1, 0]);
  });
});

describe('heroes', () => {
  const person = (netId: number, heightPx: number, hero = false, inView = true) => ({
    netId,
    heightPx,
    hero,
    inView,
  });
  test('the tallest on the screen, as many as allowed', () => {
    const people = Array.from({ length: 20 }, (_, i) => person(i + 1, 200 + i * 10));
    const chosen = chooseHeroes(people, LOD_DEFAULTS);
    expect(chosen.size).toBe(LOD_DEFAULTS.heroesMax);
    expect(chosen.has(20)).toBe(true);
    expect(chosen.has(1)).toBe(false);
  });
  test('a hero stays one while another is hardly taller', () => {
    const options = { ...LOD_DEFAULTS, heroesMax: 1 };
    expect(chooseHeroes([person(1, 300, true), person(2, 330)], options)).toEqual(new Set([1]));
    expect(chooseHeroes([person(1, 300, true), person(2, 400)], options)).toEqual(new Set([2]));
  });
  test('nobody far away', () => {
    expect(chooseHeroes([person(1, 60)], LOD_DEFAULTS).size).toBe(0);
  });
});
