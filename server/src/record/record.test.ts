import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { afterAll, describe, expect, test } from 'vitest';
import type { MailboxMessage } from '../tick/mailbox.ts';
import { createStage, type MotionPort, type Stage } from '../tick/stage.ts';
import { createWorld } from '../world/index.ts';
import type { World } from '../world/world.ts';
import { createRecorder, type RecordHeader, readRecord, replay } from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const folder = mkdtempSync(join(tmpdir(), 'troupe-record-'));
afterAll(() => rmSync(folder, { recursive: true }));
const header: RecordHeader = {
  format: 'troupe-record',
  version: 3,
  stage: 'plaza',
  seed: 5,
  capacity: 16,
  bodies: ['plain'],
  motionSha256: '',
  stageSha256: '',
  clips: [],
};

/** A motion model whose pose depends on when it was asked: a frame collected at another tick would show. */
function countingMotion(): MotionPort {
  let asked = -1;
  return {
    submit(world) {
      if (asked >= 0) return false;
      asked = world.tick;
      return true;
    },
    ready: () => asked >= 0,
    collect(world) {
      world.poseTick = asked;
      for (let slot = 0; slot < world.humans.count; slot++)
        world.humans.poseHips[slot * 3] = asked + world.humans.position[slot * 3];
      asked = -1;
    },
    finish: async () => {},
  };
}

/** A stage in which everybody drifts with the stage's dice; `slip` is a bug that strikes at that tick. */
function openStage(seed = 5, slip = -1): Stage {
  const world = createWorld({ stage: plaza, bodies: [body], seed, actionNames: ['wave'], capacity: 16 });
  const drift = (w: World): void => {
    w.dice = (Math.imul(w.dice, 1_664_525) + 1_013_904_223) >>> 0;
    for (let slot = 0; slot < w.humans.count; slot++) w.humans.position[slot * 3] += (w.dice % 100) / 1e5;
    if (w.tick === slip) w.humans.yaw[0] += 1e-6;
  };
  return createStage({ world, phases: [drift], motion: countingMotion() });
}

const guest: MailboxMessage = {
  type: 'join',
  key: 'g',
  name: 'Ann \u{1f338}',
  bodyIndex: 0,
  locale: 'en',
  x: -0,
  z: 3,
  yaw: -0,
};
const odd: MailboxMessage[] = [
  { type: 'input', netId: 1, seq: 1, moveX: -0, moveZ: 1, hurry: false },
  { type: 'input', netId: 1, seq: 2, moveX: Number.NaN, moveZ: 1, hurry: false },
  { ...guest, body: { id: 'photo-1', heightM: 1.6, hipsHeightM: 0.9, legLengthM: 0.8, restOffsets: [] } },
  { ...guest, x: Number.POSITIVE_INFINITY },
  { ...guest, x: Number.NaN },
  { type: 'say', netId: 1, text: 'half \ud83c', locale: 'ko' },
];

function make(file: string, ticks = 60): void {
  const stage = openStage();
  const recorder = createRecorder(file, header);
  for (let t = 0; t < ticks; t++) {
    const messages = t === 0 ? [guest] : t === 7 ? odd : [];
    const ready = t % 3 !== 0 && stage.motion.ready();
    recorder.begin(t, messages, ready);
    stage.step(messages, ready);
    recorder.end(stage.world);
  }
  recorder.close();
}

describe('a record', () => {
  test('replays to the same hashes, odd values, minus zero and late motion included', async () => {
    const file = join(folder, 'a.gz');
    make(file);
    const record = readRecord(file);
    expect(record.cut).toBe(false);
    expect(record.ticks.map((tick) => tick.d)).toContain(0);
    for (let run = 0; run < 2; run++)
      expect(await replay(openStage(), record.ticks)).toEqual({ ticks: 60, equal: 60 });
  });

  test('what becomes state reads back letter for letter, in the order of its keys', () => {
    const file = join(folder, 'letters.gz');
    const sight = {
      colours: [{ share: 0.5, name: 'blue' }],
      light: 0.5,
      contrast: 0.1,
      across: 'first',
      down: 'last',
      focus: 0.2,
      busy: 0.1,
      symmetric: false,
      horizon: true,
      people: [],
    } as const;
    const memory = { personaId: 'tilda', kind: 'likes', value: 'rain', importance: 6, daysAgo: 1 } as const;
    const thought = {
      personaId: 'tilda',
      theme: 'water',
      tone: 'drawn',
      of: ['rain'],
      text: '',
      importance: 7,
      daysAgo: 1,
      brain: 'offline',
    } as const;
    const sent: MailboxMessage[] = [
      { type: 'looked', key: 'k', sight },
      { type: 'memories', netId: 1, items: [memory], reflections: [thought] },
      {
        type: 'act',
        netId: 1,
        toNetId: 2,
        brain: 'mcp:x',
        step: { kind: 'sentence', text: 'Hello.', locale: 'en' },
      },
    ];
    const stage = openStage();
    const recorder = createRecorder(file, header);
    recorder.begin(0, sent, false);
    stage.step(sent, false);
    recorder.end(stage.world);
    recorder.close();
    expect(JSON.stringify(readRecord(file).ticks[0].m)).toBe(JSON.stringify(sent));
  });

  test('names the tick and the part of the state that differs first', async () => {
    const file = join(folder, 'b.gz');
    make(file);
    const result = await replay(openStage(5, 23), readRecord(file).ticks);
    expect(result).toMatchObject({ equal: 23, divergedAtTick: 23, differs: ['humans.yaw'] });
  });

  test('cut anywhere by a crash, it gives back every whole tick before', () => {
    const file = join(folder, 'c.gz');
    make(file);
    const whole = readFileSync(file);
    const all = readRecord(file).ticks;
    const counts: number[] = [];
    for (let length = whole.length - 1; length > whole.length * 0.3; length -= 97) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      const { ticks } = readRecord(file);
      expect(ticks).toEqual(all.slice(0, ticks.length));
      counts.push(ticks.length);
    }
    expect(counts[0]).toBeGreaterThanOrEqual(40);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  test.each([
    ['no gzip', Buffer.from('hello'), /this is no record.*troupe record/],
    ['empty', gzipSync(''), /the record is empty/],
    ['no header', gzipSync('{"format":"other"}\n'), /:1: format/],
    ['another version', gzipSync(`${JSON.stringify({ ...header, version: 9 })}\n`), /:1: version/],
    ['a damaged line', gzipSync(`${JSON.stringify(header)}\n{"t":0,\n`), /:2: not a line of JSON/],
    [
      'an unknown message',
      gzipSync(`${JSON.stringify(header)}\n{"t":0,"m":[{"type":"fly"}],"d":0,"h":"0123456789abcdef"}\n`),
      /:2: m\.0\.type/,
    ],
    [
      'a missing tick',
      gzipSync(`${JSON.stringify(header)}\n{"t":1,"m":[],"d":0,"h":"0123456789abcdef"}\n`),
      /:2: tick 1 where 0 should be/,
    ],
  ])('%s is refused with the place and what to do', (_, bytes, message) => {
    const file = join(folder, 'bad.gz');
    writeFileSync(file, bytes);
    expect(() => readRecord(file)).toThrow(message);
  });

  test('a file that cannot be written fails at once', () => {
    expect(() => createRecorder(join(folder, 'none', 'x.gz'), header)).toThrow(/ENOENT/);
  });
});
