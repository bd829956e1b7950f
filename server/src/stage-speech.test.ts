import { readFileSync } from 'node:fs';
import { FACE_INDEX, VISEME_INDEX } from '@troupe/avatars/face';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { perform, playBlock, startSpeech, stopSpeech } from './behaviour/index.ts';
import { createStage, type MailboxMessage } from './tick/index.ts';
import { createWorld, FACE_WEIGHTS, hashWorld, VOICE_LIMITS, type World } from './world/index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const times = { start: 0, ready: 4, strokeStart: 5, stroke: 10, strokeEnd: 11, relax: 12, end: 20 };
const LINE = 'Aha, mama.';
const { aa, PP, sil } = VISEME_INDEX;
const TRACK = {
  durationMs: 1_430,
  words: [100, 400, 180, 900, 1_400, 900],
  visemes: [sil, 0, aa, 100, sil, 400, PP, 900, aa, 1_000, PP, 1_150, aa, 1_250, sil, 1_400],
};

/** A stage with one performer that says what `script` has it say; the script runs inside the tick. */
function open(script: (world: World) => void = () => {}) {
  const world = createWorld({
    stage: plaza,
    bodies: [body],
    seed: 4,
    actionNames: ['wave'],
    actionTimes: [times],
    actionArms: [true],
    capacity: 4,
  });
  const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
  const stage = createStage({ world, motion, phases: [script, perform] });
  const place = { x: 0, z: 0, yaw: 0 };
  const name = { en: 'T', ko: 'T' };
  const cast: MailboxMessage = { type: 'perform', key: 'a', name, personaId: 'cast', bodyIndex: 0, ...place };
  const ticks: MailboxMessage[][] = [];
  const hashes: string[] = [];
  const step = (...messages: MailboxMessage[]): void => {
    ticks.push(messages);
    stage.step(messages, false);
    hashes.push(hashWorld(world));
  };
  return { world, stage, step, cast, ticks, hashes };
}
const sayAt = (tick: number) => (world: World) => {
  if (world.tick === tick) world.social.minds[0]!.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
};
const voiced = (key: string): MailboxMessage => ({ type: 'voiced', key, track: { key, ...TRACK } });
const openness = (world: World): number =>
  ['aa', 'ih', 'ou', 'ee', 'oh'].reduce((sum, name) => sum + world.humans.face[FACE_INDEX[name as 'aa']], 0);

