import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isWalkable, parseStageFile } from './stage-file.ts';

const text = readFileSync(new URL('../../assets/stages/plaza/stage.json', import.meta.url), 'utf8');
const json = JSON.parse(text);
const broken = (change: (stage: typeof json) => void) => {
  const copy = structuredClone(json);
  change(copy);
  return () => parseStageFile(copy, 'plaza/stage.json');
};

describe('the stage file', () => {
  test('the plaza holds what a stage needs', () => {
    const plaza = parseStageFile(json, 'stage.json');
    expect(plaza.paintings.length).toBeGreaterThanOrEqual(6);
    expect(plaza.colliders.filter((collider) => collider.kind === 'step')).toHaveLength(3);
    for (const kind of ['ramp', 'bench', 'tree', 'column', 'pool'])
      expect(
        plaza.colliders.some((collider) => collider.kind === kind),
        kind,
      ).toBe(true);
    for (const kind of ['crate', 'ball', 'lantern'])
      expect(
        plaza.props.some((prop) => prop.kind === kind),
        kind,
      ).toBe(true);
    expect(Object.keys(plaza.marks)).toEqual(expect.arrayContaining(['centre', 'stage', 'easel']));
    const ids = [...plaza.colliders, ...plaza.props, ...plaza.paintings].map((part) => part.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('everything lies inside its bounds, and seats lie on benches', () => {
    const plaza = parseStageFile(json, 'stage.json');
    const [halfX, halfZ] = [plaza.size[0] / 2, plaza.size[1] / 2];
    for (const { x, z } of [...plaza.spawn, ...Object.values(plaza.marks), ...plaza.seats]) {
      expect(Math.abs(x)).toBeLessThan(halfX);
      expect(Math.abs(z)).toBeLessThan(halfZ);
    }
    const benches = plaza.colliders.filter(
      (collider) => collider.kind === 'bench' && collider.shape === 'box',
    );
    for (const seat of plaza.seats) {
      const near = benches.some(
        (bench) =>
          bench.shape === 'box' &&
          Math.hypot(seat.x - bench.centre[0], seat.z - bench.centre[2]) < bench.half[0],
      );
      expect(near, JSON.stringify(seat)).toBe(true);
    }
    expect(plaza.colliders.filter(isWalkable).length).toBe(4);
  });

  test('the generator writes exactly the file that is checked in', () => {
    const script = new URL('../../assets/stages/plaza/make-plaza.mjs', import.meta.url);
    const source = readFileSync(script, 'utf8').replace(
      /writeFileSync\(new URL\([^)]*\), ([^;]+)\);/,
      'process.stdout.write($1);',
    );
    expect(source).toContain('process.stdout.write');
    const made = execFileSync(process.execPath, ['--input-type=module', '-'], {
      input: source,
      encoding: 'utf8',
    });
    // Layout is the formatter's; content is the generator's.
    expect(JSON.parse(made)).toEqual(json);
  });

  test.each([
    [
      'a mark without a place',
      (s: typeof json) => delete s.marks.centre.x,
      /plaza\/stage\.json: marks\.centre\.x/,
    ],
    [
      'a collider of no known shape',
      (s: typeof json) => (s.colliders[0].shape = 'torus'),
      /colliders\.0\.shape/,
    ],
    ['a prop without mass', (s: typeof json) => (s.props[0].massKg = 0), /props\.0\.massKg/],
    ['a size that is no number', (s: typeof json) => (s.size = [60, null]), /size\.1/],
    ['no way in', (s: typeof json) => (s.spawn = []), /spawn/],
    ['an id that is a path', (s: typeof json) => (s.id = '../x'), /: id:/],
  ])('%s is refused with the file and the place in it', (_, change, message) => {
    expect(broken(change)).toThrow(message);
  });
});
