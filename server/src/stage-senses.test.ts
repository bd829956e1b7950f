import { describe, expect, test } from 'vitest';
import { meet } from './meet.fixtures.ts';
import type { MailboxMessage } from './tick/index.ts';

describe('being touched', () => {
  const near = () => {
    const all = meet();
    all.world.humans.position[3] = 1;
    const hand = (over: object = {}) =>
      all.sense('touch', { part: 'hand', target: `human:${all.tilda}`, ...over });
    return { ...all, hand };
  };
  test('a hand is taken, warm or cold as it is', () => {
    const { sense, hand, hear, guest } = near();
    sense('thermal', { of: 'hand', celsius: 25 });
    sense('thermal', { of: 'air', celsius: 40 });
    hand();
    expect(hear()).toMatchObject({ toNetId: guest, text: 'Glad to, Min. Your hand is cold.' });
  });
  test('who asks how warm its hand is, is told', () => {
    const { sense, say, hear } = near();
    sense('thermal', { of: 'skin', celsius: 35.24 });
    say('Are my hands cold?');
    expect(hear()?.text).toBe('35.2 degrees. Your hand is warm.');
  });
  test.each([
    [{ forceN: 60 }, /^Careful, please/],
    [{ part: 'hair' }, /did not touch me there/],
    [{ part: 'shoulder' }, /^Yes, Min\?$/],
  ])('%j', (over, answer) => {
    const { hand, hear, mind } = near();
    const before = mind.mood.pleasure;
    hand(over);
    expect(mind.attendNetId).toBeGreaterThan(0);
    expect(mind.mood.pleasure > before).toBe('part' in over && over.part === 'shoulder');
    expect(hear()?.text).toMatch(answer);
  });
  test('from afar, of nobody, of a guest or of a thing that is not there it is not believed', () => {
    const { world, hand, hear, guest } = near();
    const before = world.counters.messagesRefused;
    for (const target of ['human:999', `human:${guest}`, 'nothing', 'painting3']) hand({ target });
    world.humans.position[3] = 2.5;
    hand();
    expect(world.counters.messagesRefused).toBe(before + 5);
    expect(hear(60)).toBeUndefined();
  });
  test('who touches a painting before which it stands is asked not to', () => {
    const { world, sense, hear } = near();
    const spot = world.social.spots.find(({ id, kind }) => id === 'painting3' && kind === 'painting')!;
    world.humans.position.set([spot.lookX, 0, spot.lookZ], 3);
    world.humans.position.set([spot.lookX + 2, 0, spot.lookZ], 0);
    sense('touch', { part: 'canvas', target: 'painting3' });
    expect(hear()?.text).toMatch(/With your eyes only/);
  });
});

describe('a picture that is held out', () => {
  const picture = { key: 'k1', mime: 'image/png', width: 640, height: 400 };
  const sight = {
    people: [{ pose: 'standing', arms: 'down', shows: 'whole', across: 'first' }],
    colours: [{ name: 'blue', share: 0.7 }],
    light: 0.5,
    contrast: 0.1,
    across: 'first',
    down: 'middle',
    focus: 0.5,
    busy: 0.4,
    symmetric: false,
    horizon: false,
  } as const;
  test('is described by what our own models saw, once; questions are answered from it', () => {
    const { sense, step, say, hear, world, said } = meet();
    sense('image', picture);
    for (let i = 0; i < 10; i++) step();
    step({ type: 'looked', key: 'k1', sight });
    expect(hear()?.text).toMatch(/^I see one person on the left, standing\. It is nearly all blue\./);
    while (world.tick < world.social.minds[0]!.speech.endTick) step();
    const before = said.length;
    for (let i = 0; i < 100; i++) step();
    step({ type: 'looked', key: 'k1', sight });
    for (let i = 0; i < 100; i++) step();
    expect(said).toHaveLength(before);
    say('What colours are in my picture?');
    expect(hear()?.text).toBe('It is nearly all blue.');
  });
  test('that is a drawing is told as one; who and what is in it comes before what is known of the paintings', () => {
    const { sense, step, say, hear, world, mind } = meet();
    const figure = { name: 'figure', colour: 'black', across: 'middle' } as const;
    sense('image', picture);
    step({
      type: 'looked',
      key: 'k1',
      sight: { ...sight, people: [], drawing: { kind: 'lines', shapes: [figure] } },
    });
    expect(hear()?.text).toMatch(/^I think it is a drawing in lines\. I see perhaps a figure of a person/);
    const ask = (text: string, locale?: 'en' | 'ko') => {
      while (world.tick < mind.speech.endTick) step();
      say(text, locale);
      return hear()?.text;
    };
    expect(ask('Who is in my drawing?')).toBe(
      'It is drawn, so I am not sure: perhaps a figure of a person in the middle.',
    );
    expect(ask('What shapes do you see in it?')).toMatch(/I see perhaps a figure/);
    expect(ask('제 그림에 누가 있어요?', 'ko')).toBe(
      '그린 그림이라 확실하지는 않지만, 가운데에 사람 모양 같은 것이 있어요.',
    );
  });
  test('is welcomed by its shape when nobody looked at it in time; a question meanwhile is not lost', () => {
    const { sense, hear, say } = meet();
    sense('image', picture);
    expect(hear()?.text).toMatch(/^A wide picture/);
    say('What do you think of my picture?');
    expect(hear()?.text).toMatch(/I am looking/);
  });
  test('a picture of nobody who is here, and one that was put away, change nothing', () => {
    const { step, sense, hear } = meet();
    step({ type: 'looked', key: 'other', sight });
    expect(hear(100)).toBeUndefined();
    sense('image', picture);
    sense('image', { ...picture, key: 'k2' });
    step({ type: 'looked', key: 'k1', sight });
    expect(hear()?.text).toMatch(/^A wide picture/);
  });
  test('what was seen is in the record', () => {
    const live = meet();
    live.sense('image', picture);
    live.step({ type: 'looked', key: 'k1', sight });
    for (let i = 0; i < 60; i++) live.step();
    const again = meet();
    for (const messages of JSON.parse(
      JSON.stringify(live.ticks.slice(again.ticks.length)),
    ) as MailboxMessage[][])
      again.step(...messages);
    expect(again.hashes).toEqual(live.hashes);
  });
});
