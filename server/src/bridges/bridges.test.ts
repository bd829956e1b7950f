import { describe, expect, test } from 'vitest';
import { type BridgeStatus, createStatus } from './bridge.ts';
import { checkBridges } from './bridge-config.ts';
import { type Chase, type ChaseOptions, chaseStep, createChase, noteTimecode } from './chase.ts';
import { DARK, levelsOf, mixLevels, patchLights } from './light-levels.ts';
import { actsOfMidi } from './midi-in.ts';
import { createWebhookQueue, WEBHOOK_LIMITS } from './webhook-queue.ts';

describe('a file of bridges', () => {
  test('opens nothing when it is empty, and fills in loopback', () => {
    expect(checkBridges('').config).toEqual({ lights: [], vmc: [] });
    const { config } = checkBridges('osc: {in: {port: 53001}}');
    expect(config?.osc?.in).toEqual({
      port: 53_001,
      host: '127.0.0.1',
      allow: [],
      prefix: '/troupe',
      map: [],
    });
  });
  test.each([
    ['osc: {in: {prot: 1}}', '1:12 E011'],
    ['osc:\n  in: {port: 70000}', '2:14 E012'],
    ['osc: {in: {port: 1, host: 0.0.0.0}}', '1:27 E012'],
    ['osc: {in: {port: 1, host: localhost}}', '1:27 E010'],
    ['lights:\n  - {by: sacn, universe: 0, patch: [{light: key, address: 1}]}', '2:26 E012'],
    ['lights:\n  - {by: artnet, universe: 0, patch: [{light: kee, address: 1}]}', '2:47 E012'],
    [
      'lights:\n  - {by: artnet, universe: 0, patch: [{light: key, fixture: rgb, address: 511}]}',
      '2:75 E012',
    ],
    ['midi: {map: [{note: 1, control: 2, do: go}]}', '1:14 E010'],
    ['webhooks: {to: [{url: "https://example.org/x", secretEnv: S}]}', '1:23 E012'],
    ['webhooks: {allow: [example.org], to: [{url: "http://example.org/x", secretEnv: S}]}', '1:45 E012'],
    ['webhooks: {to: [{url: "http://a:b@127.0.0.1/x", secretEnv: S}]}', '1:23 E012'],
    ['vmc: [{performer: tilda, hz: 90}]', '1:30 E012'],
    ['a: &x 1', '1:7 E003'],
    ['osc: [', '1:7 E002'],
  ])('%j is refused where it is wrong: %s', (text, where) => {
    const { config, problems } = checkBridges(text);
    expect(config).toBeUndefined();
    expect(problems.map(({ line, col, code }) => `${line}:${col} ${code}`)).toContain(where);
  });
});

