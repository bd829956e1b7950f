import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clip, writeBvh, writeClipJson, writeVrma } from '@troupe/avatars/clip';
import { forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { CLIENT_MESSAGES } from '@troupe/client-sdk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playBlock, startAction, stopBlock } from './behaviour/index.ts';
import { readClipLibrary } from './motion/index.ts';
import { refuseOtherAssets } from './open-recorded.ts';
import { type OpenStage, openStage } from './open-stage.ts';
import { createRecorder, readRecord, replay } from './record/index.ts';
import { performer, stepStage, takeClip } from './stage-clip.fixtures.ts';
import type { MailboxMessage } from './tick/mailbox.ts';
import { directMotion } from './world/index.ts';
import type { Progress } from './world/performance.ts';
import type { World } from './world/world.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'troupe-clips-'));
const opened: OpenStage[] = [];
const problems: string[] = [];
let shared: OpenStage | undefined;
let walk: Clip;
let wave: Clip;

const BODY = 22;
const TOES = [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes];

beforeAll(async () => {
  walk = await takeClip(ROOT, 'walk', 160, (world, tick) => {
    if (tick === 5) world.social.minds[0]!.intent.place = { x: 2, z: 18, yaw: 0 };
  });
  wave = await takeClip(ROOT, 'wave', 70, (world, tick) => {
    if (tick === 8) startAction(world, 0, 'waveRight', 0);
  });
  writeFileSync(join(folder, 'stroll.bvh'), writeBvh(walk));
  writeFileSync(join(folder, 'greet.clip.json'), writeClipJson(wave));
  writeFileSync(join(folder, '느린인사.vrma'), writeVrma(wave));
  // Files that cannot be played lie beside them: every test below runs on a stage that has met them.
  writeFileSync(join(folder, 'broken.bvh'), writeBvh(walk).replace(/(Frame Time: [\d.]+\n)\S+/, '$1nan'));
  writeFileSync(join(folder, 'picture.vrma'), 'this is no animation');
  writeFileSync(join(folder, 'two words.bvh'), writeBvh(walk));
  writeFileSync(join(folder, 'greet.vrma'), writeVrma(wave));
  writeFileSync(join(folder, 'notes.txt'), 'passed over');
  shared = await open();
}, 120_000);
afterAll(async () => {
  for (const stage of opened) await stage.close();
  rmSync(folder, { recursive: true });
});

async function open(clipsFolder = folder, more: Partial<Parameters<typeof openStage>[0]> = {}) {
  const stage = await openStage({
    root: ROOT,
    stageId: 'plaza',
    seed: 9,
    capacity: 4,
    motion: 'inline',
    clipsFolder,
    onProblem: (message) => problems.push(message),
    ...more,
  });
  opened.push(stage);
  return stage;
}

/** A stage with one performer who has come to rest; opening one takes seconds, so the tests share it. */
async function calm(x = 0, z = 12, yaw = 0.5, bodyIndex = 0): Promise<OpenStage> {
  shared ??= await open();
  const { humans, counters } = shared.stage.world;
  const gone: MailboxMessage[] = [];
  for (let slot = 0; slot < humans.count; slot++)
    if (humans.kind[slot] !== 0) gone.push({ type: 'leave', netId: humans.netId[slot] });
  await stepStage(shared, 1, undefined, gone);
  await stepStage(shared, 40, undefined, [performer(x, z, yaw, bodyIndex)]);
  counters.messagesRefused = 0;
  return shared;
}

const play = (more: Partial<Extract<MailboxMessage, { type: 'clip' }>> = {}): MailboxMessage => ({
  type: 'clip',
  netId: shared?.stage.world.humans.netId[0] ?? 1,
  name: 'stroll',
  ...more,
});

/** Joints in the world of what is shown, or of a frame of a clip. */
function joints(hips: Float32Array, pose: Float32Array, frame: number, offsets: readonly number[]) {
  const positions = new Float64Array(JOINT_COUNT * 3);
  const rotations = new Float64Array(JOINT_COUNT * 4);
  const at = frame * JOINT_COUNT * 4;
  forwardKinematics(positions, rotations, hips, frame * 3, pose, at, Float64Array.from(offsets));
  return positions;
}
const shown = (stage: OpenStage): Float64Array => {
  const { humans, bodies } = stage.stage.world;
  return joints(humans.poseHips, humans.poseJoints, 0, bodies[humans.body[0]].restOffsets);
};
const apart = (a: Float64Array, b: Float64Array, joint: number): number =>
  Math.hypot(...[0, 1, 2].map((k) => a[joint * 3 + k] - a[k] - (b[joint * 3 + k] - b[k])));

describe('a clip of another program, played on stage', () => {
  test('shows what was recorded, takes its way, ends, and stands', async () => {
    const stage = await calm();
    const { world } = stage.stage;
    const began = world.tick;
    const start = world.humans.position.slice(0, 3);
    const errors: number[] = [];
    await stepStage(
      stage,
      162,
      () => {
        const frame = world.poseTick - began;
        // What was shown blends into the clip, and feet stay planted where the performer stood until the first step is done.
        if (frame < 26 || frame >= walk.frames) return;
        const now = shown(stage);
        const then = joints(walk.hips, walk.joints, frame, world.bodies[0].restOffsets);
        for (let joint = 1; joint < BODY; joint++) errors.push(apart(now, then, joint) * 100);
      },
      [play()],
    );
    errors.sort((a, b) => a - b);
    expect(errors[errors.length >> 1]).toBeLessThan(1.2);
    expect(errors[Math.floor(errors.length * 0.99)]).toBeLessThan(5);
    const { position, clip } = world.humans;
    const gone = Math.hypot(position[0] - start[0], position[2] - start[2]);
    const last = walk.frames - 1;
    const recorded = Math.hypot(walk.hips[last * 3] - walk.hips[0], walk.hips[last * 3 + 2] - walk.hips[2]);
    expect(recorded).toBeGreaterThan(4);
    expect(Math.abs(gone - recorded)).toBeLessThan(0.1);
    expect(clip[0]).toBe(0);
    await stepStage(stage, 40);
    expect(Math.hypot(position[0] - world.humans.position[0])).toBeLessThan(0.01);
    expect(shown(stage)[JOINT_INDEX.head * 3 + 1]).toBeGreaterThan(1.4);
    expect(world.counters.messagesRefused).toBe(0);
  });

  test('begins and ends without a jerk, and holds planted feet on a body with longer legs', async () => {
    const tall = 4;
    const stage = await calm(0, 12, 0.5, tall);
    const frames: Float64Array[] = [];
    const rests = TOES.map((toe) => shown(stage)[toe * 3 + 1]);
    await stepStage(stage, 220, (w) => w.humans.posed[0] && frames.push(shown(stage)), [play()]);
    const speed = (i: number, joint: number): number =>
      Math.hypot(...[0, 1, 2].map((k) => frames[i][joint * 3 + k] - frames[i - 1][joint * 3 + k])) * 20;
    let jerk = 0;
    const slides: number[] = [];
    for (let i = 2; i < frames.length; i++) {
      for (let joint = 0; joint < BODY; joint++) jerk = Math.max(jerk, speed(i, joint) - speed(i - 1, joint));
      const down = (frame: number, toe: number): boolean =>
        frames[frame][toe * 3 + 1] < rests[TOES.indexOf(toe)] + 0.008;
      const low = TOES.filter((toe) => down(i, toe) && down(i - 1, toe));
      for (const toe of low) if (speed(i, toe) < 0.3) slides.push(speed(i, toe) * 100);
    }
    expect(jerk).toBeLessThan(3);
    expect(slides.length).toBeGreaterThan(100);
    expect(slides.reduce((a, b) => a + b, 0) / slides.length).toBeLessThan(2);
  });

  test('moves the arms only, when asked to, and the legs go where the performer walks', async () => {
    const stage = await calm();
    const { world } = stage.stage;
    world.social.minds[0]!.intent.place = { x: 0, z: 20, yaw: 0 };
    await stepStage(stage, 30);
    const before = world.humans.position[2];
    let highest = 0;
    await stepStage(
      stage,
      60,
      () => {
        highest = Math.max(highest, shown(stage)[JOINT_INDEX.rightHand * 3 + 1]);
      },
      [play({ name: 'greet', mask: 'upperBody' })],
    );
    expect(highest).toBeGreaterThan(1.35);
    expect(world.humans.position[2] - before).toBeGreaterThan(2);
  });

  test('goes no farther than a wall lets it', async () => {
    const stage = await calm(-23.5, 2, -Math.PI / 2);
    await stepStage(stage, 165, undefined, [play()]);
    expect(stage.stage.world.humans.position[0]).toBeGreaterThan(-24.7);
    expect(stage.stage.world.counters.bodiesRescued).toBe(0);
  });

  test('plays part of itself at another pace, and loops for as long as asked', async () => {
    const stage = await calm();
    const { world } = stage.stage;
    const start = world.humans.position.slice(0, 3);
    const way = (): number =>
      Math.hypot(world.humans.position[0] - start[0], world.humans.position[2] - start[2]);
    await stepStage(stage, 100, undefined, [play({ from: 3, to: 5, loop: true, seconds: 4, rate: 1.5 })]);
    const once = Math.hypot(
      walk.hips[100 * 3] - walk.hips[60 * 3],
      walk.hips[100 * 3 + 2] - walk.hips[60 * 3 + 2],
    );
    expect(way()).toBeGreaterThan(once * 3 * 0.85);
    expect(way()).toBeLessThan(once * 3 * 1.15);
    expect(world.humans.clip[0]).toBe(0);
    await stepStage(stage, 20, undefined, [play({ loop: true })]);
    expect(world.humans.clip[0]).toBeGreaterThan(0);
    await stepStage(stage, 5, undefined, [play({ name: '' })]);
    expect(world.humans.clip[0]).toBe(0);
    expect(world.counters.messagesRefused).toBe(0);
  });
});

describe('who may play a clip, and which', () => {
  test('guests can neither play nor send one; what makes no sense is refused and counted', async () => {
    const stage = await calm();
    const { world } = stage.stage;
    const join: MailboxMessage = {
      type: 'join',
      key: 'g',
      name: 'G',
      bodyIndex: 0,
      locale: 'en',
      x: 3,
      z: 3,
      yaw: 0,
    };
    await stepStage(stage, 2, undefined, [join]);
    await stepStage(stage, 2, undefined, [
      play({ netId: world.humans.netId[1] }),
      play({ name: 'nobody' }),
      play({ from: 5, to: 4 }),
      play({ rate: 99 }),
      play({ to: Number.NaN }),
      play({ to: null as unknown as number }),
      play({ seconds: 0 }),
    ]);
    expect(world.counters.messagesRefused).toBe(7);
    expect([...world.humans.clip.subarray(0, 2)]).toEqual([0, 0]);
    expect(Object.keys(CLIENT_MESSAGES)).not.toContain('clip');
  });

  test('a bad file is told by name, joint and frame; the stage goes on without it', async () => {
    expect(shared?.stage.world.clips.map(({ name }) => name)).toEqual(['greet', 'stroll', '느린인사']);
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/broken\.bvh: joint hips, frame 0: .*nan/);
    expect(problems.join('\n')).toMatch(/picture\.vrma: .*none of BVH/);
    expect(problems.join('\n')).toMatch(/two words\.bvh: .*rename/);
    expect(problems.join('\n')).toMatch(/greet\.vrma: greet\.clip\.json has the same name/);
    await expect(open(join(folder, 'none'))).rejects.toThrow(/--clips .*no such folder/);
  });

  test('a block plays one with true times, beside speech, and stops it', async () => {
    const stage = await calm();
    const { world } = stage.stage;
    const told: Progress[] = [];
    const parts = [
      { id: 'w', kind: 'clip', text: 'greet', mask: 'upperBody' },
      { id: 'hi', kind: 'speech', text: 'Hello there', at: 'w:stroke' },
    ] as const;
    expect(playBlock(world, world.humans.netId[0], { id: 'b', parts })).toEqual([]);
    const began = world.tick;
    await stepStage(stage, 90, (w) => told.push(...w.social.progress));
    const clip = told.filter(({ kind }) => kind === 'clip');
    const at = (name: string): number => clip.find(({ moment }) => moment === name)!.atTick - began;
    expect(clip.map(({ ev }) => ev)).toEqual(['started', ...new Array(6).fill('updated'), 'finished']);
    expect(at('end')).toBe(wave.frames - 1);
    expect(at('strokeStart')).toBeLessThan(at('stroke'));
    const speech = told.find(({ kind, ev }) => kind === 'speech' && ev === 'started')!;
    expect(Math.abs(speech.atTick - began - at('stroke'))).toBeLessThanOrEqual(1);
    const loop = { id: 'l', parts: [{ id: 'w', kind: 'clip', text: 'stroll', loop: true }] } as const;
    expect(playBlock(world, world.humans.netId[0], loop)).toEqual([]);
    await stepStage(stage, 10);
    expect(stopBlock(world, world.humans.netId[0], 'l')).toBe(true);
    await stepStage(stage, 2);
    expect(world.humans.clip[0]).toBe(0);
    const wrong = { id: 'x', parts: [{ id: 'w', kind: 'clip', text: 'greeting', rate: 9 }] } as const;
    expect(playBlock(world, world.humans.netId[0], wrong).join()).toMatch(
      /no clip "greeting"; known: greet, stroll, 느린인사/,
    );
  });

  test('a prompt names one, in English and Korean', async () => {
    const stage = await calm();
    const { world } = stage.stage;
    const english = directMotion(world, 0, 'bow, then the clip stroll');
    expect(english.ok && english.plan.steps.map((step) => step.do)).toEqual(['action', 'clip']);
    const korean = directMotion(world, 0, '느린인사 다음에 한 바퀴 돌아');
    expect(korean.ok && korean.plan.steps.map((step) => step.do)).toEqual(['clip', 'turn']);
    let played = 0;
    await stepStage(stage, 240, (w: World) => {
      played = Math.max(played, w.humans.clip[0]);
    });
    expect(world.clips[played - 1].name).toBe('느린인사');
    expect(world.social.minds[0]!.directed).toBeUndefined();
    expect(directMotion(world, 0, 'clip nothing').ok).toBe(false);
  });
});

