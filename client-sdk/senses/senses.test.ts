import { describe, expect, test } from 'vitest';
import { readSense } from '../protocol/index.ts';
import { ear } from './ear.fixture.ts';
import {
  dropFile,
  heartRate,
  pointerGaze,
  readCsv,
  readData,
  readHeartRate,
  SenseLog,
  type SenseSink,
  touchSense,
  type XrFrame,
  xrSenses,
} from './index.ts';

describe('files held out', () => {
  test('CSV with quotes, semicolons, a mark and empty lines', () => {
    expect(readCsv('\ufeffa;b\r\n"x; ""y""";2\n\n;3')).toEqual([
      ['a', 'b'],
      ['x; "y"', '2'],
      ['', '3'],
    ]);
    expect(readCsv('a\tb\n1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
  test('columns of numbers are numbers, holes are null', () => {
    expect(readData('rain.csv', 'city,mm\nSeoul,"1,200"\nBusan,\n')).toEqual({
      table: {
        name: 'rain',
        columns: [
          { name: 'city', type: 'text' },
          { name: 'mm', type: 'number' },
        ],
        rows: [
          ['Seoul', 1200],
          ['Busan', null],
        ],
      },
    });
  });
  test('JSON: records are a table, nodes and edges a graph, in the shapes people use', () => {
    expect(readData('a.json', '[{"x":1},{"x":2,"y":"b"}]')).toMatchObject({
      table: {
        rows: [
          [1, null],
          [2, 'b'],
        ],
      },
    });
    const graph = {
      graph: { name: 'g', nodes: [{ id: 'a' }, { id: 'b', label: 'B' }], edges: [{ from: 'a', to: 'b' }] },
    };
    expect(
      readData(
        'g.json',
        '{"nodes":[{"id":"a"},{"id":"b","label":"B"}],"links":[{"source":"a","target":"b"}]}',
      ),
    ).toEqual(graph);
    expect(
      readData(
        'g.json',
        '{"graph":{"nodes":{"a":{},"b":{"label":"B"}},"edges":[{"source":"a","target":"b"}]}}',
      ),
    ).toEqual(graph);
  });
  test.each([
    ['t.csv', 'a,b\n1', /row 2 has 1 cells/],
    ['t.csv', 'a,b', /at least one row/],
    ['t.json', '{', /not JSON/],
    ['t.json', '{"x":1}', /neither/],
    ['t.csv', `a,b\n${'1,2\n'.repeat(5001)}`, /10000 cells/],
  ])('%s is refused with a reason', (name, text, message) => {
    expect(() => readData(name, text)).toThrow(message);
  });
  test('a table goes to the stage, a huge file does not', async () => {
    const { sent, client } = ear();
    await dropFile(client, new File(['a,b\n1,2'], 't.csv', { type: 'text/csv' }));
    expect(sent[0].m).toBe('table');
    await expect(dropFile(client, new File(['x'.repeat(300_000)], 't.csv'))).rejects.toThrow(/at most/);
  });
});

describe('heart rate', () => {
  const view = (...bytes: number[]): DataView => new DataView(Uint8Array.from(bytes).buffer);
  test('short and long numbers, energy left out, times between beats', () => {
    expect(readHeartRate(view(0, 72))).toEqual({ bpm: 72, rrMs: [] });
    expect(readHeartRate(view(1, 44, 1))).toEqual({ bpm: 300, rrMs: [] });
    expect(readHeartRate(view(0x18, 60, 9, 9, 0, 4, 0, 2))).toEqual({ bpm: 60, rrMs: [1000, 500] });
    expect(readHeartRate(view(1, 44))).toBeUndefined();
    expect(readHeartRate(view(0x02, 72))).toEqual({ bpm: 72, rrMs: [] });
    expect(readHeartRate(view(0x04, 72))).toEqual({ bpm: 72, rrMs: [], contact: false });
    expect(readHeartRate(view(0x06, 72))).toEqual({ bpm: 72, rrMs: [], contact: true });
  });
  test('a belt is heard at most once a second', async () => {
    const { sent, client } = ear();
    const belt = Object.assign(new EventTarget(), {
      value: view(0x10, 72, 0, 4),
      startNotifications: async () => {},
    });
    let connected = true;
    const gatt = {
      connect: async () => ({ getPrimaryService: async () => ({ getCharacteristic: async () => belt }) }),
      disconnect: () => {
        connected = false;
      },
    };
    const beats: number[] = [];
    const stop = await heartRate(client, ({ bpm }) => beats.push(bpm), {
      requestDevice: async () => ({ gatt }),
    });
    belt.value = view(0x14, 72, 0, 4);
    belt.dispatchEvent(new Event('characteristicvaluechanged'));
    expect(sent).toEqual([]);
    belt.value = view(0x10, 72, 0, 4);
    for (let i = 0; i < 5; i++) belt.dispatchEvent(new Event('characteristicvaluechanged'));
    expect(beats).toHaveLength(6);
    expect(sent).toEqual([
      { m: 'bio', data: { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [72] }, more: undefined },
      { m: 'bio', data: { kind: 'rr', unit: 'ms', rateHz: 0, samples: [1000] }, more: undefined },
    ]);
    stop();
    expect(connected).toBe(false);
  });
});

test('a browser without Bluetooth, and a person who chooses no belt, are told apart', async () => {
  const { client } = ear();
  await expect(heartRate(client, undefined, undefined)).rejects.toMatchObject({ code: 'unsupported' });
  const requestDevice = async (): Promise<never> => {
    throw Object.assign(new Error('cancelled'), { name: 'NotFoundError' });
  };
  await expect(heartRate(client, () => {}, { requestDevice })).rejects.toMatchObject({ code: 'missing' });
});

describe('a video held out', () => {
  const clip = new File([new Uint8Array(9)], 'a.webm', { type: 'video/webm' });
  test('is some frames of one act', async () => {
    const { sent, client } = ear();
    const frame = { mime: 'image/jpeg', width: 8, height: 6, base64: 'A'.repeat(16) } as const;
    await dropFile(client, clip, async () => [0, 500, 1_000].map((frameMs) => ({ ...frame, frameMs })));
    expect(sent.map(({ more }) => (more as { phase: string }).phase)).toEqual(['start', 'update', 'end']);
    expect(new Set(sent.map(({ more }) => (more as { act: string }).act)).size).toBe(1);
  });
  test('that cannot be read is refused by name', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('the video cannot be read by this browser');
    };
    await expect(dropFile(ear().client, clip, broken)).rejects.toThrow('a.webm: the video cannot be read');
  });
});

describe('a headset', () => {
  /** Hands at a height (m), each finger stretched or curled in; the wearer faces -z. */
  function frame(wrist: { x: number; y: number; z: number }, fingers: readonly boolean[]): XrFrame {
    const at = (x: number, y: number, z: number) => ({
      transform: { position: { x, y, z }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
    });
    const places: Record<string, ReturnType<typeof at>> = { wrist: at(wrist.x, wrist.y, wrist.z) };
    ['index', 'middle', 'ring', 'pinky'].forEach((finger, i) => {
      places[`${finger}-finger-phalanx-proximal`] = at(wrist.x, wrist.y, wrist.z - 0.09);
      places[`${finger}-finger-tip`] = at(wrist.x, wrist.y, wrist.z - (fingers[i] ? 0.18 : 0.1));
    });
    return {
      session: { inputSources: [{ handedness: 'right', hand: { get: (joint) => places[joint] } }] },
      getViewerPose: () => at(0, 1.6, 0),
      getJointPose: (joint) => joint as ReturnType<typeof at>,
    };
  }
  const names = (sent: ReturnType<typeof ear>['sent']): unknown[] =>
    sent.filter(({ m }) => m === 'gesture').map(({ data }) => (data as { name: string }).name);

  test('sends where it faces, and where a finger points', () => {
    const { sent, client } = ear();
    const step = xrSenses(client, {});
    for (let ms = 0; ms <= 700; ms += 50)
      step(frame({ x: 0.2, y: 1.2, z: -0.4 }, [true, false, false, false]), ms);
    expect(sent[0]).toMatchObject({ m: 'gaze', data: { origin: [0, 1.6, 0] } });
    expect((sent[0].data as { dir: number[] }).dir.map((part) => part + 0)).toEqual([0, 0, -1]);
    expect(names(sent)).toEqual(['point']);
    const [{ data }] = sent.filter(({ m }) => m === 'gesture');
    expect(data).toMatchObject({ hand: 'right', origin: [0.2, 1.2, expect.closeTo(-0.58)] });
    expect((data as { dir: number[] }).dir[2]).toBeCloseTo(-0.09);
  });
  test('tells a raised hand once, a wave as a wave, and a hand that rests not at all', () => {
    const run = (x: (ms: number) => number, y: number): unknown[] => {
      const { sent, client } = ear();
      const step = xrSenses(client, {});
      for (let ms = 0; ms <= 4_000; ms += 50)
        step(frame({ x: x(ms), y, z: -0.3 }, [true, true, true, true]), ms);
      return names(sent);
    };
    expect(run(() => 0.2, 1.1)).toEqual([]);
    expect(run(() => 0.2, 1.8)).toEqual(['raiseHand']);
    expect(run((ms) => 0.2 + 0.12 * Math.sin(ms / 120), 1.8)).toContain('wave');
  });
});

test('what was sent can be saved and is what the replay reads', async () => {
  const { client } = ear();
  let nowMs = 5_000;
  const log = new SenseLog(() => nowMs);
  const sink = log.over({ ...client, transcribe: async () => '' } as SenseSink);
  await sink.sense('gaze', { target: 'painting1' }, { conf: 0.6 });
  nowMs += 250;
  await sink.sense('voice', { vad: 'start', level: 0.1, pitchHz: 180 });
  await sink.sense('gaze', {});
  const lines = log
    .toJsonl()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ t0, m }) => [t0, m])).toEqual([
    [0, 'gaze'],
    [250, 'voice'],
  ]);
  expect(lines.every((line) => readSense(line).ok)).toBe(true);
  log.clear();
  expect(log.count).toBe(0);
});