describe('chase', () => {
  const options: ChaseOptions = {
    startS: 3600,
    dropoutMs: 500,
    lost: 'pause',
    toleranceMs: 100,
    jumpMs: 1_000,
  };
  const now = { nowMs: 1_000, clockS: 0, rate: 1, status: 'ready' as const };
  const chaseAt = (timecodeS: number, jump = false): Chase => {
    const chase = createChase();
    noteTimecode(chase, timecodeS, 1_000, jump);
    return chase;
  };
  test('without timecode nothing is asked, before the start nothing either', () => {
    expect(chaseStep(createChase(), options, now)).toEqual([]);
    expect(chaseStep(chaseAt(3599), options, now)).toEqual([]);
  });
  test('locks on in the middle, and starts in time at the beginning', () => {
    expect(chaseStep(chaseAt(3612), options, now)).toEqual([{ op: 'seek', seconds: 12 }, { op: 'play' }]);
    expect(chaseStep(chaseAt(3600.02), options, now)).toEqual([{ op: 'play' }]);
  });
  test('a little off it pulls, far off it seeks, within the tolerance it leaves the show alone', () => {
    const playing = { ...now, status: 'playing' as const };
    expect(chaseStep(chaseAt(3612), options, { ...playing, clockS: 11.95 })).toEqual([]);
    expect(chaseStep(chaseAt(3612), options, { ...playing, clockS: 11.7 })).toEqual([
      { op: 'rate', rate: 1.05 },
    ]);
    expect(chaseStep(chaseAt(3612), options, { ...playing, clockS: 12.3 })).toEqual([
      { op: 'rate', rate: 0.95 },
    ]);
    expect(chaseStep(chaseAt(3612), options, { ...playing, clockS: 2 })).toEqual([
      { op: 'seek', seconds: 12 },
    ]);
  });
  test('pulled until it fits, not only until it is within the tolerance', () => {
    const chase = chaseAt(3612);
    const playing = { ...now, status: 'playing' as const };
    expect(chaseStep(chase, options, { ...playing, clockS: 11.8 })).toEqual([{ op: 'rate', rate: 1.05 }]);
    expect(chaseStep(chase, options, { ...playing, clockS: 11.93, rate: 1.05 })).toEqual([]);
    expect(chaseStep(chase, options, { ...playing, clockS: 11.98, rate: 1.05 })).toEqual([
      { op: 'rate', rate: 1 },
    ]);
  });
  test('runs on through a drop-out and pauses after it, once; takes up again', () => {
    const chase = chaseAt(3612);
    const playing = { ...now, clockS: 12, status: 'playing' as const };
    expect(chaseStep(chase, options, playing)).toEqual([]);
    expect(chaseStep(chase, options, { ...playing, nowMs: 1_400, clockS: 12.4 })).toEqual([]);
    expect(chaseStep(chase, options, { ...playing, nowMs: 1_600, clockS: 12.6 })).toEqual([{ op: 'pause' }]);
    expect(chaseStep(chase, options, { ...playing, nowMs: 1_650, status: 'paused' })).toEqual([]);
    noteTimecode(chase, 3613, 2_000, false);
    const back = chaseStep(chase, options, { ...playing, nowMs: 2_000, clockS: 12.6, status: 'paused' });
    expect(back).toEqual([{ op: 'seek', seconds: 13 }, { op: 'play' }]);
  });
  test('a full frame places the show and leaves it standing; a stopped show stays stopped', () => {
    const playing = { ...now, clockS: 3, status: 'playing' as const };
    const chase = chaseAt(3620, true);
    expect(chaseStep(chase, options, playing)).toEqual([{ op: 'pause' }, { op: 'seek', seconds: 20 }]);
    expect(chaseStep(chase, options, playing)).toEqual([]);
    expect(chaseStep(chaseAt(3620), options, { ...playing, status: 'stopped' })).toEqual([]);
  });
});

describe('light of a show on channels', () => {
  const stage = { look: 'stage', colour: '#ff8000', level: 0.5, strobeHz: 0, since: 0, fade: 0 };
  const shown = (patch: object[], light = levelsOf(stage), hz = 0, stageMs = 0): number[] => {
    const slots = new Uint8Array(512);
    const { config, problems } = checkBridges(
      JSON.stringify({ lights: [{ by: 'sacn', universe: 1, patch }] }),
    );
    if (!config) throw new Error(JSON.stringify(problems));
    patchLights(config.lights[0].patch, light, { hz, stageMs }, slots);
    return Array.from(slots.subarray(0, 6));
  };
  test.each([
    [[{ light: 'spot', address: 2 }], [0, 64, 0, 0, 0, 0]],
    [[{ light: 'spot', fixture: 'dimmer16', address: 1 }], [64, 0, 0, 0, 0, 0]],
    [[{ light: 'rim', fixture: 'rgb', address: 1 }], [128, 58, 0, 0, 0, 0]],
    [[{ light: 'rim', fixture: 'drgb', address: 1, level: 0.5 }], [64, 255, 117, 0, 0, 0]],
  ])('%j', (patch, slots) => {
    expect(shown(patch)).toEqual(slots);
  });
  test('white is what the colours share', () => {
    const white = { levels: { ...DARK.levels, key: 1 }, colour: [1, 0.5, 0.5] } as const;
    expect(shown([{ light: 'key', fixture: 'rgbw', address: 1 }], white)).toEqual([128, 0, 0, 128, 0, 0]);
  });
  test('fades go straight, a blackout is dark, a strobe is never faster than three a second', () => {
    const full = levelsOf({ ...stage, level: 1 });
    expect(mixLevels(DARK, full, 0.5).levels.rim).toBe(0.5);
    expect(shown([{ light: 'rim', address: 1 }], levelsOf({ ...stage, look: 'blackout' }))[0]).toBe(0);
    let flashes = 0;
    let before = 0;
    for (let ms = 0; ms < 10_000; ms += 10) {
      const [value] = shown([{ light: 'rim', address: 1 }], full, 20, ms);
      if (value > before) flashes += 1;
      before = value;
    }
    expect(flashes).toBeGreaterThan(25);
    expect(flashes).toBeLessThanOrEqual(30);
  });
});