describe('a record with clips', () => {
  const file = join(folder, 'show.gz');

  test('replays to the same hashes with the clips it was made with, and only with those', async () => {
    const stage = await open();
    const recorder = createRecorder(file, stage.header);
    for (let tick = 0; tick < 120; tick++) {
      await stage.stage.motion.finish();
      const messages =
        tick === 0 ? [performer(0, 12, 0.5)] : tick === 30 ? [play({ from: 1, to: 6, rate: 1.25 })] : [];
      const ready = tick % 7 !== 3 && stage.stage.motion.ready();
      recorder.begin(tick, messages, ready);
      stage.stage.step(messages, ready);
      recorder.end(stage.stage.world);
    }
    recorder.close();
    const { header, ticks } = readRecord(file);
    expect(header.clips.map(({ name }) => name)).toEqual(['greet', 'stroll', '느린인사']);
    // One more clip in the folder changes nothing: numbers come from the record.
    writeFileSync(join(folder, 'another.bvh'), writeBvh(walk));
    const again = await open(folder, { clips: header.clips, capacity: stage.header.capacity });
    refuseOtherAssets(file, header, again.header);
    expect(await replay(again.stage, ticks)).toEqual({ ticks: 120, equal: 120 });
    appendFileSync(join(folder, 'stroll.bvh'), '\n');
    const library = (from: string) =>
      readClipLibrary({ folder: from, modelFolder: join(ROOT, 'assets/models/motion'), only: header.clips });
    const refuse = (from: string) => () =>
      refuseOtherAssets(file, header, { ...header, clips: [...library(from).identities] });
    expect(refuse(folder)).toThrow(/other clips: "stroll" is another file .*--clips DIR/);
    const none = join(folder, 'empty');
    mkdirSync(none);
    expect(refuse(none)).toThrow(/"greet" is not here/);
  }, 120_000);
});
