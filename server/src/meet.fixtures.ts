import { thinkingStage } from './plaza.fixtures.ts';
import type { MailboxMessage } from './tick/index.ts';
import { hashWorld, type StageEvent } from './world/index.ts';

/** Tilda and one guest, two metres apart; everything a guest can do, tick by tick. */
export function meet() {
  const { world, stage } = thinkingStage(3, ['wave', 'bow'], 4);
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
