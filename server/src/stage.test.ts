import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { perform } from './behaviour/perform.ts';
import { createKnowledgeBase, createOfflineBrain } from './brain/index.ts';
import { parsePersona } from './brain/persona.ts';
import { createNavigator } from './navigate/crowd-navigator.ts';
import { loadStagePhysics } from './physics/index.ts';
import { createRecorder, type RecordHeader, readRecord, replay } from './record/index.ts';
import { senseGuests } from './senses/sense-guests.ts';
import type { MailboxMessage } from './tick/mailbox.ts';
import { createStage, type MotionPort, type Stage } from './tick/stage.ts';
import { createWorld, hashWorld } from './world/index.ts';
import { HUMAN_KIND, type World } from './world/world.ts';

const asset = (path: string) => readFileSync(new URL(`../../assets/${path}`, import.meta.url), 'utf8');
const plaza = parseStageFile(JSON.parse(asset('stages/plaza/stage.json')), 'stage.json');
const personas = new Map(
  ['tilda', 'cast'].map((id) => [id, parsePersona(JSON.parse(asset(`personas/${id}.json`)), id)]),
);
const law = {
  accelerationMps2: 1.3,
  decelerationMps2: 1,
  turnRadps: 2.3,
  turnGain: 4,
  turnAccelerationRadps2: 9.6,
  arriveM: 0.02,
};
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** A motion port that stands everybody up straight; it is busy until collected, as the real one. */
function plainMotion(): MotionPort {
  let pending = false;
  return {
    submit() {
      const free = !pending;
      pending = true;
      return free;
    },
    ready: () => pending,
    collect(world) {
      pending = false;
      world.poseTick = world.tick;
      for (let slot = 0; slot < world.humans.count; slot++) {
        world.humans.poseHips.set(world.humans.position.subarray(slot * 3, slot * 3 + 3), slot * 3);
        world.humans.posed[slot] = 1;
      }
    },
    finish: async () => {},
  };
}

async function openStage(seed = 1, capacity = 64): Promise<Stage> {
  const world = createWorld({ stage: plaza, bodies: [body], seed, actionNames: ['wave'], capacity });
  const navigator = await createNavigator(plaza, capacity);
  const physics = await loadStagePhysics(plaza, law);
  const brain = createOfflineBrain(personas, createKnowledgeBase({ synonyms: [], facts: [] }));
  const phases = [
    senseGuests,
    brain,
    perform,
    (w: World) => navigator.step(w),
    (w: World) => physics.step(w),
  ];
  return createStage({ world, phases, motion: plainMotion() });
}

