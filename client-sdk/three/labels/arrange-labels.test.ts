import { describe, expect, test } from 'vitest';
import { arrangeLabels, type HeadDisc, type LabelBox } from './arrange-labels.ts';

const line = (x: number, y: number, distanceM: number): LabelBox => ({
  x,
  y,
  width: 240,
  height: 70,
  speaking: true,
  under: false,
  distanceM,
  wasHidden: false,
});
const name = (x: number, y: number, distanceM: number, wasHidden = false): LabelBox => ({
  ...line(x, y, distanceM),
  width: 60,
  height: 20,
  speaking: false,
  wasHidden,
});

function covers(a: LabelBox, liftA: number, b: LabelBox, liftB: number): boolean {
  const across = Math.abs(a.x - b.x) < (a.width + b.width) / 2;
  const aTop = a.y - liftA - a.height;
  const bTop = b.y - liftB - b.height;
  return across && aTop < b.y - liftB && bTop < a.y - liftA;
}

describe('labels over the picture', () => {
  test('lines that would lie on one another stand one above the other, the nearest where it was', () => {
    const labels = [line(300, 300, 6), line(380, 310, 3), line(340, 280, 9)];
    const places = arrangeLabels(labels, []);
    expect(places[1]).toEqual({ liftPx: 0, hidden: false });
    for (let i = 0; i < 3; i++) {
      expect(places[i].hidden).toBe(false);
      for (let k = 0; k < i; k++)
        expect(covers(labels[i], places[i].liftPx, labels[k], places[k].liftPx)).toBe(false);
    }
  });

  test('a line does not make room into what stands above the picture', () => {
    const labels = [line(300, 200, 3), line(300, 190, 6)];
    const lift = (topPx: number): number => arrangeLabels(labels, [], topPx)[1].liftPx;
    expect(lift(0)).toBeGreaterThan(0);
    expect(190 - 70 - lift(0)).toBeLessThan(100);
    expect(lift(100)).toBe(0);
  });

  test('lines far apart stay where they are', () => {
    const places = arrangeLabels([line(200, 300, 4), line(700, 300, 4)], []);
    expect(places.map((place) => place.liftPx)).toEqual([0, 0]);
  });

  test('a line goes over a nearer head, and stays before a farther one', () => {
    const head = (distanceM: number): HeadDisc => ({ x: 300, y: 270, radius: 40, distanceM });
    const [before] = arrangeLabels([line(300, 300, 5)], [head(2)]);
    expect(300 - before.liftPx).toBeLessThan(270 - 40);
    expect(arrangeLabels([line(300, 300, 5)], [head(8)])[0].liftPx).toBe(0);
  });

  test('a line without room above keeps its place rather than leave the picture', () => {
    const [first, second] = arrangeLabels([line(300, 90, 2), line(300, 95, 3)], []);
    expect(first.liftPx).toBe(0);
    expect(second).toEqual({ liftPx: 0, hidden: false });
  });

  test('a line below a chin is not lifted onto the face', () => {
    const hanging = { ...line(300, 300, 5), under: true };
    expect(arrangeLabels([line(300, 300, 2), hanging], [])[1].liftPx).toBe(0);
  });

  test('a name on a nearer head or under a line is left out; the nearer of two names stays', () => {
    expect(arrangeLabels([name(300, 300, 6)], [{ x: 310, y: 300, radius: 60, distanceM: 2 }])[0].hidden).toBe(
      true,
    );
    const [far, near] = arrangeLabels([name(300, 300, 6), name(320, 305, 4)], []);
    expect([far.hidden, near.hidden]).toEqual([true, false]);
    expect(arrangeLabels([line(300, 300, 6), name(300, 290, 2)], [])[1].hidden).toBe(true);
  });

  test('a name that was hidden comes back only with room to spare', () => {
    const beside = (wasHidden: boolean): boolean =>
      arrangeLabels([name(300, 300, 2), name(364, 300, 6, wasHidden)], [])[1].hidden;
    expect([beside(false), beside(true)]).toEqual([false, true]);
  });
});
