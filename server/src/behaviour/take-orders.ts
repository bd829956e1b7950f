import type { ShowOrder } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import type { World } from '../world/world.ts';
import { handTo, pickUp, putDown } from './hands.ts';
import { playBlock, stopBlock } from './run-blocks.ts';

/** Begins what the show asks for in this tick; what cannot begin is told as news of its cue by the show itself. */
export function takeOrders(world: World): void {
  const { orders } = world.show;
  for (const order of orders) {
    const slot = slotOf(world, order.netId);
    if (slot < 0) continue;
    if (order.do === 'part') playBlock(world, order.netId, { id: order.block, parts: [order.part] });
    else if (order.do === 'prop') moveProp(world, slot, order);
    else stop(world, slot, order);
  }
  orders.length = 0;
}

function moveProp(world: World, slot: number, order: Extract<ShowOrder, { do: 'prop' }>): void {
  if (order.op === 'pick') pickUp(world, slot, order.prop);
  else if (order.op === 'put') putDown(world, slot);
  else handTo(world, slot, order.toNetId);
}

function stop(world: World, slot: number, order: Extract<ShowOrder, { do: 'stop' }>): void {
  const { social, humans } = world;
  const mind = social.minds[slot];
  const ending = social.blocks.filter(
    ({ netId, spec }) => netId === order.netId && spec.id.startsWith(order.block),
  );
  for (const { spec } of ending) {
    const { kind } = spec.parts[0];
    stopBlock(world, order.netId, spec.id);
    if (kind === 'gesture') humans.action[slot] = 0;
    if (kind !== 'speech' || !mind) continue;
    // The mouth closes, and hands that were on their way to a word go down.
    mind.speech.endTick = Math.min(mind.speech.endTick, world.tick);
    mind.talk.keys.length = 0;
    mind.talk.brows.length = 0;
  }
}
