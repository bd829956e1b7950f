import { createGuestState, type Ground, stepGuest } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { OwnBodyPrediction, STEP_MS } from './own-body.ts';

const FLAT: Ground = {
  heightAt: () => 0,
  pushOut: (x, z, _radius, out) => {
    out[0] = x;
    out[1] = z;
    return false;
  },
  inside: () => true,
};
const AHEAD = { moveX: 0, moveZ: 1, hurry: false };

/** A server that answers `delay` steps late. */
function play(steps: number, delay: number, server: (seq: number) => typeof AHEAD = () => AHEAD) {
  const own = new OwnBodyPrediction(FLAT);
  const truth = createGuestState(0, 0, 0, 0);
  own.settle({ ackSeq: 0, ...truth, presentAtMs: 0 });
  const shown = { x: 0, y: 0, z: 0, yaw: 0 };
  const path: number[] = [];
  const answers: Parameters<typeof own.settle>[0][] = [];
  for (let seq = 1; seq <= steps; seq++) {
    own.step(seq, AHEAD);
    stepGuest(truth, server(seq), STEP_MS / 1000, FLAT);
    answers.push({ ackSeq: seq, ...truth, presentAtMs: seq * STEP_MS });
    if (seq > delay) own.settle(answers[seq - 1 - delay]);
    for (let frame = 0; frame < 3; frame++) {
      own.present(STEP_MS / 3000, shown);
      path.push(shown.z);
    }
  }
  return { own, truth, shown, path };
}

describe('the own body', () => {
  test('obeys at once and equals the server when both see the same input', () => {
    const { truth, shown, path } = play(60, 4);
    expect(path[2]).toBeGreaterThan(0);
    expect(shown.z).toBeCloseTo(truth.z, 6);
  });

  test('a correction fades in without a step backwards', () => {
    const { truth, path, own } = play(60, 4, (seq) => (seq === 30 ? { ...AHEAD, moveZ: 0 } : AHEAD));
    expect(Math.min(...path.slice(1).map((z, i) => z - path[i]))).toBeGreaterThan(-0.005);
    expect(Math.abs(own.state.z - truth.z)).toBeLessThan(0.02);
  });

  test('being put elsewhere is shown at once', () => {
    const { own } = play(10, 2);
    const shown = { x: 0, y: 0, z: 0, yaw: 0 };
    own.settle({ ackSeq: 10, x: 12, y: 0, z: -7, yaw: 1, vx: 0, vz: 0, presentAtMs: 600 });
    own.present(0.001, shown);
    expect(shown.x).toBeCloseTo(12);
    expect(shown.z).toBeCloseTo(-7);
  });

  test('the past of the server can be asked for', () => {
    const { own } = play(20, 0);
    const at = { x: 0, y: 0, z: 0, yaw: 0 };
    expect(own.settledAt(10 * STEP_MS + 25, at)).toBe(true);
    const later = { x: 0, y: 0, z: 0, yaw: 0 };
    own.settledAt(11 * STEP_MS, later);
    expect(at.z).toBeLessThan(later.z);
    expect(at.z).toBeGreaterThan(0);
  });
});
