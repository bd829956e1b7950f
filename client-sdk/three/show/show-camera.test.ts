import { describe, expect, test } from 'vitest';
import type { CameraRig } from '../camera/camera-rig.ts';
import { mixShot, ShowCamera, shotOf } from './show-camera.ts';

const AUDIENCE = { x: 0, z: 8 };
const head = { x: 1, y: 1.6, z: -6 };

test('a shot looks from where the audience is, the closer the nearer', () => {
  const distances = ['wide', 'full', 'medium', 'close'].map(
    (shot) => shotOf(shot, 0, 0, head, AUDIENCE).distanceM,
  );
  expect(distances).toEqual([...distances].sort((a, b) => b - a));
  // Yaw 0 stands at +z of its subject: the audience is there, but for the angle of the shot.
  expect(Math.abs(shotOf('wide', 0, 0, head, AUDIENCE).yaw)).toBeLessThan(0.3);
  expect(Math.cos(shotOf('audience', 0, 0, head, AUDIENCE).yaw)).toBeLessThan(-0.8);
});

test('an orbit is a function of the moment of the stage', () => {
  const a = shotOf('orbit', 1_000, 11_500, head, AUDIENCE);
  const b = shotOf('orbit', 1_000, 1_000, head, AUDIENCE);
  expect(a.yaw - b.yaw).toBeCloseTo(Math.PI / 2, 2);
});

test('a move ends at its aim and takes the short way round', () => {
  const from = shotOf('wide', 0, 0, head, AUDIENCE);
  const to = { ...from, yaw: from.yaw + 1.9 * Math.PI };
  expect(mixShot(from, to, 1).yaw).toBeCloseTo(from.yaw - 0.1 * Math.PI, 6);
  expect(mixShot(from, { ...to, distanceM: 3 }, 1).distanceM).toBe(3);
});

describe('something tall in the way', () => {
  const cue = (sinceMs: number) => {
    return { shot: 'medium', target: { at: 'audience' as const }, sinceMs, fadeMs: 0 };
  };
  /** A rig that cannot see from headings between two. */
  const rigOf = (blocked: (yaw: number) => boolean) =>
    ({
      yaw: 0,
      pitch: 0,
      distanceM: 0,
      cut() {},
      sees: (_at: unknown, yaw: number) => !blocked(yaw),
    }) as unknown as CameraRig & { yaw: number };
  const straight = shotOf('medium', 0, 0, head, AUDIENCE).yaw;

  test('a shot begins from where it can see, as near to straight on as that is', () => {
    const camera = new ShowCamera();
    const rig = rigOf((yaw) => Math.abs(yaw - straight) < 0.5);
    camera.update(rig, cue(0), 100, head, AUDIENCE);
    expect(Math.abs(rig.yaw - straight)).toBeCloseTo(0.7, 6);
    const clear = rigOf(() => false);
    camera.update(clear, cue(200), 300, head, AUDIENCE);
    expect(clear.yaw).toBeCloseTo(straight, 6);
  });

  test('one that goes on waits a moment, then goes round without a jump', () => {
    const camera = new ShowCamera();
    let inTheWay = false;
    const rig = rigOf((yaw) => inTheWay && Math.abs(yaw - straight) < 0.3);
    camera.update(rig, cue(0), 0, head, AUDIENCE);
    inTheWay = true;
    let before = rig.yaw;
    for (let ms = 20; ms <= 300; ms += 20) camera.update(rig, cue(0), ms, head, AUDIENCE);
    expect(rig.yaw).toBeCloseTo(straight, 6);
    for (let ms = 320; ms <= 2_000; ms += 20) {
      camera.update(rig, cue(0), ms, head, AUDIENCE);
      expect(Math.abs(rig.yaw - before)).toBeLessThan(0.02);
      before = rig.yaw;
    }
    expect(Math.abs(rig.yaw - straight)).toBeCloseTo(0.35, 6);
  });

  test('where nothing can be seen from anywhere it stays straight', () => {
    const camera = new ShowCamera();
    const rig = rigOf(() => true);
    for (let ms = 0; ms < 2_000; ms += 50) camera.update(rig, cue(0), ms, head, AUDIENCE);
    expect(rig.yaw).toBeCloseTo(straight, 6);
  });
});
