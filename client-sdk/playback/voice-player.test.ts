import { describe, expect, test } from 'vitest';
import { VoicePlayer } from './voice-player.ts';

/** As much of Web Audio as the player uses, with a clock moved by hand. */
function fakeContext() {
  const started: { atS: number; offsetS: number; length: number; stoppedS: number }[] = [];
  const param = () => ({
    value: 0,
    setTargetAtTime(value: number) {
      this.value = value;
    },
  });
  const node = () => ({ connect() {}, disconnect() {} });
  const panners: { positionX: { value: number } }[] = [];
  const context = {
    currentTime: 10,
    destination: node(),
    listener: {
      positionX: param(),
      positionY: param(),
      positionZ: param(),
      forwardX: param(),
      forwardY: param(),
      forwardZ: param(),
    },
    createGain: () => ({ ...node(), gain: param() }),
    createPanner: () => {
      const panner = { ...node(), positionX: param(), positionY: param(), positionZ: param() };
      panners.push(panner);
      return panner;
    },
    createBuffer: (_: number, length: number) => {
      const data = new Float32Array(length);
      return { length, getChannelData: () => data };
    },
    createBufferSource() {
      const entry = { atS: Number.NaN, offsetS: 0, length: 0, stoppedS: Number.POSITIVE_INFINITY };
      return {
        ...node(),
        buffer: undefined as { length: number } | undefined,
        onended: undefined as (() => void) | undefined,
        start(atS: number, offsetS: number) {
          Object.assign(entry, { atS, offsetS, length: this.buffer!.length });
          started.push(entry);
        },
        stop(atS: number) {
          entry.stoppedS = atS;
        },
      };
    },
  };
  return { context: context as unknown as AudioContext & { currentTime: number }, started, panners };
}

const piece = (over: Partial<Parameters<VoicePlayer['add']>[0]> = {}) => ({
  netId: 3,
  uid: 7,
  playAtMs: 5_000,
  rateHz: 20_000,
  total: 40_000,
  first: 0,
  samples: new Int16Array(4_000),
  ...over,
});

describe('voices are played in place and in time', () => {
  const open = (delayMs = 115, stageMs = 4_800) => {
    const fake = fakeContext();
    const clock = { stageMs };
    const player = new VoicePlayer({
      context: fake.context,
      stageMs: () => clock.stageMs,
      delayMs: () => delayMs,
    });
    return { ...fake, player, clock };
  };

  test('a line begins when its moment of the picture is shown, its pieces without a seam', () => {
    const { player, started } = open();
    player.add(piece());
    player.add(piece({ first: 4_000 }));
    // 200 ms until its stage time, and the picture is 115 ms behind.
    expect(started[0].atS).toBeCloseTo(10.315);
    expect(started[1].atS).toBeCloseTo(10.515);
  });
  test('the delay a line began with is kept', () => {
    const fake = fakeContext();
    let delayMs = 100;
    const player = new VoicePlayer({ context: fake.context, stageMs: () => 5_000, delayMs: () => delayMs });
    player.add(piece());
    delayMs = 180;
    player.add(piece({ first: 4_000 }));
    expect(fake.started[1].atS - fake.started[0].atS).toBeCloseTo(0.2);
  });
  test('what is past is left out: a late piece begins in its middle, one wholly late is not played', () => {
    const { player, started, context } = open(0, 5_000);
    player.add(piece());
    context.currentTime = 10.25;
    player.add(piece({ first: 4_000 }));
    expect(started[1].offsetS).toBeCloseTo(0.05);
    context.currentTime = 11;
    player.add(piece({ first: 8_000 }));
    expect(started).toHaveLength(2);
    expect(player.latePieces).toBe(2);
  });
  test('a line broken off fades within 50 ms, and a new line of the same human replaces the old', () => {
    const { player, started, context } = open();
    player.add(piece());
    context.currentTime = 10.4;
    expect([...player.speaking]).toEqual([3]);
    player.stop(7);
    expect(started[0].stoppedS).toBeLessThan(10.45);
    expect([...player.speaking]).toEqual([]);
    player.add(piece({ uid: 8 }));
    player.add(piece({ uid: 9 }));
    expect(started[1].stoppedS).toBeLessThan(10.45);
  });
  test('speakers are where they stand', () => {
    const { player, panners } = open();
    player.add(piece());
    player.place(3, { x: 4, y: 1.6, z: -2 });
    player.place(99, { x: 0, y: 0, z: 0 });
    expect(panners[0].positionX.value).toBe(4);
  });
  test('more lines than can be told apart: the oldest gives way', () => {
    const { player, started } = open();
    for (let i = 0; i < 9; i++) player.add(piece({ uid: i + 1, netId: i + 1 }));
    expect(started[0].stoppedS).toBeLessThan(11);
    expect(started[1].stoppedS).toBe(Number.POSITIVE_INFINITY);
  });
});
