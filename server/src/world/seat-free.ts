import { HUMAN_KIND, type World } from './world.ts';

/** True when nobody has the seat, whoever is in `slot` left out (-1: nobody is). */
export function isSeatFree(world: World, seat: number, slot: number): boolean {
  const { humans } = world;
  for (let other = 0; other < humans.count; other++) {
    if (other !== slot && humans.kind[other] !== HUMAN_KIND.free && humans.seatTaken[other] === seat + 1)
      return false;
  }
  return true;
}
