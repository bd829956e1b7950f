import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecorder, type RecordHeader, readRecord, replay } from './record/index.ts';
import { showMessage } from './rooms/show-wire.ts';
import { compile, open, play, show } from './show.fixtures.ts';
import { countHands, hashRun } from './shows/index.ts';
import type { MailboxMessage, Stage } from './tick/index.ts';
import {
  type CueNews,
  hashWorld,
  removeHuman,
  type ShowProgram,
  slotOf,
  spawnHuman,
  TICK_MS,
} from './world/index.ts';

const begin = (program: ShowProgram): Record<number, MailboxMessage[]> => ({
  0: [show({ op: 'load', program, play: true })],
});
const line = ({ ev, cue, tick }: CueNews): string => `${tick} ${ev} ${cue}`;
const runOf = (stage: Stage) => stage.world.show.run!;
const guest = (stage: Stage, x = 0): number => {
  const { world } = stage;
  const name = { en: 'G', ko: 'G' };
  return world.humans.netId[spawnHuman(world, { kind: 'guest', name, bodyIndex: 0, x, z: 0, yaw: 0 })];
};

describe('a show on a stage', () => {
  const program = compile(`  main:
    - {at: 0.5, id: hi, say: {who: tilda, text: Hello everybody}}
    - {on: hi:w1, id: wave, gesture: {who: tilda, name: wave}}
    - {after: hi+1s, id: come, walk: {who: m1, to: [-4, -2]}}
    - {after: come, light: {look: night, fade: 1}, id: dark}
`);

  test('begins each cue in the tick in which it is due, and bodies begin in the same tick', () => {
    const stage = open();
    const told: string[] = [];
    const news: CueNews[] = [];
    for (let t = 0; t < 220; t++) {
      stage.step(t === 0 ? begin(program)[0] : [], false);
      news.push(...stage.world.show.news);
      for (const { ev, kind, atTick } of stage.world.social.progress)
        if (ev === 'started') told.push(`${atTick} ${kind}`);
    }
    const started = news.filter(({ ev }) => ev === 'started');
    expect(started.map(({ cue }) => cue)).toEqual(['hi', 'wave', 'come', 'dark']);
    for (const { tick, due } of started) expect(tick).toBe(due);
    expect(told).toContain('10 speech');
    expect(told).toContain(`${started[1].due} gesture`);
    expect(runOf(stage)).toMatchObject({ status: 'ended', slow: { light: { look: 'night' } } });
  });

  test('waits while paused, runs faster at another rate, and ends at once on panic', () => {
    const stage = open();
    const news = play(stage, 60, {
      ...begin(program),
      5: [show({ op: 'pause' })],
      25: [show({ op: 'play' }), show({ op: 'rate', rate: 2 })],
      40: [show({ op: 'panic' })],
    });
    expect(news.map(line)[0]).toBe('28 started hi');
    expect(news.filter(({ ev }) => ev === 'stopped').map(({ cue, tick }) => `${tick} ${cue}`)).toContain(
      '40 wave',
    );
    expect(runOf(stage)).toMatchObject({ status: 'stopped', reason: 'panic' });
  });

  test('seek(t) is play(0..t), for any t, forwards and backwards', () => {
    const stage = open();
    const hashes: string[] = [];
    for (let t = 0; t < 200; t++) {
      stage.step(t === 0 ? begin(program)[0] : [], false);
      hashes.push(hashRun(runOf(stage)));
    }
    fc.assert(
      fc.property(fc.nat(199), (t) => {
        stage.step([show({ op: 'pause' }), show({ op: 'seek', seconds: t / 20 })], false);
        expect(hashRun(runOf(stage))).toBe(hashes[t]);
      }),
    );
  });

  test('is the same to the bit when it is played again, through JSON as in a record', () => {
    const twice = [program, JSON.parse(JSON.stringify(program)) as ShowProgram].map((one) => {
      const stage = open();
      play(stage, 120, begin(one));
      return hashWorld(stage.world);
    });
    expect(twice[0]).toBe(twice[1]);
  });

  test('is kept in a record with its program and every command, and replays to the same hashes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'troupe-show-record-'));
    const file = join(folder, 'show.jsonl.gz');
    const header: RecordHeader = {
      format: 'troupe-record',
      version: 3,
      stage: 'plaza',
      seed: 1,
      capacity: 16,
      bodies: [],
      motionSha256: '',
      stageSha256: '',
      clips: [],
    };
    const recorder = createRecorder(file, header);
    const stage = open();
    const commands: Record<number, MailboxMessage[]> = {
      ...begin(program),
      30: [show({ op: 'rate', rate: 2 })],
      50: [show({ op: 'seek', seconds: 1 }), show({ op: 'play' })],
    };
    for (let t = 0; t < 90; t++) {
      recorder.begin(t, commands[t] ?? [], false);
      stage.step(commands[t] ?? [], false);
      recorder.end(stage.world);
    }
    recorder.close();
    const { ticks } = readRecord(file);
    expect(await replay(open(), ticks)).toEqual({ ticks: 90, equal: 90 });
    rmSync(folder, { recursive: true });
  });

  test('a line that is stopped falls silent at once', () => {
    const stage = open();
    const stopped = compile(`  main:
    - {at: 0, id: hi, say: {who: tilda, text: Hello everybody and welcome to my garden of paintings}}
    - {at: 1, stop: {cue: hi}}
    - {at: 3, id: last, marker: {name: last}}
`);
    play(stage, 22, begin(stopped));
    const slot = slotOf(stage.world, runOf(stage).netIds[0]);
    expect(stage.world.social.minds[slot]!.speech.endTick).toBe(20);
    expect(stage.world.social.blocks).toEqual([]);
  });

  test('goes on when one of its cast has left, and says so', () => {
    const stage = open();
    play(stage, 5, begin(program));
    removeHuman(stage.world, slotOf(stage.world, runOf(stage).netIds[1]));
    const news = play(stage, 215);
    expect(news.find(({ cue, ev }) => cue === 'come' && ev === 'failed')?.reason).toMatch(
      /m1 is not on the stage/,
    );
    expect(runOf(stage).status).toBe('ended');
  });

  test('overrules the brain of its cast, and hands back at the end', () => {
    const stage = open();
    play(stage, 5, begin(program));
    const slot = slotOf(stage.world, runOf(stage).netIds[0]);
    const mind = stage.world.social.minds[slot]!;
    mind.intent.say = { text: 'By the way', locale: 'en', toNetId: 0 };
    play(stage, 1);
    expect(mind.intent.say).toBeUndefined();
    play(stage, 220);
    expect(mind.intent.place).toBeUndefined();
  });
});

