import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { perform } from './behaviour/index.ts';
import { createKnowledgeBase, createOfflineBrain, parseKnowledge, parsePersona } from './brain/index.ts';
import { senseGuests } from './senses/index.ts';
import { createStage, type MailboxMessage } from './tick/index.ts';
import { createWorld, hashWorld, type StageEvent, type ThoughtStep } from './world/index.ts';

const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../assets/${path}`, import.meta.url), 'utf8'));
const plaza = parseStageFile(json('stages/plaza/stage.json'), 'stage.json');
const knowledge = createKnowledgeBase(parseKnowledge(json('stages/plaza/knowledge.json'), 'knowledge.json'));
const personas = new Map(
  ['tilda', 'cast'].map((id) => [id, parsePersona(json(`personas/${id}.json`), `${id}.json`)]),
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** Tilda and one guest, two metres apart; everything a guest can do, tick by tick. */
function meet() {
  const world = createWorld({
    stage: plaza,
    bodies: [body],
    seed: 3,
    actionNames: ['wave', 'bow'],
    capacity: 4,
  });
  const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
  const stage = createStage({
    world,
    motion,
    phases: [senseGuests, createOfflineBrain(personas, knowledge), perform],
  });
  const ticks: MailboxMessage[][] = [];
  const hashes: string[] = [];
  const said: StageEvent[] = [];
  const step = (...messages: MailboxMessage[]): void => {
    ticks.push(messages);
    stage.step(messages, false);
    hashes.push(hashWorld(world));
    said.push(...world.social.events.filter(({ kind, brain }) => kind === 'say' && brain !== 'guest'));
  };
  const place = { bodyIndex: 0, z: 0, yaw: 0 };
  step(
    { type: 'perform', key: 'p', name: { en: 'Tilda', ko: '틸다' }, personaId: 'tilda', x: 0, ...place },
    { type: 'join', key: 'g', name: 'Min', locale: 'en', x: 2, ...place },
  );
  const [tilda, guest] = [world.humans.netId[0], world.humans.netId[1]];
  /** Steps until somebody has said something more, at most so long; what was said. */
  const hear = (ticksMax = 600): StageEvent | undefined => {
    const before = said.length;
    for (let i = 0; i < ticksMax && said.length === before; i++) step();
    return said[before];
  };
  // She greets whoever comes near: let that be over.
  hear();
  while (world.tick < world.social.minds[0]!.speech.endTick) step();
  const say = (text: string, locale: 'en' | 'ko' = 'en') => step({ type: 'say', netId: guest, text, locale });
  let ids = 0;
  const sense = (m: string, data: object): void => {
    ids += 1;
    const event = {
      v: 1,
      id: `${ids}`,
      phase: 'instant',
      src: 'user',
      consent: 'none',
      conf: 1,
      t0: world.tick * 50,
      m,
      data,
    };
    step({ type: 'sense', netId: guest, event } as unknown as MailboxMessage);
  };
  return { world, step, say, sense, hear, said, ticks, hashes, tilda, guest, mind: world.social.minds[0]! };
}

describe('what she is shown and asked', () => {
  test('"what is this?" with a look at a painting, in both languages', () => {
    const { sense, say, hear } = meet();
    sense('gaze', { target: 'painting3' });
    say('What is this?');
    expect(hear()?.text).toMatch(/lanterns of this plaza/);
    sense('gesture', { name: 'point', target: 'painting6' });
    say('저건 뭐예요?', 'ko');
    expect(hear()?.text).toMatch(/물가의 나무/);
  });
  test('a table held out is described, and questions about it are answered', () => {
    const { sense, say, hear, step, mind, world } = meet();
    const columns = [
      { name: 'city', type: 'text' },
      { name: 'rain', type: 'number' },
    ];
    sense('table', {
      table: {
        name: 'june',
        columns,
        rows: [
          ['Seoul', 3],
          ['Jeju', 9],
        ],
      },
    });
    expect(hear()?.text).toMatch(/A table called june: 2 rows/);
    while (world.tick < mind.speech.endTick) step();
    say('Which city has the most rain?');
    expect(hear()?.text).toBe('The highest rain is 9, at Jeju.');
  });
  test('facts of the plaza answer where her topics do not', () => {
    const { say, hear } = meet();
    say('Who built the benches?');
    expect(hear()).toMatchObject({ text: 'Bruno did. He is our carpenter.', brain: 'offline' });
  });
  test('somebody who begins to speak is not spoken over', () => {
    const { say, hear, sense, world, mind } = meet();
    say('Tell me about your paintings');
    hear();
    expect(world.tick).toBeLessThan(mind.speech.endTick);
    sense('voice', { vad: 'start' });
    expect(mind.speech.endTick).toBeLessThanOrEqual(world.tick);
    expect(world.social.progress.some(({ kind, ev }) => kind === 'speech' && ev === 'stopped')).toBe(true);
    expect(mind.replies).toEqual([]);
  });
});

describe('a brain outside', () => {
  const remote = () => {
    const all = meet();
    all.step({ type: 'brain', name: 'remote:exa' });
    const answer = (step: ThoughtStep): void =>
      all.step({ type: 'thought', id: all.world.social.thoughts.lastId, brain: 'remote:exa', step });
    return { ...all, answer };
  };
  const sentence = (text: string): ThoughtStep => ({ kind: 'sentence', text, locale: 'en' });

  test('is asked with what is known, and what it says is said under its name', () => {
    const { say, answer, hear, world, mind } = remote();
    say('How are you?');
    expect(world.social.thoughts.asks).toMatchObject([
      { text: 'How are you?', guestName: 'Min', selfName: 'Tilda' },
    ]);
    answer(sentence('Quite well.'));
    expect(world.social.events[0] ?? hear(3)).toMatchObject({ text: 'Quite well.', brain: 'remote:exa' });
    answer({ kind: 'done' });
    expect(mind.thinking).toBeUndefined();
  });
  test('that hangs: something human within 1.2 s, and her own answer in the end', () => {
    const { say, said, step, world, mind } = remote();
    say('How are you?');
    const asked = world.tick;
    const { length } = said;
    while (said.length === length) step();
    expect((world.tick - asked) * 50).toBeLessThanOrEqual(1_200);
    expect(said.at(-1)!.brain).toBe('offline');
    while (said.length === length + 1) step();
    expect(mind.thinking).toBeUndefined();
    expect(said.at(-1)).toMatchObject({ brain: 'offline' });
    expect(world.tick - asked).toBeLessThan(260);
  });
  test('that fails: her own answer at once', () => {
    const { say, answer, said, step } = remote();
    say('Who built the benches?');
    answer({ kind: 'failed' });
    for (let i = 0; i < 10; i++) step();
    expect(said.at(-1)?.text).toMatch(/Bruno/);
  });
  test('what comes too late, twice or too much is left out', () => {
    const { say, answer, step, said, mind, world } = remote();
    say('Hello');
    const first = world.social.thoughts.lastId;
    say('And now?');
    step({ type: 'thought', id: first, brain: 'remote:exa', step: sentence('Too late.') });
    for (let i = 0; i < 9; i++) answer(sentence(`Part ${i}.`));
    answer({ kind: 'done' });
    for (let i = 0; i < 900; i++) step();
    const texts = said.map(({ text }) => text);
    expect(texts).not.toContain('Too late.');
    expect(texts.filter((text) => text.startsWith('Part'))).toEqual([
      'Part 0.',
      'Part 1.',
      'Part 2.',
      'Part 3.',
    ]);
    expect(mind.replies).toEqual([]);
  });
  test('tools happen when a guest may cause them, at most two, and nothing else does', () => {
    const { say, answer, world, mind } = remote();
    const tool = (name: string, argument: string): void => answer({ kind: 'tool', name, argument });
    say('Bow please');
    tool('gesture', 'bow');
    expect(world.social.events.some(({ kind, text }) => kind === 'gesture' && text === 'bow')).toBe(true);
    tool('shutdown', 'now');
    tool('gesture', 'wave');
    expect(world.counters.toolsRefused).toBe(2);
    say('Look at the hills');
    tool('look', 'painting4');
    expect(mind.look.z).toBe(-2);
    tool('walk', '../../etc');
    expect(world.counters.toolsRefused).toBe(3);
  });
  test('others are not told what one guest said', () => {
    const { say, hear, step, world } = remote();
    say('My secret is blue');
    step({ type: 'thought', id: world.social.thoughts.lastId, brain: 'x', step: { kind: 'failed' } });
    hear();
    step({ type: 'join', key: 'h', name: 'Joo', locale: 'en', bodyIndex: 0, x: -2, z: 0, yaw: 0 });
    step({ type: 'say', netId: world.humans.netId[2], text: 'Tilda, what did they say?', locale: 'en' });
    expect(JSON.stringify(world.social.thoughts.asks)).not.toContain('secret');
  });
  test('a record of its words replays to the same hashes', () => {
    const live = remote();
    live.say('How are you?');
    live.answer(sentence('Well.'));
    live.answer({ kind: 'tool', name: 'gesture', argument: 'wave' });
    live.answer({ kind: 'done' });
    for (let i = 0; i < 60; i++) live.step();
    const again = meet();
    for (const messages of JSON.parse(
      JSON.stringify(live.ticks.slice(again.ticks.length)),
    ) as MailboxMessage[][])
      again.step(...messages);
    expect(again.hashes).toEqual(live.hashes);
  });
});

describe('being remembered', () => {
  const talk = () => {
    const all = meet();
    const ask = (text: string, locale: 'en' | 'ko' = 'en'): string => {
      while (all.world.tick < all.mind.speech.endTick) all.step();
      const before = all.said.length;
      all.say(text, locale);
      const { notes } = all.world.social.memory;
      noted.push(...notes.map(({ value }) => value));
      for (let i = 0; i < 600 && all.said.length === before; i++) all.step();
      return all.said[before]?.text ?? '';
    };
    const noted: string[] = [];
    return { ...all, ask, noted };
  };
  test('nothing is kept of who did not ask for it; in the visit she knows', () => {
    const { ask, noted } = talk();
    expect(ask('What do you remember of me?')).toMatch(/Nothing yet/);
    expect(ask('My name is Minji. I like glass flowers.')).toBe('Nice to know you, Minji.');
    expect(noted).toEqual([]);
    expect(ask('What do you remember about me?')).toMatch(/Your name is Minji\. You like glass flowers\./);
  });
  test('"remember me" keeps what is told from then on, "do not remember me" ends it', () => {
    const { ask, noted } = talk();
    ask('I like rain.');
    expect(ask('Please remember me')).toMatch(/until you say "forget me"/);
    ask('I like glass flowers.');
    expect(noted).toEqual(['glass flowers']);
    ask("Don't remember me");
    ask('I like fog.');
    expect(noted).toEqual(['glass flowers']);
  });
  test('"forget me" erases mind, lines and senses at once, and tells the store', () => {
    const { ask, sense, say, hear, world, mind, guest } = talk();
    ask('Remember me');
    ask('My name is Minji.');
    sense('gaze', { target: 'painting3' });
    say('Forget me');
    expect(world.social.memory.forgets).toEqual([guest]);
    expect(mind.memories).toEqual([]);
    expect(JSON.stringify([mind, world.social.guestSenses])).not.toContain('Minji');
    expect(world.social.memory.remember[1]).toBe(false);
    expect(hear()?.text).toMatch(/forgotten/);
    expect(ask('What do you remember of me?')).toMatch(/Nothing yet/);
  });
  test('in Korean too', () => {
    const { ask, noted } = talk();
    expect(ask('나를 기억해 줘', 'ko')).toMatch(/간직할게요/);
    ask('제 이름은 민지예요', 'ko');
    ask('저는 바다를 좋아해요', 'ko');
    expect(noted).toEqual(['민지', '바다']);
    expect(ask('저에 대해 뭘 기억하세요?', 'ko')).toBe('성함은 민지예요. 바다를 좋아하세요.');
    expect(ask('나를 잊어 줘', 'ko')).toMatch(/다 잊었어요/);
  });
  test('what is known of earlier visits comes by mailbox, and goes with the guest', () => {
    const { ask, step, guest, mind } = talk();
    const item = { personaId: 'tilda', kind: 'likes', value: 'fog', importance: 6, daysAgo: 3 } as const;
    step({ type: 'memories', netId: guest, items: [item, { ...item, personaId: 'mei', value: 'tea' }] });
    expect(ask('Do you remember me?')).toBe('You like fog.');
    step({ type: 'leave', netId: guest });
    expect(mind.memories).toEqual([]);
  });
  test('a brain outside is never asked about it', () => {
    const { ask, step, world } = talk();
    step({ type: 'brain', name: 'remote:x' });
    ask('Forget me');
    expect(world.social.thoughts.lastId).toBe(0);
  });
});
