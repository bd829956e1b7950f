// CONTRIBUTOR NOTES
// A model is moved by whatever stands in its prompt, and guests write into it. So which tools a guest's words may cause is
// decided here, in code, and not by asking the model to behave: what is not in this list cannot happen, whoever asks.
import type { Mind } from '../world/mind.ts';
import { resolveAction } from '../world/resolve-action.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { beginPainting } from './paint-job.ts';

/** A wish of a brain, and the guest whose words caused it; 0: an agent of the operator by itself. */
export interface ToolWish {
  readonly name: string;
  readonly argument: string;
  readonly guestNetId: number;
}

/** How long one stays where a tool sent one, and looks at what one was to look at, ticks. */
const STAY_TICKS = 20 * 25;
const LOOK_TICKS = 20 * 4;

/** What a guest's words may have a performer do. Everything else is refused. */
export const GUEST_TOOLS = {
  gesture: 'one of the actions of the stage, by name',
  walk: '"guest" (to who speaks), "gallery", or the id of a painting',
  look: '"guest" (who speaks), or the id of a painting',
  paint: 'what to paint, in a few words',
} as const;

/** Does what a brain wishes if its guest's words may cause that; false when it was refused. */
export function decideTool(world: World, mind: Mind, slot: number, wish: ToolWish): boolean {
  const guest = wish.guestNetId === 0 ? -1 : slotOf(world, wish.guestNetId);
  // Only for somebody who is still there.
  const gone = guest < 0 || world.humans.kind[guest] === HUMAN_KIND.free;
  if (wish.guestNetId !== 0 && gone) return false;
  const argument = wish.argument.trim().slice(0, 64);
  if (wish.name === 'gesture') {
    if (resolveAction(world.social.actionNames, argument, world.humans.netId[slot]) < 0) return false;
    mind.intent.action = argument;
    return true;
  }
  if (wish.name === 'paint') {
    if (mind.painting || argument === '' || !mind.paints) return false;
    const locale = guest < 0 ? 'en' : world.social.locales[guest];
    return (
      beginPainting(world, mind, slot, { prompt: argument, forNetId: wish.guestNetId, locale }) !== undefined
    );
  }
  if (wish.name === 'walk' && argument === 'guest') {
    if (guest < 0) return false;
    mind.intent.walkNetId = wish.guestNetId;
    return true;
  }
  if (wish.name === 'look' && argument === 'guest') {
    if (guest < 0) return false;
    mind.attendNetId = wish.guestNetId;
    mind.attendUntilTick = world.tick + LOOK_TICKS;
    return true;
  }
  const { spots } = world.social;
  // Guests send a performer to paintings; an operator's agent to every mark of the stage.
  const painting = spots.findIndex(
    ({ kind, id }) =>
      (kind === 'painting' && (id === argument || argument === 'gallery')) ||
      (wish.guestNetId === 0 && id === argument),
  );
  if (painting < 0) return false;
  if (wish.name === 'walk') {
    mind.intent.spot = painting;
    mind.activitySpot = painting;
    mind.activityUntilTick = world.tick + STAY_TICKS;
    return true;
  }
  if (wish.name !== 'look') return false;
  const { lookX, lookY, lookZ } = spots[painting];
  mind.look = { x: lookX, y: lookY, z: lookZ, untilTick: world.tick + LOOK_TICKS };
  return true;
}
