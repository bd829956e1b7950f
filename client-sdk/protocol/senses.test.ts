import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WIRE_LIMITS } from './limits.ts';
import { MODALITIES, readSense, SENSE_LIMITS, type SenseDataInput } from './senses.ts';

const base = { v: 1, id: 'a', t0: 1000 } as const;
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const GOOD: { [M in keyof SenseDataInput]?: SenseDataInput[M] } = {
  text: { text: 'Hello', lang: 'en' },
  voice: { vad: 'start' },
  gesture: { name: 'point', target: 'painting3' },
  gaze: { origin: [0, 1.6, 0], dir: [0, 0, -1] },
  face: { emotion: 'joy', intensity: 0.7 },
  pose: { layout: 'mediapipe33', values: [0, 1, 2] },
  bio: { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [72] },
  table: { table: { columns: [{ name: 'x', type: 'number' }], rows: [[1], [2]] } },
  image: { mime: 'image/png', width: 1, height: 1, base64: PNG },
  video: { mime: 'image/png', width: 1, height: 1, base64: PNG, frameMs: 5 },
  thermal: { of: 'hand', celsius: 33 },
  touch: { part: 'rightHand', target: 'human:3', forceN: 4 },
};

describe('senses', () => {
  test('there are 15, and each is in the table with sane limits', () => {
    expect(MODALITIES).toHaveLength(15);
    for (const [name, limit] of Object.entries(SENSE_LIMITS)) {
      expect(limit.hzMax, name).toBeGreaterThan(0);
      expect(limit.burst, name).toBeGreaterThanOrEqual(1);
      if (limit.road === 'socket')
        expect(limit.bytesMax, name).toBeLessThan(WIRE_LIMITS.clientMessageBytesMax);
    }
  });
  test.each(Object.entries(GOOD))('a good %s is read', (m, data) => {
    const reading = readSense({ ...base, m, data });
    expect(reading).toMatchObject({ ok: true, event: { m, conf: 1, phase: 'instant', src: 'device' } });
  });
  test('every modality that a client may send is tried here', () => {
    const open = MODALITIES.filter((m) => SENSE_LIMITS[m].road !== 'stage');
    expect(Object.keys(GOOD).sort()).toEqual([...open].sort());
  });
  test('what only the stage can know is refused from a client', () => {
    for (const m of ['presence', 'scene', 'music'])
      expect(readSense({ ...base, m, data: {} })).toMatchObject({ ok: false, refusal: { code: 'road' } });
  });
  test.each([
    [{ ...base, m: 'smell', data: {} }, 'modality', /there are text, voice/],
    [null, 'modality', /no modality/],
    [{ ...base, m: 'bio', data: { ...GOOD.bio, samples: [Number.NaN] } }, 'shape', /data\.samples\.0/],
    [{ ...base, m: 'bio', data: { ...GOOD.bio, samples: Array(65).fill(1) } }, 'shape', /data\.samples/],
    [{ ...base, v: 2, m: 'text', data: GOOD.text }, 'shape', /^v:/],
    [{ ...base, conf: 1.5, m: 'text', data: GOOD.text }, 'shape', /^conf:/],
    [{ ...base, m: 'gaze', data: {} }, 'shape', /target, or origin and dir/],
    [{ ...base, m: 'text', data: { text: 'x'.repeat(3_000), lang: 'en' } }, 'size', /at most 2048/],
    [
      { ...base, m: 'table', data: { graph: { nodes: [{ id: 'a' }], edges: [{ from: 'a', to: 'b' }] } } },
      'shape',
      /./,
    ],
    [{ ...base, m: 'image', data: { ...GOOD.image, width: 100_000 } }, 'shape', /data\.width/],
  ])('%o is refused as %s', (raw, code, message) => {
    const reading = readSense(raw);
    expect(reading).toMatchObject({ ok: false, refusal: { code } });
    if (!reading.ok) expect(reading.refusal.message).toMatch(message);
  });
  test('consent: none unless said, and what may not be kept never is', () => {
    const consentOf = (m: string, consent?: string) => {
      const reading = readSense({ ...base, m, consent, data: GOOD[m as 'bio'] });
      return reading.ok ? reading.event.consent : 'refused';
    };
    expect(consentOf('bio')).toBe('none');
    expect(consentOf('face')).toBe('none');
    expect(consentOf('voice')).toBe('none');
    expect(consentOf('bio', 'remember')).toBe('none');
    expect(consentOf('table', 'remember')).toBe('remember');
    expect(consentOf('text')).toBe('session');
  });
  test('anything at all is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...MODALITIES), fc.jsonValue(), (raw, m, data) => {
        readSense(raw, 10);
        readSense({ ...base, m, data });
        return true;
      }),
      { numRuns: 500 },
    );
  });
});
