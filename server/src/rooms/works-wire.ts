import type { WorksMessage } from '@troupe/client-sdk/protocol';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';

/** Paintings of a stage, and who wears one, as clients are told of them: nothing of who asked for one. */
export function worksMessage(world: World, stageMsOfTick: (tick: number) => number): WorksMessage {
  const { social } = world;
  return {
    works: social.works.works.map(({ home: _, forNetId: __, beganTick, doneTick, ...work }) => ({
      ...work,
      beganMs: stageMsOfTick(beganTick),
      doneMs: stageMsOfTick(doneTick),
    })),
    worn: Object.fromEntries(
      social.works.worn
        .filter(({ netId }) => slotOf(world, netId) >= 0)
        .map(({ netId, work }) => [netId, work.sha]),
    ),
  };
}
