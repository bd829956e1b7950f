import type { WorksMessage } from '@troupe/client-sdk/protocol';
import type { World } from '../world/world.ts';

/** Paintings of a stage as clients are told of them: nothing of who asked for one. */
export function worksMessage({ social }: World, stageMsOfTick: (tick: number) => number): WorksMessage {
  return {
    works: social.works.works.map(({ home: _, forNetId: __, beganTick, doneTick, ...work }) => ({
      ...work,
      beganMs: stageMsOfTick(beganTick),
      doneMs: stageMsOfTick(doneTick),
    })),
  };
}
