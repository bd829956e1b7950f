import { fileURLToPath } from 'node:url';
import { perform } from './behaviour/index.ts';
import { loadStage } from './load-assets.ts';
import { loadShowResources } from './load-show-resources.ts';
import { readMotionInfo } from './motion/index.ts';
import { senseGuests } from './senses/index.ts';
import { checkShow, noteShow, runShow } from './shows/index.ts';
import { createStage, type MailboxMessage, type Stage } from './tick/index.ts';
import { type CueNews, createWorld, type ShowCommand, type ShowProgram, type World } from './world/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const resources = loadShowResources(ROOT);
const info = readMotionInfo(`${ROOT}/assets/models/motion`);
const plaza = loadStage(ROOT, 'plaza');
const HEAD = `show: t
version: 1
clock: {bpm: 120}
cast:
  tilda: {body: tilda, at: stage}
  m1: {body: amara, at: stageLeft}
scenes:
`;

/** A show of one text after the usual head. */
export function compile(scenes: string): ShowProgram {
  const { program, problems } = checkShow(HEAD + scenes, resources);
  if (!program) throw new Error(JSON.stringify(problems));
  return program;
}

/** A stage whose bodies go where they are told at once: the show and behaviour are what is tested. */
export function open(): Stage {
  const bodies = resources.bodies.map(({ id }) => {
    return { id, heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
  });
  const { actionNames, actionTimes, actionArms, styles } = info;
  const model = { actionNames, actionTimes, actionArms, styles };
  const world = createWorld({ stage: plaza, bodies, seed: 1, capacity: 16, ...model });
  const move = (w: World): void => {
    for (const { slot, x, z } of w.show.moved) w.humans.position.set([x, 0, z], slot * 3);
    w.show.moved.length = 0;
    for (let slot = 0; slot < w.humans.count; slot++) {
      const place = w.social.minds[slot]?.intent.place;
      if (place) w.humans.position.set([place.x, 0, place.z], slot * 3);
    }
  };
  const motion = { submit: () => true, ready: () => false, collect() {}, finish: async () => {} };
  return createStage({ world, motion, phases: [senseGuests, runShow, perform, noteShow, move] });
}

export const show = (command: ShowCommand): MailboxMessage => ({ type: 'show', command });

/** Plays some ticks; commands by tick. Returns what was told. */
export function play(
  stage: Stage,
  ticks: number,
  commands: Record<number, MailboxMessage[]> = {},
): CueNews[] {
  const news: CueNews[] = [];
  for (let t = 0; t < ticks; t++) {
    stage.step(commands[t] ?? [], false);
    news.push(...stage.world.show.news);
  }
  return news;
}
