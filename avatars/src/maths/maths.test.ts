import { describe, expect, it } from 'vitest';
import { wrapAngle } from './angle.ts';
import {
  quatBetween,
  quatFromColumns,
  quatFromVector,
  quatInverseMultiply,
  quatMultiply,
  quatMultiplyInverse,
  quatNormalize,
  quatRotate,
  quatSlerp,
  quatToVector,
} from './quat.ts';
import { createRandom, hashSeed } from './random.ts';
import { decaySprings, followSpring, springStep } from './spring.ts';

const random = createRandom(7);

function randomUnit(): number[] {
  const q = [random() - 0.5, random() - 0.5, random() - 0.5, random() - 0.5];
  quatNormalize(q, 0);
  return q;
}

function sameRotation(a: number[], b: number[], digits = 6): void {
  const dot = Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]);
  expect(dot).toBeCloseTo(1, digits);
}

describe('quaternions', () => {
  it('turns +X to +Y by a quarter turn about +Z', () => {
    const q = [0, 0, 0, 1];
    quatFromVector(q, 0, 0, 0, Math.PI / 2);
    const v = [0, 0, 0];
    quatRotate(v, 0, q, 0, [1, 0, 0], 0);
    expect(v[0]).toBeCloseTo(0, 12);
    expect(v[1]).toBeCloseTo(1, 12);
  });

  it('applies the right operand first', () => {
    const a = randomUnit();
    const b = randomUnit();
    const v = [0.3, -1, 2];
    const product = [0, 0, 0, 0];
    quatMultiply(product, 0, a, 0, b, 0);
    const once = [0, 0, 0];
    quatRotate(once, 0, product, 0, v, 0);
    const twice = [0, 0, 0];
    quatRotate(twice, 0, b, 0, v, 0);
    quatRotate(twice, 0, a, 0, twice, 0);
    for (let k = 0; k < 3; k++) expect(once[k]).toBeCloseTo(twice[k], 10);
  });

  it('undoes itself', () => {
    for (let n = 0; n < 50; n++) {
      const a = randomUnit();
      const b = randomUnit();
      const q = [0, 0, 0, 0];
      quatMultiply(q, 0, a, 0, b, 0);
      const back = [0, 0, 0, 0];
      quatInverseMultiply(back, 0, a, 0, q, 0);
      sameRotation(back, b);
      quatMultiplyInverse(back, 0, q, 0, b, 0);
      sameRotation(back, a);
    }
  });

  it('goes to a rotation vector and back, small and large', () => {
    for (const size of [1e-9, 1e-3, 0.39, 0.41, 1, 3]) {
      for (let n = 0; n < 20; n++) {
        const axis = randomUnit();
        const length = Math.hypot(axis[0], axis[1], axis[2]);
        const v = [0, 1, 2].map((k) => (axis[k] / length) * size);
        const q = [0, 0, 0, 0];
        quatFromVector(q, 0, v[0], v[1], v[2]);
        expect(Math.hypot(...q)).toBeCloseTo(1, 7);
        const back = [0, 0, 0];
        quatToVector(back, 0, q, 0);
        for (let k = 0; k < 3; k++) expect(back[k]).toBeCloseTo(v[k], 6);
      }
    }
  });

  it('reads a rotation from two columns, also scaled and skewed ones', () => {
    for (let n = 0; n < 200; n++) {
      const q = randomUnit();
      const six = [0, 0, 0, 0, 0, 0];
      quatRotate(six, 0, q, 0, [1, 0, 0], 0);
      quatRotate(six, 3, q, 0, [0, 1, 0], 0);
      const skewed = six.map((value, k) => (k < 3 ? value * 1.7 : value * 0.4 + six[k - 3] * 0.2));
      const out = [0, 0, 0, 0];
      expect(quatFromColumns(out, 0, skewed, 0)).toBe(true);
      sameRotation(out, q);
    }
  });

  it('refuses columns that tell no rotation', () => {
    const out = [0, 0, 0, 1];
    expect(quatFromColumns(out, 0, [0, 0, 0, 0, 1, 0], 0)).toBe(false);
    expect(quatFromColumns(out, 0, [1, 0, 0, 2, 0, 0], 0)).toBe(false);
    expect(quatFromColumns(out, 0, [Number.NaN, 0, 0, 0, 1, 0], 0)).toBe(false);
    expect(out).toEqual([0, 0, 0, 1]);
  });

  it('slerps at an even pace the short way', () => {
    const a = randomUnit();
    const step = [0, 0, 0, 0];
    quatFromVector(step, 0, 0, 1.2, 0);
    const b = [0, 0, 0, 0];
    quatMultiply(b, 0, step, 0, a, 0);
    const half = [0, 0, 0, 0];
    quatSlerp(
      half,
      0,
      a,
      0,
      b.map((x) => -x),
      0,
      0.25,
    );
    const turned = [0, 0, 0, 0];
    quatMultiplyInverse(turned, 0, half, 0, a, 0);
    const v = [0, 0, 0];
    quatToVector(v, 0, turned, 0);
    expect(v[1]).toBeCloseTo(0.3, 6);
  });

  it('finds the rotation between directions, opposite ones too', () => {
    for (const [a, b] of [
      [
        [1, 2, 3],
        [-2, 0.5, 1],
      ],
      [
        [0, 2, 0],
        [0, -1, 0],
      ],
      [
        [1, 0, 0],
        [-3, 0, 0],
      ],
    ]) {
      const q = [0, 0, 0, 0];
      quatBetween(q, 0, a[0], a[1], a[2], b[0], b[1], b[2]);
      const v = [0, 0, 0];
      quatRotate(v, 0, q, 0, a, 0);
      const scale = Math.hypot(...a) / Math.hypot(...b);
      for (let k = 0; k < 3; k++) expect(v[k]).toBeCloseTo(b[k] * scale, 6);
    }
  });

  it('makes identity of zero and of NaN', () => {
    for (const q of [
      [0, 0, 0, 0],
      [Number.NaN, 0, 0, 1],
      [Number.POSITIVE_INFINITY, 0, 0, 1],
    ]) {
      quatNormalize(q, 0);
      expect(q).toEqual([0, 0, 0, 1]);
    }
  });
});

