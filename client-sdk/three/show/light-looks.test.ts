import { describe, expect, test } from 'vitest';
import { STROBE_HZ_MAX } from '../../protocol/index.ts';
import { DUSK, fadeAt, lightOf, mixLight, strobeAt } from './light-looks.ts';

const light = (look: string, level = 1, colour = '#ffffff') => ({
  look,
  colour,
  level,
  strobeHz: 0,
  sinceMs: 0,
  fadeMs: 0,
});

describe('light of a show', () => {
  test('a blackout is dark, and its level is what is left', () => {
    expect(lightOf(light('blackout')).house).toBeLessThan(0.02);
    expect(lightOf(light('blackout', 0.15)).house).toBeCloseTo(0.15, 6);
  });
  test('level dims the lights of the show and leaves the sky', () => {
    const [full, half] = [lightOf(light('stage')), lightOf(light('stage', 0.5))];
    expect(half.key / full.key).toBeCloseTo(0.5, 6);
    expect(half.house).toBe(full.house);
  });
  test('colour tints, and a fade ends exactly at its aim', () => {
    const red = lightOf(light('stage', 1, '#ff0000'));
    expect(red.colour[1]).toBe(0);
    expect(mixLight(DUSK, red, 1)).toEqual(red);
    expect(mixLight(DUSK, red, 0.5).key).toBeCloseTo((DUSK.key + red.key) / 2, 6);
  });
  test('a fade is a function of stage time alone', () => {
    expect([fadeAt(1_000, 2_000, 500), fadeAt(1_000, 2_000, 2_000), fadeAt(1_000, 2_000, 9_000)]).toEqual([
      0, 0.5, 1,
    ]);
    expect(fadeAt(1_000, 0, 1_000)).toBe(1);
  });
  test('no strobe flashes faster than is safe', () => {
    let changes = 0;
    let before = strobeAt(20, 0);
    for (let ms = 1; ms <= 10_000; ms++) {
      const now = strobeAt(20, ms);
      if (now > before) changes += 1;
      before = now;
    }
    expect(changes / 10).toBeLessThanOrEqual(STROBE_HZ_MAX);
    expect(changes).toBeGreaterThan(0);
  });
});
