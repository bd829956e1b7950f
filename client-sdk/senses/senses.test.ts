import { describe, expect, test } from 'vitest';
import { readSense } from '../protocol/index.ts';
import {
  dropFile,
  heartRate,
  pointerGaze,
  readCsv,
  readData,
  readHeartRate,
  VoiceActivity,
} from './index.ts';

/** A client that keeps what it was given, and holds it against the table as the real one does. */
function ear() {
  const sent: { m: string; data: unknown; more?: object }[] = [];
  const sense = async (m: string, data: unknown, more?: object) => {
    const reading = readSense({ v: 1, id: `${sent.length}`, t0: 0, m, ...more, data });
    if (!reading.ok) return reading.refusal;
    sent.push({ m, data, more });
    return undefined;
  };
  return { sent, client: { sense } as Parameters<typeof dropFile>[0] };
}

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
  });
  test('a belt is heard at most once a second', async () => {
    const { sent, client } = ear();
    const belt = Object.assign(new EventTarget(), { value: view(0, 72), startNotifications: async () => {} });
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
    for (let i = 0; i < 5; i++) belt.dispatchEvent(new Event('characteristicvaluechanged'));
    expect(beats).toHaveLength(5);
    expect(sent).toEqual([
      { m: 'bio', data: { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [72] }, more: undefined },
    ]);
    stop();
    expect(connected).toBe(false);
  });
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

describe('voice activity', () => {
  const hear = (levels: number[]) => {
    const activity = new VoiceActivity();
    return levels.flatMap((rms, i) => {
      const told = activity.add(rms);
      return told ? [`${told}@${i}`] : [];
    });
  };
  const frames = (rms: number, n: number): number[] => Array(n).fill(rms);
  test('speech over noise begins within 100 ms and ends after a pause, not in one', () => {
    const told = hear([
      ...frames(0.004, 100),
      ...frames(0.1, 40),
      ...frames(0.004, 6),
      ...frames(0.1, 30),
      ...frames(0.004, 40),
    ]);
    expect(told).toHaveLength(2);
    expect(told[0]).toBe('start@102');
    expect(Number(told[1].split('@')[1])).toBeGreaterThan(176 + 14);
  });
  test('a click is no speech, nor is a noise that stays', () => {
    expect(hear([...frames(0.004, 100), 0.5, 0.5, ...frames(0.004, 60)])).toEqual([]);
    const told = hear([...frames(0.002, 50), ...frames(0.02, 1_200)]);
    expect(told.length % 2).toBe(0);
  });
});