describe('springs', () => {
  it('halves an offset at rest in about one half-life and never overshoots', () => {
    const x = new Float64Array([1]);
    const v = new Float64Array(1);
    const step = springStep(0.2, 0.01);
    let halved = 0;
    for (let t = 0; t < 200; t++) {
      decaySprings(x, v, 0, 1, step);
      expect(x[0]).toBeGreaterThanOrEqual(0);
      if (halved === 0 && x[0] < 0.5) halved = (t + 1) * 0.01;
    }
    // Holden's half-life belongs to the fast mode: from rest a critical spring takes 1.2 of it.
    expect(halved).toBeGreaterThan(0.2);
    expect(halved).toBeLessThan(0.27);
    expect(x[0]).toBeLessThan(1e-4);
  });

  it('gives the same in one long step as in many short ones', () => {
    const a = new Float64Array([0.4]);
    const av = new Float64Array([-2]);
    decaySprings(a, av, 0, 1, springStep(0.12, 0.2));
    const b = new Float64Array([0.4]);
    const bv = new Float64Array([-2]);
    for (let t = 0; t < 20; t++) decaySprings(b, bv, 0, 1, springStep(0.12, 0.01));
    expect(a[0]).toBeCloseTo(b[0], 10);
    expect(av[0]).toBeCloseTo(bv[0], 10);
  });

  it('follows a goal', () => {
    const x = new Float64Array([0]);
    const v = new Float64Array([0]);
    for (let t = 0; t < 100; t++) followSpring(x, v, 0, 3, springStep(0.1, 0.05));
    expect(x[0]).toBeCloseTo(3, 6);
  });
});

describe('seeded random', () => {
  it('repeats itself and spreads', () => {
    const a = createRandom(5);
    const b = createRandom(5);
    let sum = 0;
    for (let n = 0; n < 2000; n++) {
      const draw = a();
      expect(draw).toBe(b());
      sum += draw;
    }
    expect(sum / 2000).toBeCloseTo(0.5, 1);
    expect(new Set(Array.from({ length: 500 }, (_, n) => hashSeed(1, n))).size).toBe(500);
  });
});

describe('angles', () => {
  it('wraps to half a turn', () => {
    for (const rad of [-10, -3.2, 0, 3.2, 100]) {
      const wrapped = wrapAngle(rad);
      expect(Math.abs(wrapped)).toBeLessThanOrEqual(Math.PI);
      expect(Math.cos(wrapped)).toBeCloseTo(Math.cos(rad), 9);
      expect(Math.sin(wrapped)).toBeCloseTo(Math.sin(rad), 9);
    }
  });
});