const tilda: MailboxMessage = {
  type: 'perform',
  key: 't',
  name: { en: 'Tilda', ko: '틸다' },
  personaId: 'tilda',
  bodyIndex: 0,
  x: 0,
  z: 0,
  yaw: 0,
};
const guest: MailboxMessage = {
  type: 'join',
  key: 'g',
  name: 'Ann',
  bodyIndex: 0,
  locale: 'en',
  x: 0,
  z: 3,
  yaw: Math.PI,
};
const folder = mkdtempSync(join(tmpdir(), 'troupe-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stage', () => {
  test('Tilda notices a guest, turns, waves and greets; asked, she answers', async () => {
    const stage = await openStage();
    const [, joined] = stage.step([tilda, guest], false);
    const events: string[] = [];
    for (let t = 0; t < 120; t++) {
      stage.step(
        t === 60 ? [{ type: 'say', netId: joined.netId, text: 'Who are you?', locale: 'en' }] : [],
        true,
      );
      for (const event of stage.world.social.events)
        events.push(`${event.netId} ${event.kind} ${event.text}`);
    }
    expect(events.some((event) => event === '1 gesture wave')).toBe(true);
    expect(events.filter((event) => event.startsWith('1 say')).length).toBeGreaterThanOrEqual(2);
    expect(events.join('\n')).toMatch(/1 say .*(Tilda|painter|flowers)/);
    expect(Math.abs(stage.world.humans.yaw[0])).toBeLessThan(0.3);
    expect(stage.world.humans.lookWeight[0]).toBeGreaterThan(0.8);
  });

  test('bad input is refused, counted, and touches nobody else', async () => {
    const stage = await openStage();
    stage.step([tilda, guest], false);
    const before = hashWorld(stage.world);
    const other = await openStage();
    other.step([tilda, guest], false);
    expect(hashWorld(other.world)).toBe(before);
    const bad: MailboxMessage[] = [
      { type: 'input', netId: 2, seq: 1, moveX: Number.NaN, moveZ: 0, hurry: false },
      { type: 'input', netId: 1, seq: 1, moveX: 1, moveZ: 0, hurry: false },
      { type: 'input', netId: 99, seq: 1, moveX: 1, moveZ: 0, hurry: false },
      { type: 'say', netId: 99, text: 'I am nobody', locale: 'en' },
      { type: 'say', netId: 2, text: '   ', locale: 'en' },
      { type: 'gesture', netId: 2, action: 'fly' },
      { type: 'leave', netId: 0 },
      { ...guest, x: 1e9 },
      { ...guest, yaw: Number.NaN },
    ];
    stage.step(bad, true);
    other.step([], true);
    expect(stage.world.counters.messagesRefused).toBe(bad.length);
    expect(hashWorld(stage.world)).toBe(hashWorld(other.world));
  });

  test('whatever is posted, everybody stays finite and on the stage', async () => {
    const stage = await openStage();
    stage.step([tilda, guest], false);
    const netId = fc.integer({ min: 0, max: 6 });
    const message: fc.Arbitrary<MailboxMessage> = fc.oneof(
      fc.record({
        type: fc.constant('input' as const),
        netId,
        seq: fc.nat(),
        moveX: fc.double(),
        moveZ: fc.double(),
        hurry: fc.boolean(),
      }),
      fc.record({
        type: fc.constant('say' as const),
        netId,
        text: fc.string(),
        locale: fc.constantFrom('en' as const, 'ko' as const),
      }),
      fc.record({ type: fc.constant('leave' as const), netId }),
      fc.record({
        type: fc.constant('join' as const),
        key: fc.string(),
        name: fc.string(),
        bodyIndex: fc.nat(9),
        locale: fc.constant('ko' as const),
        x: fc.double(),
        z: fc.double({ min: -29, max: 29 }),
        yaw: fc.double(),
      }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        for (let i = 0; i < 3; i++) stage.step(i === 0 ? messages : [], true);
        const { humans } = stage.world;
        for (let slot = 0; slot < humans.count; slot++) {
          if (humans.kind[slot] === HUMAN_KIND.free) continue;
          expect(Math.abs(humans.position[slot * 3])).toBeLessThan(plaza.size[0] / 2);
          expect(Math.abs(humans.position[slot * 3 + 2])).toBeLessThan(plaza.size[1] / 2);
          expect(Number.isFinite(humans.yaw[slot] + humans.velocity[slot * 3])).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the same seed twice gives the same hash at every tick, with 200 performers; another seed does not', async () => {
    const play = async (seed: number): Promise<string[]> => {
      const stage = await openStage(seed, 256);
      const hashes: string[] = [];
      for (let t = 0; t < 50; t++) {
        const arrivals: MailboxMessage[] = Array.from({ length: t < 4 ? 50 : 0 }, (_, i) => ({
          ...tilda,
          key: `${t} ${i}`,
          personaId: 'cast',
          x: (i % 10) * 5 - 22,
          z: Math.floor(i / 10) * 5 - 10 + t,
        }));
        const guests: MailboxMessage[] = t === 20 ? [guest, { ...guest, x: 5 }] : [];
        stage.step([...arrivals, ...guests], t % 3 > 0 && stage.motion.ready());
        hashes.push(hashWorld(stage.world));
      }
      expect(stage.world.humans.count).toBe(202);
      return hashes;
    };
    const [one, two, other] = [await play(3), await play(3), await play(4)];
    expect(two).toEqual(one);
    expect(other[49]).not.toBe(one[49]);
  });

  test('a record replays to the same hash at every tick, twice; another seed diverges and is named', async () => {
    const file = join(folder, 'run.jsonl.gz');
    const header: RecordHeader = {
      format: 'troupe-record',
      version: 3,
      stage: 'plaza',
      seed: 7,
      capacity: 64,
      bodies: ['plain'],
      motionSha256: '',
      stageSha256: '',
      clips: [],
    };
    const stage = await openStage(7);
    const recorder = createRecorder(file, header);
    for (let t = 0; t < 200; t++) {
      const messages: MailboxMessage[] =
        t === 0
          ? [tilda, guest]
          : t % 7 === 0
            ? [
                {
                  type: 'input',
                  netId: 2,
                  seq: t,
                  moveX: Math.sin(t),
                  moveZ: Math.cos(t),
                  hurry: t % 2 === 0,
                },
              ]
            : [];
      const ready = t % 3 !== 0 && stage.motion.ready();
      recorder.begin(t, messages, ready);
      stage.step(messages, ready);
      recorder.end(stage.world);
    }
    recorder.close();
    const record = readRecord(file);
    for (let run = 0; run < 2; run++) {
      expect(await replay(await openStage(record.header.seed), record.ticks)).toEqual({
        ticks: 200,
        equal: 200,
      });
    }
    const wrong = await replay(await openStage(8), record.ticks);
    expect(wrong.divergedAtTick).toBeLessThan(200);
    expect(Object.keys(wrong.parts!)).toContain('minds');
  });

  test('a damaged record is named with its line', () => {
    const file = join(folder, 'bad.jsonl.gz');
    writeFileSync(file, 'hello');
    expect(() => readRecord(file)).toThrow(/bad\.jsonl\.gz: this is no record/);
  });
});