test('a look is sent when it turns, and again while it rests', () => {
  const { sent, client } = ear();
  let dir: [number, number, number] | undefined = [0, 0, -1];
  const step = pointerGaze(client, () => dir && { origin: [0, 1.6, 0], dir });
  for (let ms = 0; ms < 900; ms += 16) step(ms);
  expect(sent).toHaveLength(1);
  step(1_010);
  expect(sent).toHaveLength(2);
  dir = [1, 0, 0];
  for (let ms = 1_020; ms < 1_300; ms += 16) step(ms);
  expect(sent).toHaveLength(3);
  dir = undefined;
  for (let ms = 1_300; ms < 4_000; ms += 16) step(ms);
  expect(sent).toHaveLength(3);
});

test('a touch is sent once a moment, of somebody only', () => {
  const sent: unknown[] = [];
  let nowMs = 0;
  const touch = touchSense(
    { sense: async (m: string, data: object) => void sent.push([m, data]) } as never,
    () => nowMs,
  );
  expect([touch(0, 'hand'), touch(7, 'hand'), touch(7, 'hand')]).toEqual([false, true, false]);
  nowMs = 900;
  expect(touch(7, 'shoulder', 3)).toBe(true);
  expect(sent).toEqual([
    ['touch', { part: 'hand', target: 'human:7' }],
    ['touch', { part: 'shoulder', target: 'human:7', forceN: 3 }],
  ]);
});
