/** Songs and takes: lines that are sung in their tick, and performances that are played again. */
import { describe, expect, test } from 'vitest';
import { compile, open, play, show } from './show.fixtures.ts';
import type { MailboxMessage, Stage } from './tick/index.ts';
import type { ShowActOf } from './world/index.ts';

const sung = (line: string) =>
  compile(`  main:
    - {at: 0, id: pad, wait: {for: 1}}
    - ${line}
`);

/** Plays with a voice that answers two ticks after it was asked. */
function playVoiced(
  stage: Stage,
  ticks: number,
  first: MailboxMessage[],
): { asks: number[]; says: number[] } {
  const { world } = stage;
  const answers = new Map<number, MailboxMessage[]>();
  const asks: number[] = [];
  const says: number[] = [];
  for (let t = 0; t < ticks; t++) {
    stage.step([...(t === 0 ? first : []), ...(answers.get(t) ?? [])], false);
    for (const { key } of world.social.voices.asks) {
      asks.push(world.tick);
      const track = { key, durationMs: 1_800, words: [100, 1_800, 100], visemes: [0, 0] };
      answers.set(t + 2, [...(answers.get(t + 2) ?? []), { type: 'voiced', key, track }]);
    }
    for (const event of world.social.events)
      if (event.kind === 'say' && event.voice !== '') says.push(event.tick);
  }
  return { asks, says };
}

describe('a line that is sung', () => {
  test('begins two ticks ahead of its beat, whose milliseconds its notes keep', () => {
    const { scenes } = compile(`  main:
    - {at: 2.01, id: la, sing: {who: tilda, text: 라라, notes: 'A4 C5:2'}}
`);
    const [cue] = scenes[0].cues;
    expect(cue).toMatchObject({ at: 40, lead: 2 });
    const { notes } = cue.act as ShowActOf<'sing'>;
    // Half a second a beat: 120 to the minute.
    expect(notes!.map(({ atMs }) => atMs)).toEqual([110, 610]);
    expect(notes!.map(({ key }) => key)).toEqual([69, 72]);
    expect(cue.points.w0).toBeCloseTo(110 / 50, 6);
  });

  test('asks for its voice while the show is on its way, and begins in its tick with it', () => {
    const stage = open();
    const program = sung(`{at: 3, id: la, sing: {who: tilda, text: 라라, notes: 'A4 C5:2'}}`);
    const { asks, says } = playVoiced(stage, 100, [
      { type: 'voiceReady', ready: true },
      show({ op: 'load', program, play: true }),
    ]);
    expect(asks).toHaveLength(1);
    expect(asks[0]).toBeLessThan(20);
    expect(says).toEqual([58]);
  });

  test('without any voice moves the mouth by its notes for as long as they last', () => {
    const stage = open();
    const program = sung(`{at: 3, id: la, sing: {who: tilda, text: 라라, notes: 'A4 C5:2'}}`);
    play(stage, 60, { 0: [show({ op: 'load', program, play: true })] });
    const mind = stage.world.social.minds.find((one) => one && one.speech.text === '라라')!;
    expect(mind.speech.startTick).toBe(58);
    // The lead, three beats, less a breath.
    expect(mind.speech.endTick - mind.speech.startTick).toBe(Math.ceil((100 + 1_500 - 150) / 50));
    const times = mind.speech.visemes.filter((_, i) => i % 2 === 1);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeGreaterThan(600);
  });

  test('a voice that cannot is asked once, and the line is performed all the same', () => {
    const stage = open();
    const program = sung(`{at: 3, id: la, sing: {who: tilda, text: 라라, notes: 'A4 C5:2'}}`);
    let asked = 0;
    const messages: Record<number, MailboxMessage[]> = {
      0: [{ type: 'voiceReady', ready: true }, show({ op: 'load', program, play: true })],
    };
    for (let t = 0; t < 55; t++) {
      stage.step(messages[t] ?? [], false);
      for (const { key } of stage.world.social.voices.asks) {
        asked += 1;
        messages[t + 1] = [{ type: 'voiced', key }];
      }
    }
    expect(asked).toBe(1);
  });
});

describe('a take', () => {
  const program = compile(`  main:
    - {at: 0.5, id: q, ask: {q: Which?, options: [a, b], for: 2, default: a}}
    - {after: q, id: h, hold: {note: go}}
    - {after: h, branch: {on: q, cases: {a: one, b: two}, else: one}}
  one:
    - {at: 0, id: x, marker: {name: x}}
  two:
    - {at: 0, id: y, marker: {name: y}}
`);
  test('played again decides as it was decided, at the same moments, whatever the audience does now', () => {
    const stage = open();
    const vote = (option: string): MailboxMessage => show({ op: 'vote', netId: 1, option });
    const first = play(stage, 110, {
      0: [show({ op: 'load', program, play: true })],
      20: [vote('b')],
      80: [show({ op: 'go' })],
    });
    const told = (news: typeof first): string[] => news.map(({ ev, cue, due }) => `${due} ${ev} ${cue}`);
    expect(told(first)).toContain('80 started y');
    const decisions = structuredClone(stage.world.show.run!.decisions);
    expect(decisions.map(({ cue, value }) => `${cue} ${value}`)).toEqual(['q b', 'h end']);
    const again = play(stage, 110, {
      0: [show({ op: 'seek', seconds: 0, decisions, again: true }), show({ op: 'play' })],
      20: [vote('a')],
      60: [show({ op: 'go' })],
    });
    expect(told(again)).toEqual(told(first));
  });
  test('a seek to a moment forgets what came after it', () => {
    const stage = open();
    const decisions = [{ cue: 'q', clock: 50, value: 'b' }];
    play(stage, 2, { 0: [show({ op: 'load', program, play: true })] });
    stage.step([show({ op: 'seek', seconds: 0, decisions })], false);
    expect(stage.world.show.run!.given).toEqual([]);
  });
});
