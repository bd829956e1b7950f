import { describe, expect, test } from 'vitest';
import { meet } from './meet.fixtures.ts';
import type { MailboxMessage } from './tick/index.ts';
import type { ThoughtStep } from './world/index.ts';

describe('gestures of a guest', () => {
  test('a raised hand is asked what it wants, once; then she only invites', () => {
    const { world, sense, hear, guest, mind, said } = meet();
    sense('gesture', { name: 'raiseHand', hand: 'right' });
    expect(mind.attendNetId).toBe(guest);
    const answer = hear();
    expect(answer).toMatchObject({ toNetId: guest, text: 'Yes, Min? I see your hand. Please, go ahead.' });
    while (world.tick < mind.speech.endTick) sense('gaze', { origin: [0, 0, 0], dir: [0, 1, 0] });
    const before = said.length;
    sense('gesture', { name: 'raiseHand', hand: 'left' });
    expect(hear(100)).toBeUndefined();
    expect(said).toHaveLength(before);
  });
  test('who is called keeps coming, also from far', () => {
    const { world, say, step, hear, guest, mind } = meet();
    say('Tilda, come here!');
    hear();
    for (let i = 0; i < 400; i++) step();
    expect(mind.intent.walkNetId).toBe(guest);
    expect(world.tick).toBeGreaterThan(400);
  });
  test('a thumb is thanked for, a wave waved back to, a shrug only looked at', () => {
    const { world, sense, hear } = meet();
    sense('gesture', { name: 'waveHighLeft' });
    for (let i = 0; i < 40 && world.humans.action[0] === 0; i++)
      sense('gaze', { origin: [0, 0, 0], dir: [0, 1, 0] });
    expect(world.social.actionNames[world.humans.action[0] - 1]).toBe('wave');
    sense('gesture', { name: 'thumbsUp' });
    expect(hear()?.text).toBe('Thank you, Min!');
    sense('gesture', { name: 'shrug' });
    expect(hear(100)).toBeUndefined();
  });
});

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
    expect(ask('My name is Minji. I like glass flowers.')).toMatch(
      /^Nice to know you, Minji\. You like glass flowers/,
    );
    expect(ask('My name is Minji.')).toMatch(/You told me/);
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
  test('who has told enough is thought about: told when asked, shown by why, kept only with consent', () => {
    const { ask, step, world, mind, guest } = talk();
    const kept: string[] = [];
    const wait = (ticks: number): void => {
      for (let i = 0; i < ticks; i++) {
        step();
        kept.push(...world.social.memory.reflections.map(({ theme }) => theme));
      }
    };
    ask('I like the sea.');
    ask('I love swimming.');
    wait(240);
    expect(mind.reflections).toMatchObject([
      { netId: guest, theme: 'water', tone: 'drawn', of: ['the sea', 'swimming'], brain: 'offline' },
    ]);
    expect(kept).toEqual([]);
    expect(ask('What do you remember of me?')).toMatch(
      /You like swimming\..*drawn to water: the sea and swimming/,
    );
    const why = mind.decisions.find(({ kind }) => kind === 'reflect');
    expect(why).toMatchObject({ chosen: 'water', otherNetId: guest, brain: 'offline' });
    ask('Can I swim in the pool?');
    expect(mind.decisions.at(-1)?.memories[0]).toMatch(
      /^thought of this guest: I think you are drawn to water/,
    );
    ask('Please remember me');
    ask('I like boats.');
    ask('I love the river.');
    wait(240);
    expect(kept).toEqual(['water']);
    ask('Forget me');
    expect(JSON.stringify(mind)).not.toMatch(/swimming|river|water/);
    expect([mind.news, mind.touched, world.social.memory.reflections]).toEqual([[], [], []]);
  });
  test('a brain outside may put it into a sentence of its own; what it wants else is refused', () => {
    const { ask, step, world, mind, guest } = talk();
    ask('I like the sea.');
    ask('I love swimming.');
    step({ type: 'brain', name: 'remote:x' });
    let asked = world.social.thoughts.asks.find(({ purpose }) => purpose === 'reflect');
    for (let i = 0; i < 240 && !asked; i++) {
      step();
      asked = world.social.thoughts.asks.find(({ purpose }) => purpose === 'reflect');
    }
    expect(asked?.notes).toEqual(expect.arrayContaining(['likes: the sea', 'likes: swimming']));
    const thought = (value: ThoughtStep) =>
      step({ type: 'thought', id: asked!.id, brain: 'remote:x', step: value });
    const refused = world.counters.toolsRefused;
    thought({ kind: 'tool', name: 'gesture', argument: 'wave' });
    expect(world.counters.toolsRefused).toBe(refused + 1);
    thought({ kind: 'sentence', text: 'You want to be where the water is.', locale: 'en' });
    expect(mind.reflections.at(-1)).toMatchObject({ netId: guest, tone: 'free', brain: 'remote:x' });
    thought({ kind: 'sentence', text: 'And a second one.', locale: 'en' });
    expect(mind.reflections.filter(({ tone }) => tone === 'free')).toHaveLength(1);
    step({ type: 'brain', name: '' });
    step({ type: 'forget', netId: guest });
    expect(mind.reflections).toEqual([]);
  });
  test('thoughts of earlier visits come by mailbox, and what others said stays with her', () => {
    const { ask, step, guest, mind } = talk();
    const reflection = {
      personaId: 'tilda',
      theme: 'music',
      tone: 'drawn',
      of: ['jazz', 'the cello'],
      text: '',
      importance: 7,
      daysAgo: 2,
      brain: 'offline',
    } as const;
    const item = { personaId: 'tilda', kind: 'likes', value: 'jazz', importance: 6, daysAgo: 3 } as const;
    step({ type: 'memories', netId: guest, items: [item], reflections: [reflection] });
    expect(ask('Do you remember me?')).toBe(
      'You like jazz. I think you are drawn to music: jazz and the cello.',
    );
    expect(ask('What did Ana tell you about herself?')).toMatch(/stays with me/);
    expect(ask('민수 씨가 뭐라고 했어요?', 'ko')).toMatch(/저만 간직/);
    step({ type: 'leave', netId: guest });
    expect(mind.reflections).toEqual([]);
  });
});
