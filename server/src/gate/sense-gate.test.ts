import { expect, test } from 'vitest';
import { pictureSize } from './picture-size.ts';
import { SenseGate } from './sense-gate.ts';

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
let ids = 0;
const event = (over: object) => ({
  v: 1,
  id: `e${ids++}`,
  t0: 10_000,
  m: 'gaze',
  data: { target: 'painting1' },
  ...over,
});
const at = (over: object = {}) => ({
  bytes: 200,
  road: 'socket' as const,
  nowMs: 0,
  stageMs: 10_000,
  ...over,
});

test('a good event passes once', () => {
  const gate = new SenseGate();
  const raw = event({});
  expect(gate.take(raw, at())).toMatchObject({ ok: true, event: { m: 'gaze', consent: 'none' } });
  expect(gate.take(raw, at())).toMatchObject({ ok: false, refusal: { id: raw.id, code: 'twice' } });
});

test('a flood of one modality is cut to its rate and leaves the others alone', () => {
  const gate = new SenseGate();
  let passed = 0;
  for (let i = 0; i < 5_000; i++) if (gate.take(event({}), at({ nowMs: i })).ok) passed += 1;
  expect(passed).toBeGreaterThan(40);
  expect(passed).toBeLessThanOrEqual(15 + 50);
  expect(gate.refused.rate).toBe(5_000 - passed);
  expect(
    gate.take(event({ m: 'bio', data: { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [70] } }), at())
      .ok,
  ).toBe(true);
});

test.each([
  [event({ t0: 20_000 }), at(), 'clock'],
  [event({ t0: 8_000 }), at(), 'stale'],
  [event({ m: 'smell' }), at(), 'modality'],
  [event({ m: 'presence', data: { here: true } }), at(), 'road'],
  [event({}), at({ road: 'post' }), 'road'],
  [event({}), at({ bytes: 10_000_000 }), 'size'],
  [event({ data: 5 }), at(), 'shape'],
  [
    event({ m: 'image', data: { mime: 'image/png', width: 9, height: 1, base64: PNG } }),
    at({ road: 'post' }),
    'picture',
  ],
  [
    event({ m: 'image', data: { mime: 'image/jpeg', width: 1, height: 1, base64: PNG } }),
    at({ road: 'post' }),
    'picture',
  ],
])('%o is refused', (raw, how, code) => {
  expect(new SenseGate().take(raw, how)).toMatchObject({ ok: false, refusal: { code } });
});

test('the bytes of a picture go beside the event', () => {
  const raw = event({ m: 'image', data: { mime: 'image/png', width: 1, height: 1, base64: PNG } });
  const result = new SenseGate().take(raw, at({ road: 'post' }));
  if (!result.ok) throw new Error(result.refusal.message);
  expect(JSON.stringify(result.event)).not.toContain(PNG);
  expect(result.event.data).toMatchObject({ width: 1, key: expect.stringMatching(/^[0-9a-f]{16}$/) });
  expect(result.picture).toHaveLength(Buffer.from(PNG, 'base64').length);
});

test('sizes are read from headers', () => {
  const webp = Buffer.alloc(40);
  webp.write('RIFF', 0, 'latin1');
  webp.write('WEBPVP8X', 8, 'latin1');
  webp.writeUIntLE(639, 24, 3);
  webp.writeUIntLE(479, 27, 3);
  expect(pictureSize(webp)).toEqual({ mime: 'image/webp', width: 640, height: 480 });
  const jpeg = Buffer.alloc(40);
  jpeg.set([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 1, 0x2c, 1, 0x90]);
  expect(pictureSize(jpeg)).toEqual({ mime: 'image/jpeg', width: 400, height: 300 });
  expect(pictureSize(Buffer.alloc(100))).toBeUndefined();
});