describe('MIDI on controls', () => {
  const { config } = checkBridges(`midi:
  device: 5
  map:
    - {note: 60, channel: 2, do: go}
    - {control: 7, do: rate}
    - {control: 64, do: pause}
    - {program: 3, do: goto, cue: finale}
`);
  const acts = (...bytes: number[]) => actsOfMidi(config!.midi!, Uint8Array.from(bytes));
  test('notes by their press, controllers by their value, programs', () => {
    expect(acts(0x91, 60, 100)).toEqual([{ do: 'go' }]);
    expect([acts(0x91, 60, 0), acts(0x90, 60, 100), acts(0x81, 60, 0)]).toEqual([[], [], []]);
    expect(acts(0xb0, 7, 64)).toEqual([{ do: 'rate', rate: 1 }]);
    expect(acts(0xb0, 7, 127)).toEqual([{ do: 'rate', rate: 4 }]);
    expect([acts(0xb0, 64, 127), acts(0xb0, 64, 0)]).toEqual([[{ do: 'pause' }], []]);
    expect(acts(0xc0, 3)).toEqual([{ do: 'goto', cue: 'finale' }]);
  });
  test('Show Control for this device or for all', () => {
    const cue = [...'12'].map((c) => c.charCodeAt(0));
    expect(acts(0xf0, 0x7f, 5, 2, 1, 1, ...cue, 0xf7)).toEqual([{ do: 'goto', cue: '12' }, { do: 'play' }]);
    expect(acts(0xf0, 0x7f, 127, 2, 1, 8, 0xf7)).toEqual([{ do: 'panic' }]);
    expect(acts(0xf0, 0x7f, 6, 2, 1, 8, 0xf7)).toEqual([]);
  });
});

describe('webhooks', () => {
  function queueWith(answers: (number | Error)[]): {
    queue: ReturnType<typeof createWebhookQueue>;
    status: BridgeStatus;
    waits: number[];
    sent: { url: string; headers: Record<string, string>; body: string }[];
    log: string[];
    next(): Promise<void>;
  } {
    const status = createStatus('webhook', 'http://127.0.0.1');
    const waits: number[] = [];
    const sent: { url: string; headers: Record<string, string>; body: string }[] = [];
    const log: string[] = [];
    let later: (() => void) | undefined;
    let id = 0;
    const queue = createWebhookQueue(
      { url: 'http://127.0.0.1/path?token=geheim', key: Buffer.from('geheim') },
      status,
      {
        async fetch(url, { headers, body }) {
          sent.push({ url, headers, body });
          const answer = answers.shift() ?? 200;
          if (answer instanceof Error) throw answer;
          return { status: answer };
        },
        nowMs: () => 1_000_000,
        after(ms, callback) {
          waits.push(ms);
          later = callback;
          return () => {};
        },
        log: (line) => log.push(line),
        newId: () => `msg_${++id}`,
      },
    );
    const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
    return {
      queue,
      status,
      waits,
      sent,
      log,
      async next() {
        const go = later;
        later = undefined;
        go?.();
        for (let i = 0; i < 5; i++) await settle();
      },
    };
  }
  test('tries again later and later, keeps order and ids, and says when it is taken', async () => {
    const { queue, status, waits, sent, next } = queueWith([503, new Error('down'), 200, 200]);
    queue.push('a');
    queue.push('b');
    for (let i = 0; i < 4; i++) await next();
    expect(waits).toEqual([1_000, 2_000]);
    expect(sent.map(({ body }) => body)).toEqual(['a', 'a', 'a', 'b']);
    expect(new Set(sent.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(status).toMatchObject({ sent: 2, dropped: 0, problem: '' });
  });
  test('gives up after enough tries, and at once when it is refused; no secret is told', async () => {
    const { queue, status, sent, log, next } = queueWith([404, ...Array(6).fill(500)]);
    queue.push('refused');
    await next();
    expect(status.dropped).toBe(1);
    queue.push('lost');
    for (let i = 0; i < 8; i++) await next();
    expect(sent.length).toBe(1 + WEBHOOK_LIMITS.triesMax);
    expect(status.dropped).toBe(2);
    expect(queue.length).toBe(0);
    expect(log.length).toBe(1);
    expect(JSON.stringify([log, status])).not.toMatch(/geheim|path/);
  });
  test('a queue is bounded: the oldest goes', async () => {
    const { queue, status, next } = queueWith(Array(10).fill(500));
    for (let i = 0; i < WEBHOOK_LIMITS.waitingMax + 10; i++) queue.push(String(i));
    await next();
    expect(queue.length).toBe(WEBHOOK_LIMITS.waitingMax);
    expect(status.dropped).toBeGreaterThanOrEqual(10);
  });
});