describe('the course of a show', () => {
  test('holds for GO, calls and comes back, loops so often, and leaves out what is conditional', () => {
    const program = compile(`  main:
    - {at: 0, id: wait, hold: {}}
    - {after: wait, id: sub, call: verse}
    - {after: sub, id: done, marker: {name: done}}
  verse:
    - {at: 1, id: la, marker: {name: la}}
    - {at: 1, once: true, id: first, marker: {name: first}}
    - {at: 2, id: again, loop: {times: 3}}
`);
    const stage = open();
    const news = play(stage, 200, { ...begin(program), 30: [show({ op: 'go' })] });
    const started = news.filter(({ ev }) => ev === 'started').map(({ cue, tick }) => `${tick} ${cue}`);
    expect(started).toEqual(
      [
        '0 wait',
        '31 sub',
        '51 la',
        '51 first',
        '71 again',
        '91 la',
        '111 again',
        '131 la',
        '151 again',
        '152 done',
      ].map((text) => expect.stringMatching(new RegExp(`^\\d+ ${text.split(' ')[1]}$`))),
    );
    expect(started[1]).toBe('30 sub');
    expect(runOf(stage).status).toBe('ended');
  });

  const poll = compile(`  main:
    - {at: 0, id: vote, ask: {q: {en: Red or blue?, ko: 빨강 아니면 파랑?}, options: [red, blue], for: 2, default: blue}}
    - {after: vote, branch: {on: vote, cases: {red: red, blue: blue}, else: blue}}
  red:
    - {at: 0, id: r, marker: {name: red}}
  blue:
    - {at: 0, id: b, marker: {name: blue}}
`);
  test('a poll that nobody answers has its default', () => {
    expect(play(open(), 60, begin(poll)).map(({ cue }) => cue)).toContain('b');
  });
  test('a poll is decided by the newest vote of each guest; strangers and nonsense do not count', () => {
    const stage = open();
    const [a, b] = [guest(stage), guest(stage, 3)];
    const vote = (netId: number, option: string): MailboxMessage => show({ op: 'vote', netId, option });
    const news = play(stage, 60, {
      ...begin(poll),
      3: [vote(a, 'blue'), vote(a, 'red'), vote(b, 'green'), vote(999, 'blue'), vote(998, 'blue')],
    });
    expect(news.map(({ cue }) => cue)).toContain('r');
    expect(runOf(stage).decisions).toEqual([{ cue: 'vote', clock: 40, value: 'red' }]);
    expect(stage.world.counters.messagesRefused).toBe(2);
  });

  test('a guest is named on the screen only with consent, which can be taken back at any moment', () => {
    const stage = open();
    const [a, b] = [guest(stage), guest(stage, 3)];
    const { social } = stage.world;
    social.names[slotOf(stage.world, a)] = { en: 'Mina', ko: '미나' };
    social.names[slotOf(stage.world, b)] = { en: '<b>Tom</b>\u202e', ko: '톰' };
    const caption = () => showMessage(stage.world, stage.world.tick * TICK_MS)!.caption.text;
    const words = { en: 'For {guest}', ko: '{guest}에게' };
    const text = JSON.stringify(words).replaceAll('"', "'");
    const program = compile(`  main:
    - {at: 0, wait: {for: 30}}
    - {at: 0.5, caption: {text: ${text}, for: 4}}
    - {at: 5, caption: {text: ${text}, for: 4}}
`);
    const clap = (netId: number): MailboxMessage => show({ op: 'applaud', netId });
    const named = (netId: number, on: boolean): MailboxMessage => show({ op: 'named', netId, on });
    play(stage, 14, { ...begin(program), 3: [clap(a)] });
    expect(caption()).toEqual({ en: 'For a guest', ko: '손님에게' });
    play(stage, 1, { 0: [named(a, true), named(999, true)] });
    expect(caption()).toEqual({ en: 'For Mina', ko: '미나에게' });
    expect(stage.world.show.named).toEqual([a]);
    // Somebody else claps: the caption stays about whom it began with.
    play(stage, 1, { 0: [clap(b), named(b, true)] });
    expect(caption().en).toBe('For Mina');
    play(stage, 1, { 0: [named(a, false)] });
    expect(caption().en).toBe('For a guest');
    play(stage, 90);
    expect(caption()).toEqual({ en: 'For <b>Tom</b>', ko: '톰에게' });
    play(stage, 1, { 0: [{ type: 'leave', netId: b }] });
    play(stage, 1);
    expect(caption().en).toBe('For a guest');
    expect(stage.world.show.named).toEqual([]);
  });

  const hands = compile(`  main:
    - {at: 0, id: up, crowd: {do: raise-hands, for: 4, until: {hands: 0.5, here: 2}}}
    - {after: up, branch: {on: up, cases: {met: yes}, else: no}}
  yes:
    - {at: 0, id: y, marker: {name: met}}
  no:
    - {at: 0, id: n, marker: {name: missed}}
`);
  test('a call to the audience is over as soon as enough hands are up, and what it came to decides', () => {
    const stage = open();
    const [a, b, c] = [guest(stage), guest(stage, 3), guest(stage, 6)];
    const raise = (netId: number): MailboxMessage => ({ type: 'gesture', netId, action: 'handsUp' });
    const news = play(stage, 60, {
      ...begin(hands),
      10: [raise(a)],
      15: [raise(a)],
      20: [raise(b)],
      21: [raise(c)],
    });
    expect(runOf(stage).decisions).toEqual([{ cue: 'up', clock: 21, value: 'met' }]);
    expect(news.map(({ cue }) => cue)).toContain('y');
    expect(countHands(stage.world)).toEqual({ guests: 3, hands: 3 });
  });
  test('one that too few follow, one for which too few are there, and hands let down long ago are missed', () => {
    const raise = (netId: number): MailboxMessage => ({ type: 'gesture', netId, action: 'handsUp' });
    const missed = [{ cue: 'up', clock: 80, value: 'missed' }];
    const few = open();
    const [a] = [guest(few), guest(few, 3), guest(few, 6)];
    expect(play(few, 100, { ...begin(hands), 10: [raise(a)] }).map(({ cue }) => cue)).toContain('n');
    expect(runOf(few).decisions).toEqual(missed);
    const alone = open();
    const only = guest(alone);
    play(alone, 100, { ...begin(hands), 10: [raise(only)] });
    expect(runOf(alone).decisions).toEqual(missed);
    const late = open();
    const [early, other] = [guest(late), guest(late, 3)];
    play(late, 85, { 0: [raise(early), raise(other)] });
    play(late, 100, begin(hands));
    expect(runOf(late).decisions).toEqual(missed);
  });
  test('an empty house meets nothing, and a seek behind a call that was met finds it met', () => {
    const empty = open();
    play(empty, 100, begin(hands));
    expect(runOf(empty).decisions[0].value).toBe('missed');
    const stage = open();
    const [a, b] = [guest(stage), guest(stage, 3)];
    const raise = (netId: number): MailboxMessage => ({ type: 'gesture', netId, action: 'handsUp' });
    play(stage, 40, { ...begin(hands), 10: [raise(a), raise(b)] });
    const played = hashRun(runOf(stage));
    play(stage, 1, { 0: [show({ op: 'seek', seconds: runOf(stage).clock / 20 })] });
    expect(hashRun(runOf(stage))).toBe(played);
  });

  test('questions are taken in turn: who has asked less comes first, and of one guest the newest', () => {
    const program = compile(`  main:
    - {at: 0, id: qna, listen: {who: tilda, for: 60, max: 3}}
    - {after: qna, id: thanks, marker: {name: thanks}}
`);
    const stage = open();
    const [a, b] = [guest(stage), guest(stage, 3)];
    const say = (netId: number, text: string): MailboxMessage => ({ type: 'say', netId, text, locale: 'en' });
    const heard: string[] = [];
    for (let t = 0; t < 400; t++) {
      const messages: MailboxMessage[] = t === 0 ? begin(program)[0] : [];
      if (t === 5) messages.push(say(a, 'a1'));
      if (t === 6) messages.push(say(a, 'a2'), say(b, 'b1'));
      if (t === 100) messages.push(say(a, 'a3'));
      stage.step(messages, false);
      for (const { text, addressed } of stage.world.social.percepts) if (addressed && text) heard.push(text);
      const run = runOf(stage);
      if (run.status === 'ended') break;
    }
    expect(heard).toEqual(['a1', 'b1', 'a3']);
    expect(runOf(stage).decisions.at(-1)).toMatchObject({ cue: 'qna', value: 'end' });
    expect(runOf(stage).status).toBe('ended');
  });
});

