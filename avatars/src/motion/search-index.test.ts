import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../maths/random.ts';
import { createMotionModel, FEATURES, type MotionModel, writeCode } from './motion-model.ts';
import { createSearchIndex, runOutPenalty, type SearchIndex } from './search-index.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion/', import.meta.url));

interface Golden {
  interpolate: { f: number; xz: number[] }[];
  queries: {
    mode: string;
    moving: boolean;
    fromRow: number;
    x: number[];
    bestRow: number;
    cost: number;
    goingOnCost: number;
  }[];
}

let model: MotionModel;
let index: SearchIndex;
const golden = JSON.parse(readFileSync(`${FOLDER}golden.json`, 'utf8')) as Golden;

function bytesOf(file: string): ArrayBuffer {
  const bytes = readFileSync(FOLDER + file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

beforeAll(() => {
  model = createMotionModel(
    JSON.parse(readFileSync(`${FOLDER}motion.json`, 'utf8')),
    bytesOf('database.bin'),
  );
  index = createSearchIndex(model);
});

/** A row's features with another future: what a query looks like. */
function queryNear(row: number, random: () => number, noise: number): Float32Array {
  const query = new Float32Array(FEATURES);
  for (let k = 0; k < FEATURES; k++) {
    const other = k >= 15 && k < 27 ? (random() - 0.5) * noise : 0;
    query[k] = model.features[row * FEATURES + k] * model.manifest.features.scale + other;
  }
  return query;
}

function penaltyOf(mode: string, moving: boolean): Float64Array {
  const { modes, styles, search } = model.manifest;
  return Float64Array.from(index.groups, (group) => {
    const other = modes[mode].styles.includes(styles[group.style]) ? 0 : modes[mode].otherPenalty;
    if (moving) return other + (group.idle ? search.idlePenalty : 0);
    return other + (group.idle ? 0 : search.standPenalty);
  });
}

describe('the search', () => {
  it('looks at every row exactly: a plain scan finds the same', () => {
    const random = createRandom(5);
    const penalty = penaltyOf('neutral', true);
    const groupOf = new Map(index.groups.map((group, g) => [group.style * 256 + group.person, g]));
    for (let n = 0; n < 4; n++) {
      const query = queryNear(Math.floor(random() * model.rows), random, 2);
      let best = Number.POSITIVE_INFINITY;
      for (let row = 0; row < model.rows; row++) {
        if (!model.selectable[row]) continue;
        const g = groupOf.get(model.style[row] * 256 + model.person[row])!;
        best = Math.min(best, index.distance(query, 0, row) + penalty[g] + runOutPenalty(model, row));
      }
      expect(index.findExact(query, 0, penalty, Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(0);
      expect(index.cost()).toBeCloseTo(best, 2);
    }
  });

  it('finds with lists what the exact scan finds, mostly, and never claims a wrong cost', () => {
    const random = createRandom(9);
    const penalty = penaltyOf('neutral', false);
    let wrong = 0;
    let excess = 0;
    for (let n = 0; n < 150; n++) {
      const query = queryNear(Math.floor(random() * model.rows), random, 0.8);
      const exact = index.findExact(query, 0, penalty, Number.POSITIVE_INFINITY);
      const least = index.cost();
      const found = index.find(query, 0, penalty, Number.POSITIVE_INFINITY);
      expect(index.cost()).toBeGreaterThanOrEqual(least - 1e-4);
      expect(index.cost()).toBeGreaterThanOrEqual(index.distance(query, 0, found) - 1e-3);
      if (found !== exact) wrong += 1;
      excess += (index.cost() - least) / Math.max(least, 1) / 150;
    }
    // Made-up queries are harder than real ones (bench motion: 7 % other rows, 2 % excess cost).
    expect(wrong).toBeLessThan(150 * 0.25);
    expect(excess).toBeLessThan(0.35);
  });

  it('finds nothing below a bound that nothing beats', () => {
    const query = queryNear(100, createRandom(1), 3);
    index.findExact(query, 0, penaltyOf('neutral', true), Number.POSITIVE_INFINITY);
    const least = index.cost();
    expect(index.find(query, 0, penaltyOf('neutral', true), least * 0.99)).toBe(-1);
    expect(index.findExact(query, 0, penaltyOf('neutral', true), least * 0.99)).toBe(-1);
  });

  it('agrees with the golden queries of the training code', () => {
    for (const query of golden.queries) {
      const penalty = penaltyOf(query.mode, query.moving);
      const row = index.findExact(Float32Array.from(query.x), 0, penalty, Number.POSITIVE_INFINITY);
      expect(Math.abs(index.cost() - query.cost) / query.cost).toBeLessThan(1e-3);
      expect(row).toBe(query.bestRow);
    }
  });
});

describe('codes of a row', () => {
  it('agree with the golden interpolation', () => {
    const out = new Float32Array(65);
    for (const { f, xz } of golden.interpolate) {
      writeCode(model, f, out, 0);
      xz.forEach((value, k) => {
        expect(Math.abs(out[k] - value)).toBeLessThan(1e-4);
      });
    }
  });

  it('do not look beyond the clip', () => {
    const { firstRow, rows } = model.manifest.clips[3];
    const [a, b] = [new Float32Array(65), new Float32Array(65)];
    writeCode(model, firstRow + rows - 1, a, 0);
    writeCode(model, firstRow + rows - 1.001, b, 0);
    for (let k = 0; k < 65; k++) expect(Math.abs(a[k] - b[k])).toBeLessThan(0.05);
  });
});

describe('a manifest', () => {
  const manifest = () => JSON.parse(readFileSync(`${FOLDER}motion.json`, 'utf8'));
  it.each([
    [
      'another format',
      (m: { format: string }) => Object.assign(m, { format: 'gltf' }),
      /not a motion manifest/,
    ],
    ['another version', (m: { version: number }) => Object.assign(m, { version: 9 }), /version 9/],
    [
      'joints in another order',
      (m: { skeleton: { joints: string[] } }) => m.skeleton.joints.reverse(),
      /HUMAN_JOINTS/,
    ],
    [
      'a missing array',
      (m: { arrays: { name: string }[] }) => m.arrays.splice(0, 1),
      /array 'features' is missing/,
    ],
    [
      'an action with no mask',
      (m: { actions: { mask: string }[] }) => Object.assign(m.actions[0], { mask: 'tail' }),
      /unknown mask 'tail'/,
    ],
  ])('with %s is refused and told apart', (_, spoil, message) => {
    const spoilt = manifest();
    spoil(spoilt);
    expect(() => createMotionModel(spoilt, bytesOf('database.bin'))).toThrow(message);
  });

  it('with too short a database is refused', () => {
    expect(() => createMotionModel(manifest(), new ArrayBuffer(64))).toThrow(/ends beyond database\.bin/);
  });
});
