import { beginGesture } from '../world/begin-gesture.ts';
import { resolveAction } from '../world/resolve-action.ts';
import { pushEvent } from '../world/social.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';

/** Starts an action by name and tells the guests; an unknown name does nothing and returns false. */
export function startAction(
  world: World,
  slot: number,
  name: string,
  toNetId: number,
  by?: { readonly block: string; readonly part: string },
): boolean {
  const index = resolveAction(world.social.actionNames, name, world.humans.netId[slot] + world.tick);
  if (index < 0) return false;
  world.humans.action[slot] = index + 1;
  world.humans.actionStartTick[slot] = world.tick;
  beginGesture(world, slot, index, by);
  pushEvent(world.social, {
    kind: 'gesture',
    tick: world.tick,
    netId: world.humans.netId[slot],
    toNetId,
    text: name,
    locale: 'en',
    durationTicks: 0,
    brain: world.humans.kind[slot] === HUMAN_KIND.guest ? 'guest' : 'offline',
    uid: 0,
    voice: '',
  });
  return true;
}
