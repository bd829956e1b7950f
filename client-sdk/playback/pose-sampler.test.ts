import { describe, expect, test } from 'vitest';
import { BodyTrack } from './body-track.ts';
import { RENDER_CLOCK, RenderClock } from './render-clock.ts';

const FACE = new Float32Array(18);
function frame(timeMs: number): { hips: Float64Array; joints: Float32Array } {
  const t = timeMs / 1000;
  const joints = new Float32Array(208);
  for (let joint = 0; joint < 52; joint++) {
    const half = Math.sin(t * 5 + joint) * 0.4;
    joints[joint * 4] = Math.sin(half);
    joints[joint * 4 + 3] = Math.cos(half);
  }
  return { hips: Float64Array.from([Math.sin(t * 4) * 0.1, 1 + Math.sin(t * 8) * 0.02, t * 1.3]), joints };
}
function play(track: BodyTrack, fromMs: number, toMs: number, stepMs: number): number[][] {
  const out: number[][] = [];
  for (let t = fromMs; t <= toMs; t += stepMs) {
    const body = track.sample(t, 0, stepMs);
    out.push([...body.hips, body.joints[0]]);
  }
  return out;
}
/** Mean size of the third difference: what the eye sees as trembling. */
function jerk(rows: number[][]): number {
  let sum = 0;
  for (let i = 3; i < rows.length; i++) {
    for (let k = 0; k < rows[i].length; k++)
      sum += Math.abs(rows[i][k] - 3 * rows[i - 1][k] + 3 * rows[i - 2][k] - rows[i - 3][k]);
  }
  return sum / rows.length;
}
function streamed(frames: number[]): BodyTrack {
  const track = new BodyTrack(1);
  for (const t of frames) {
    const { hips, joints } = frame(t);
    track.add(t, hips, joints, FACE, 0);
  }
  return track;
}

describe('interpolation', () => {
  test('between 20 Hz frames a body is within a millimetre and a tenth of a degree of the truth', () => {
    const track = streamed([0, 50, 100, 150, 200, 250, 300, 350]);
    for (let t = 60; t < 290; t += 7) {
      const body = track.sample(t, 0, 7);
      const truth = frame(t);
      for (let k = 0; k < 3; k++) expect(Math.abs(body.hips[k] - truth.hips[k])).toBeLessThan(0.0012);
      for (let joint = 0; joint < 52; joint++) {
        let dot = 0;
        for (let k = 0; k < 4; k++) dot += body.joints[joint * 4 + k] * truth.joints[joint * 4 + k];
        expect(2 * Math.acos(Math.min(1, Math.abs(dot)))).toBeLessThan(0.006);
      }
    }
  });
  test('cubic playback has at most a third of the jerk of linear playback', () => {
    const track = streamed([0, 50, 100, 150, 200, 250, 300, 350]);
    const cubic = jerk(play(track, 60, 290, 5));
    const linear: number[][] = [];
    for (let t = 60; t <= 290; t += 5) {
      const [a, b] = [frame(Math.floor(t / 50) * 50), frame(Math.floor(t / 50) * 50 + 50)];
      const u = (t % 50) / 50;
      linear.push(
        [...a.hips]
          .map((x, k) => x + (b.hips[k] - x) * u)
          .concat(a.joints[0] + (b.joints[0] - a.joints[0]) * u),
      );
    }
    expect(cubic).toBeLessThan(jerk(linear) / 3);
  });
  test('a missing frame is bridged, a missing stream is carried on for a moment and then rests', () => {
    const track = streamed([0, 50, 100, 200, 250]);
    expect(Math.abs(track.sample(150, 0, 5).hips[2] - frame(150).hips[2])).toBeLessThan(0.004);
    const at350 = track.sample(350, 0, 5).hips[2];
    expect(at350).toBeGreaterThan(frame(250).hips[2]);
    expect(track.sample(900, 0, 5).hips[2]).toBe(at350);
  });
  test('rotations of opposite sign are the same rotation', () => {
    const track = new BodyTrack(1);
    for (const t of [0, 50, 100, 150]) {
      const { hips, joints } = frame(t);
      track.add(t, hips, t % 100 === 0 ? joints : joints.map((x) => -x), FACE, 0);
    }
    const body = track.sample(75, 0, 5);
    expect(Math.abs(Math.abs(body.joints[3]) - Math.abs(frame(75).joints[3]))).toBeLessThan(0.01);
  });
});

describe('the render clock', () => {
  test('never runs backwards and takes jitter without a jump', () => {
    const clock = new RenderClock();
    let last = Number.NEGATIVE_INFINITY;
    let worst = 0;
    for (let i = 0; i < 400; i++) {
      const stage = 1000 + i * 16;
      if (i % 3 === 0) clock.note(stage - 40 - (i % 7) * 12, stage);
      const now = clock.at(stage);
      if (i > 30) worst = Math.max(worst, Math.abs(now - last - 16));
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    expect(worst).toBeLessThan(1);
  });
  test('the delay covers the lateness that was seen', () => {
    const clock = new RenderClock();
    for (let i = 0; i < 100; i++) clock.note(i * 50, i * 50 + 90 + (i % 5) * 10);
    expect(clock.delayMs).toBeGreaterThan(130);
  });

  test('a message that waits while the page draws is not late; a hidden page learns nothing, one that never draws counts all', () => {
    const run = (handledAfter: (drawnMs: number) => number): number => {
      const clock = new RenderClock();
      // Pictures of 150 ms; a frame is sent every 50 ms and takes 100 ms on its way.
      for (let picture = 0; picture < 60; picture++) {
        const drawnMs = picture * 150;
        clock.at(drawnMs);
        for (let i = 0; i < 3; i++) clock.note(drawnMs + i * 50 - 100, handledAfter(drawnMs));
      }
      return clock.delayMs - RENDER_CLOCK.marginMs;
    };
    expect(Math.abs(run((drawnMs) => drawnMs + 149) - 117)).toBeLessThan(4);
    // A page that is hidden keeps what it knew.
    expect(run((drawnMs) => drawnMs + 2_000)).toBe(60);
    const undrawn = new RenderClock();
    for (let i = 0; i < 100; i++) undrawn.note(i * 50, i * 50 + 180);
    expect(undrawn.delayMs - RENDER_CLOCK.marginMs).toBeCloseTo(180, 0);
  });

  test('how fast it forgets has nothing to do with how many bodies a message holds', () => {
    const [one, crowd] = [new RenderClock(), new RenderClock()];
    for (const [clock, bodies] of [
      [one, 1],
      [crowd, 300],
    ] as const) {
      clock.note(0, 300);
      for (let i = 1; i < 20; i++) for (let body = 0; body < bodies; body++) clock.note(i * 50, i * 50 + 20);
    }
    expect(crowd.delayMs).toBe(one.delayMs);
    expect(crowd.delayMs).toBeGreaterThan(200);
  });
});
