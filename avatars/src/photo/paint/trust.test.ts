import { describe, expect, test } from 'vitest';
import { createLayer, drawBack, type Layer, preferSides, settleEdges } from './trust.ts';

const SIZE = 400;
const at = (x: number, y: number) => y * SIZE + x;

/** A layer seen everywhere, of one grey, with a stripe of another where `inside` says so. */
function layer(inside: (x: number, y: number) => boolean = () => false): Layer {
  const out = createLayer(SIZE);
  out.weight.fill(1);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) out.colour.fill(inside(x, y) ? 40 : 160, at(x, y) * 3, at(x, y) * 3 + 3);
  return out;
}

/** Distance from the skin's grey, in rough units of Lab. */
const off = ({ colour }: Layer, i: number) => Math.abs(colour[i * 3] - 160) / 2.5;

describe('which side of a face is believed', () => {
  test('a strand over one side loses its say, the clear side keeps it', () => {
    const own = layer((x) => x > 100 && x < 120);
    const other = layer();
    preferSides(own, other, SIZE, off);
    expect(own.weight[at(110, 200)]).toBeLessThan(0.1);
    expect(other.weight[at(110, 200)]).toBeGreaterThan(0.9);
    expect(own.weight[at(250, 200)]).toBeCloseTo(1, 3);
  });
  test('what both sides have, such as brows, stays', () => {
    const both = (x: number) => x > 100 && x < 120;
    const [own, other] = [layer(both), layer(both)];
    preferSides(own, other, SIZE, off);
    expect(own.weight[at(110, 200)]).toBeCloseTo(1, 3);
  });
  test('where only one side was seen nothing is compared', () => {
    const own = layer((x) => x > 100 && x < 120);
    const other = layer();
    other.weight.fill(0);
    preferSides(own, other, SIZE, off);
    expect(own.weight[at(110, 200)]).toBeCloseTo(1, 3);
  });
});

test('the edge of what was seen is drawn back, the edge of the surface is not', () => {
  const one = layer();
  const surface = new Uint8Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) surface.fill(1, at(50, y), at(350, y));
  for (let y = 0; y < SIZE; y++) one.weight.fill(0, at(200, y), at(350, y));
  drawBack(one, surface, SIZE);
  expect(one.weight[at(199, 200)]).toBeLessThan(0.35);
  expect(one.weight[at(180, 200)]).toBeGreaterThan(0.95);
  expect(one.weight[at(50, 200)]).toBeGreaterThan(0.95);
});

test('a speck that was seen alone has no say, the edge of a hole is soft, thin lines that were not seen leave the rest alone', () => {
  const seen = (where: (x: number, y: number) => boolean) => {
    const one = layer();
    for (let i = 0; i < SIZE * SIZE; i++) one.weight[i] = where(i % SIZE, Math.floor(i / SIZE)) ? 1 : 0;
    settleEdges(one, new Uint8Array(SIZE * SIZE).fill(1), SIZE);
    return (x: number, y: number) => one.weight[at(x, y)];
  };
  expect(seen((x, y) => Math.hypot(x - 200, y - 200) < 4)(200, 200)).toBeLessThan(0.2);
  const half = seen((x) => x < 200);
  expect(half(199, 200)).toBeGreaterThan(0.1);
  expect(half(199, 200)).toBeLessThan(0.9);
  expect(half(170, 200)).toBeCloseTo(1, 3);
  expect(seen((x) => x % 20 > 1)(190, 200)).toBeGreaterThan(0.9);
});