describe('a line with a voice', () => {
  test('waits for it, then mouth, words, length and event are those of the voice', () => {
    const { world, step, cast } = open(sayAt(2));
    step(cast, { type: 'voiceReady', ready: true });
    step();
    step();
    const [ask] = world.social.voices.asks;
    expect(ask).toMatchObject({ text: LINE, locale: 'en' });
    expect(world.social.minds[0]!.speech.startTick).toBe(-1);
    step();
    expect(world.social.voices.asks).toEqual([]);
    step(voiced(ask.key));
    const { speech } = world.social.minds[0]!;
    expect([speech.startTick, speech.endTick]).toEqual([4, 4 + 29]);
    expect(speech.words.map(({ startS }) => startS)).toEqual([0.1, 0.9]);
    expect(world.social.events[0]).toMatchObject({ kind: 'say', voice: ask.key, durationTicks: 29 });
    expect(world.social.progress[0].moments).toEqual([
      { name: 'start', atTick: 4 },
      { name: 'w0', atTick: 6 },
      { name: 'w1', atTick: 22 },
      { name: 'end', atTick: 33 },
    ]);
    const seen: number[] = [openness(world)];
    for (let tick = 5; tick < 40; tick++) {
      step();
      seen.push(openness(world));
    }
    // Index i of `seen` is i * 50 ms into the line.
    expect(seen[5]).toBeGreaterThan(0.6);
    expect(seen[12]).toBeLessThan(0.01);
    expect(seen[19]).toBeLessThan(0.1);
    expect(seen[21]).toBeGreaterThan(0.4);
    expect(seen[24]).toBeLessThan(0.15);
    expect(seen[35]).toBeLessThan(0.05);
  });

  test('no answer in time: it is said without, at estimated times; a late answer serves the next time', () => {
    const { world, step, cast } = open((w) => {
      sayAt(1)(w);
      sayAt(80)(w);
    });
    step(cast, { type: 'voiceReady', ready: true });
    step();
    const [{ key }] = world.social.voices.asks;
    for (let i = 0; i < VOICE_LIMITS.waitTicks; i++) step();
    expect(world.social.events[0]).toMatchObject({ kind: 'say', voice: '' });
    step(voiced(key));
    while (world.tick < 81) step();
    expect(world.social.events[0]).toMatchObject({ kind: 'say', voice: key });
  });

  test('refused, or no voice at all: said at once', () => {
    const { world, step, cast } = open(sayAt(1));
    step(cast, { type: 'voiceReady', ready: true });
    step();
    const [{ key }] = world.social.voices.asks;
    step({ type: 'voiced', key });
    expect(world.social.events[0]).toMatchObject({ kind: 'say', voice: '' });
    expect(world.counters.voicesFailed).toBe(1);
    const mute = open(sayAt(1));
    mute.step(mute.cast);
    mute.step();
    expect(mute.world.social.events[0]).toMatchObject({ kind: 'say', voice: '' });
    expect(mute.world.social.voices.asks).toEqual([]);
  });

  test('a voice that goes away lets the line go on', () => {
    const { world, step, cast } = open(sayAt(1));
    step(cast, { type: 'voiceReady', ready: true });
    step();
    step({ type: 'voiceReady', ready: false });
    expect(world.social.events[0]).toMatchObject({ kind: 'say', voice: '' });
  });

  test('replays to the same hashes from its messages alone', () => {
    const live = open(sayAt(2));
    live.step(live.cast, { type: 'voiceReady', ready: true });
    live.step();
    live.step();
    const [{ key }] = live.world.social.voices.asks;
    live.step(voiced(key));
    for (let i = 0; i < 40; i++) live.step();
    const again = open(sayAt(2));
    for (const messages of JSON.parse(JSON.stringify(live.ticks)) as MailboxMessage[][])
      again.step(...messages);
    expect(again.hashes).toEqual(live.hashes);
    const other = open(sayAt(2));
    for (const messages of live.ticks) other.step(...messages.filter(({ type }) => type !== 'voiced'));
    expect(other.hashes.at(-1)).not.toBe(live.hashes.at(-1));
  });

  test('broken off, the mouth closes within two ticks, the performance is stopped and no hand stays up', () => {
    const { world, step, cast } = open((w) => {
      const mind = w.social.minds[0];
      if (!mind) return;
      if (w.tick === 1) startSpeech(w, mind, 0, { text: LINE, locale: 'en', face: 'happy', toNetId: 0 });
      if (w.tick === 6) expect(stopSpeech(w, mind, 0, 'interrupted')).toBe(true);
      if (w.tick === 7) expect(stopSpeech(w, mind, 0, 'interrupted')).toBe(false);
    });
    step(cast);
    while (world.tick < 7) step();
    expect(world.social.progress).toMatchObject([{ kind: 'speech', ev: 'stopped', reason: 'interrupted' }]);
    step();
    step();
    expect(openness(world)).toBeLessThan(0.1);
    expect(world.social.minds[0]!.talk.keys).toEqual([]);
  });

  test('a smile gives way to the words while they are said', () => {
    const { world, step, cast } = open((w) => {
      const mind = w.social.minds[0];
      if (!mind) return;
      mind.intent.face = 'happy';
      if (w.tick === 60)
        startSpeech(w, mind, 0, { text: LINE.repeat(8), locale: 'en', face: 'happy', toNetId: 0 });
    });
    step(cast);
    while (world.tick < 60) step();
    const before = world.humans.face[FACE_INDEX.happy];
    while (world.tick < 90) step();
    expect(world.humans.face[FACE_INDEX.happy]).toBeLessThan(before * 0.7);
    expect(world.humans.face.length % FACE_WEIGHTS).toBe(0);
  });
});

describe('a block with a line', () => {
  const spec = {
    id: 'hi',
    parts: [
      { id: 'say', kind: 'speech', text: LINE, locale: 'en' },
      { id: 'wave', kind: 'gesture', text: 'wave', at: 'say:w1', sync: 'stroke' },
    ],
  } as const;
  const run = (answer: (key: string) => MailboxMessage | undefined) => {
    const { world, step, cast } = open((w) => {
      if (w.tick === 1) expect(playBlock(w, w.humans.netId[0], spec)).toEqual([]);
    });
    step(cast, { type: 'voiceReady', ready: true });
    step();
    const message = answer(world.social.voices.asks[0].key);
    if (message) step(message);
    let wave = -1;
    let say = -1;
    for (let i = 0; i < 60; i++) {
      for (const event of world.social.events) {
        if (event.kind === 'gesture') wave = event.tick;
        else say = event.tick;
      }
      step();
    }
    return { say, wave };
  };

  test('waits for its voice, and the stroke falls on the word as it is really said', () => {
    const { say, wave } = run((key) => voiced(key));
    expect(say).toBe(2);
    // Word 1 is said 18 ticks in; the stroke comes 10 ticks into the gesture.
    expect(wave).toBe(2 + 18 - 10);
  });
  test('goes on without one that does not come', () => {
    const { say, wave } = run(() => undefined);
    // The gesture begins before the line, so that its stroke falls on the estimated word.
    expect(wave).toBe(1 + VOICE_LIMITS.waitTicks);
    expect(say).toBeGreaterThan(wave);
    expect(say).toBeLessThan(wave + 10);
  });
});