describe('an edit while it runs', () => {
  const scenes = (third: string): string => `  main:
    - {at: 1, id: a, marker: {name: a}}
    - {at: 2, id: long, wait: {for: 10}}
    - {at: 4, id: c, marker: {name: ${third}}}
`;
  test('changes what is to come, keeps what has been, and does not go back', () => {
    const stage = open();
    const edited = compile(`  main:
    - {at: 0.5, id: past, marker: {name: past}}
    - {at: 1, id: a, marker: {name: a}}
    - {at: 2, id: long, wait: {for: 10}}
    - {at: 3.5, id: c, marker: {name: sooner}}
`);
    const news = play(stage, 100, {
      ...begin(compile(scenes('c'))),
      60: [show({ op: 'load', program: edited, play: true })],
    });
    const started = news.filter(({ ev }) => ev === 'started').map(({ cue, tick }) => `${tick} ${cue}`);
    expect(started).toEqual(['20 a', '40 long', '70 c']);
    expect(runOf(stage).clock).toBe(100);
  });

  test('stops a cue that was taken out, and is refused whole when its scene is', () => {
    const stage = open();
    const without = compile(`  main:
    - {at: 1, id: a, marker: {name: a}}
    - {at: 4, id: c, marker: {name: c}}
`);
    const other = compile('  else:\n    - {at: 0, marker: {name: x}}\n');
    const news = play(stage, 90, {
      ...begin(compile(scenes('c'))),
      45: [show({ op: 'load', program: other, play: true })],
      60: [show({ op: 'load', program: without, play: true })],
    });
    expect(news.map(line)).toContain('60 stopped long');
    expect(news.map(line)).toContain('80 started c');
    expect(stage.world.show.dropped).toBe(1);
  });

  test('a show resumes at its moment with what had been decided', () => {
    const program = compile(scenes('c'));
    const stage = open();
    const decisions = [{ cue: 'vote', clock: 10, value: 'red' }];
    const news = play(stage, 45, {
      0: [show({ op: 'load', program, play: true, resume: { clock: 50, decisions } })],
    });
    expect(news.filter(({ ev }) => ev === 'started').map(line)).toEqual(['30 started c']);
  });
});
