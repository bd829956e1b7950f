import { readFileSync } from 'node:fs';
import { ARM_VALUES, CHANNEL_AT, STROKE_VALUES } from '@troupe/avatars/motion';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { createWorld, spawnHuman } from '../world/create-world.ts';
import type { Mind } from '../world/mind.ts';
import type { World } from '../world/world.ts';
import { perform } from './perform.ts';
import { speechTicks, speechWords } from './speech.ts';
import { gesticulate, planTalk } from './talk.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const LINE = 'I painted three large pictures, and nobody has ever seen the biggest one of all.';

/** A line without numbers, negation or quantifiers. */
const PLAIN =
  'The painters walked along the river in the morning, and in the evening they rested beside the garden wall.';

function open(expressiveness = 0.9, netIdOffset = 0): { world: World; mind: Mind; slot: number } {
  const times = { start: 0, ready: 8, strokeStart: 10, stroke: 20, strokeEnd: 28, relax: 30, end: 40 };
  const world = createWorld({
    stage: plaza,
    bodies: [body],
    seed: 3,
    actionNames: ['wave', 'nod'],
    actionTimes: [times, times],
    actionArms: [true, false],
    capacity: 8,
  });
  let slot = 0;
  for (let i = 0; i <= netIdOffset; i++)
    slot = spawnHuman(world, {
      kind: 'performer',
      name: { en: 'T', ko: 'T' },
      bodyIndex: 0,
      x: i * 2,
      z: 0,
      yaw: 0,
    });
  const mind = world.social.minds[slot]!;
  mind.expressiveness = expressiveness;
  return { world, mind, slot };
}

/** Weight of an arm's key pose, left 0, right 1. */
const weight = (world: World, slot: number, arm: number): number =>
  world.humans.strokeTarget[slot * STROKE_VALUES + CHANNEL_AT[arm] + ARM_VALUES - 1];

/** As perform does, without the tasks of hands, which need a prop to hold. */
function gesticulateAfterPlan(world: World, mind: Mind, slot: number): void {
  if (mind.intent.say) {
    const ticks = speechTicks(LINE, 'en');
    mind.speech = {
      text: LINE,
      toNetId: 0,
      startTick: world.tick,
      endTick: world.tick + ticks,
      words: speechWords(LINE, ticks),
      visemes: [],
    };
    mind.intent.say = undefined;
    planTalk(world, mind, slot, 'en');
  }
  gesticulate(world, mind, slot);
}

function run(world: World, ticks: number, each?: () => void): void {
  for (let i = 0; i < ticks; i++) {
    perform(world);
    each?.();
    world.tick += 1;
  }
}

describe('a performer who speaks', () => {
  test('gets key poses whose ticks of arrival are onsets of words, and rests in the end', () => {
    const { world, mind, slot } = open();
    mind.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
    const onsets = speechWords(LINE, speechTicks(LINE, 'en')).map(({ startS }) => Math.round(startS * 20));
    const arrivals = new Set<number>();
    run(world, speechTicks(LINE, 'en') + 60, () => {
      for (let arm = 0; arm < 2; arm++)
        if (weight(world, slot, arm) > 0) arrivals.add(world.humans.strokeTick[slot * 3 + arm]);
    });
    expect([...arrivals].filter((tick) => onsets.includes(tick)).length).toBeGreaterThanOrEqual(2);
    expect(weight(world, slot, 0)).toBe(0);
    expect(weight(world, slot, 1)).toBe(0);
    expect(mind.talk.keys).toEqual([]);
  });

  test('two who say the same line do not move as twins', () => {
    const targets = [0, 1].map((offset) => {
      const { world, mind, slot } = open(0.9, offset);
      mind.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
      const seen: number[] = [];
      run(world, 60, () => {
        for (let k = 0; k < STROKE_VALUES; k++)
          seen.push(world.humans.strokeTarget[slot * STROKE_VALUES + k]);
      });
      return seen;
    });
    expect(targets[0]).not.toEqual(targets[1]);
  });

  test('an action that needs the arms has them; one of the head leaves them', () => {
    for (const [action, raised] of [
      ['wave', false],
      ['nod', true],
    ] as const) {
      const { world, mind, slot } = open();
      mind.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
      mind.intent.action = action;
      let up = false;
      run(world, 28, () => {
        if (weight(world, slot, 0) > 0 || weight(world, slot, 1) > 0) up = true;
      });
      expect(up).toBe(raised);
    }
  });

  test('hands that are up come down when an action begins in the middle of a line', () => {
    const { world, mind, slot } = open();
    mind.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
    run(world, 200, () => {
      if (mind.intent.action === '' && world.humans.action[slot] === 0 && weight(world, slot, 1) > 0)
        mind.intent.action = 'wave';
      const since = world.tick - world.humans.actionStartTick[slot];
      if (world.humans.action[slot] !== 0 && since > 0 && since < 40) {
        expect(weight(world, slot, 0)).toBe(0);
        expect(weight(world, slot, 1)).toBe(0);
      }
    });
    expect(world.humans.action[slot]).toBe(1);
  });

  test('one who walks keeps her hands for the strongest words', () => {
    const raisedTicks = (speed: number): number => {
      let ticks = 0;
      for (let dice = 1; dice <= 12; dice++) {
        const { world, mind, slot } = open();
        mind.dice = dice;
        mind.intent.say = { text: PLAIN, locale: 'en', toNetId: 0 };
        world.humans.velocity[slot * 3] = speed;
        run(world, 120, () => {
          if (weight(world, slot, 0) > 0 || weight(world, slot, 1) > 0) ticks += 1;
        });
      }
      return ticks;
    };
    expect(raisedTicks(1.2)).toBeLessThan(raisedTicks(0) * 0.9);
  });

  test('a hand that holds something keeps still, the other talks', () => {
    const { world, mind, slot } = open();
    Object.assign(world.social.tasks[slot], { kind: 'carry', prop: 0, hands: 2 });
    mind.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
    let left = false;
    for (let i = 0; i < 120; i++) {
      gesticulateAfterPlan(world, mind, slot);
      expect(weight(world, slot, 1)).toBe(0);
      if (weight(world, slot, 0) > 0) left = true;
      world.tick += 1;
    }
    expect(left).toBe(true);
  });

  test('a statue moves nothing', () => {
    const { world, mind, slot } = open();
    world.humans.stillness[slot] = 1;
    mind.intent.say = { text: LINE, locale: 'en', toNetId: 0 };
    run(world, 100, () => expect(weight(world, slot, 0) + weight(world, slot, 1)).toBe(0));
  });
});
