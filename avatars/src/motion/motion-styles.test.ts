import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DERIVED_STYLES } from './derived-styles.ts';
import { createMotionModel } from './motion-model.ts';
import { stylesOf, walkSpeed } from './motion-styles.ts';

const mode = { styles: ['idle'], otherPenalty: 1 };
const names = (modes: Record<string, typeof mode>): string[] => stylesOf({ modes }).map(({ name }) => name);

describe('the styles of a model', () => {
  test('learned ones come first and in order, then the derived ones, each playing its base', () => {
    const modes = { strut: mode, neutral: { ...mode, speedMps: [0.5, 1.6] as const } };
    const styles = stylesOf({ modes });
    expect(styles.map(({ name }) => name)).toEqual(['strut', 'neutral', 'tired', 'sad', 'proud', 'old']);
    expect(styles.slice(0, 2).map(({ derived }) => derived)).toEqual([undefined, undefined]);
    expect(styles[1].speedMps).toEqual([0.5, 1.6]);
    for (const style of styles.slice(2)) expect(style.mode).toBe(1);
  });

  test('one that was learned is not derived as well, and none is without its base', () => {
    expect(names({ neutral: mode, sad: mode })).toEqual(['neutral', 'sad', 'tired', 'proud', 'old']);
    expect(names({ strut: mode })).toEqual(['strut']);
  });

  test('the table holds what a person can do', () => {
    for (const { name, speedMps, ...style } of DERIVED_STYLES) {
      expect(speedMps[0], name).toBeGreaterThan(0);
      expect(speedMps[1], name).toBeGreaterThan(speedMps[0]);
      expect(style.tempo * style.stride, name).toBeGreaterThan(0.3);
      expect(style.lowerM, name).toBeGreaterThanOrEqual(0);
      for (const posture of [style.walking, style.standing]) {
        const bend = (['hips', 'spine', 'chest', 'upperChest'] as const).map(
          (part) => posture[part]?.[0] ?? 0,
        );
        expect(Math.abs(bend.reduce((a, b) => a + b, 0)), name).toBeLessThan(45);
        expect(Math.abs((posture.neck?.[0] ?? 0) + (posture.head?.[0] ?? 0)), name).toBeLessThan(40);
      }
    }
  });

  test('the model card names every one of them as derived', () => {
    const card = readFileSync(new URL('../../train/motion/troupe_motion/card.py', import.meta.url), 'utf8');
    const section = card.slice(card.indexOf('## Derived styles'), card.indexOf('## Quality'));
    for (const { name } of DERIVED_STYLES) expect(section).toContain(name);
    expect(section).toContain('not learned');
  });
});

describe('the speed one walks at in a style', () => {
  test('stays within what the style is made for; without a range, or standing, it is what was asked', () => {
    const style = { speedMps: [0.4, 0.8] as const };
    expect([0.1, 0.4, 0.6, 1.2].map((speed) => walkSpeed(style, speed))).toEqual([0.4, 0.4, 0.6, 0.8]);
    expect(walkSpeed(style, 0)).toBe(0);
    expect(walkSpeed(style, Number.NaN)).toBeNaN();
    expect(walkSpeed({ speedMps: undefined }, 5)).toBe(5);
    expect(walkSpeed(undefined, 5)).toBe(5);
  });

  test.each([[[1, 0.5]], [[-1, 1]], [[0.5]], [['a', 'b']]])('a manifest with %j is refused', (speedMps) => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../../assets/models/motion/motion.json', import.meta.url), 'utf8'),
    );
    manifest.modes.neutral.speedMps = speedMps;
    expect(() => createMotionModel(manifest, new ArrayBuffer(0))).toThrow(/mode neutral walks at .*rebuild/);
  });
});
