import { beginPerformance, type Moment, type Performance, SYNC_POINTS } from './performance.ts';
import type { World } from './world.ts';

/** Begins the performance of an action (index among the actions): its sync points at their true times. */
export function beginGesture(
  world: World,
  slot: number,
  action: number,
  by: { readonly block: string; readonly part: string } = { block: '', part: '' },
): Performance | undefined {
  const { actionTimes, actionNames } = world.social;
  const times = actionTimes[action];
  const moments: Moment[] = times ? SYNC_POINTS.map((name) => ({ name, atTick: times[name] })) : [];
  return beginPerformance(world, {
    netId: world.humans.netId[slot],
    kind: 'gesture',
    name: actionNames[action],
    moments,
    ...by,
  });
}
