import type { World } from './world.ts';

/** Sync points of BML 1.0, in order. */
export const SYNC_POINTS = ['start', 'ready', 'strokeStart', 'stroke', 'strokeEnd', 'relax', 'end'] as const;
export type SyncPoint = (typeof SYNC_POINTS)[number];

/** Sync points of an action in ticks from its start, fractions included. */
export type ActionTimes = Readonly<Record<SyncPoint, number>>;

/** What a body can be busy with; each has a channel, and what comes later on a channel ends what was there. */
export type PartKind =
  | 'speech'
  | 'gesture'
  | 'clip'
  | 'pointing'
  | 'gaze'
  | 'walk'
  | 'sit'
  | 'stand'
  | 'wait';

/** A moment of a performance: its name (a sync point, or `w0`, `w1` … where a word begins) and its tick, fractions included. */
export interface Moment {
  readonly name: string;
  readonly atTick: number;
}

/** Something a human is performing, with the true times of its moments. Plain data: hashed and replayed. */
export interface Performance {
  readonly uid: number;
  readonly netId: number;
  readonly kind: PartKind;
  /** Name of the gesture, words of the speech, or ''. */
  readonly name: string;
  /** Block and part it was asked by, or ''. */
  readonly block: string;
  readonly part: string;
  /** In order of time. One that ends when the body is done has no 'end' until then. */
  readonly moments: Moment[];
  /** Moments told so far. */
  told: number;
}

/** Life cycle of a performance after UMIM: started, updated (a moment came), finished, or stopped before its end. */
export interface Progress {
  readonly uid: number;
  readonly netId: number;
  readonly kind: PartKind;
  readonly name: string;
  readonly block: string;
  readonly part: string;
  readonly ev: 'started' | 'updated' | 'finished' | 'stopped' | 'failed';
  /** When, in ticks with fractions. */
  readonly atTick: number;
  /** The moment that came ('updated'), or ''. */
  readonly moment: string;
  /** Every moment that is known when it starts. */
  readonly moments: readonly Moment[];
  /** Why it was stopped or failed, or ''. */
  readonly reason: string;
}

export const PERFORMANCE_LIMITS = { activeMax: 4_096, progressMax: 2_048 } as const;

export interface PerformanceSpec {
  readonly netId: number;
  readonly kind: PartKind;
  readonly name?: string;
  readonly block?: string;
  readonly part?: string;
  /** Moments in ticks from now. */
  readonly moments: readonly Moment[];
}

/** Begins a performance now; what the same human did on the same channel is stopped. Undefined when too many are going on. */
export function beginPerformance(world: World, spec: PerformanceSpec): Performance | undefined {
  const { social, tick } = world;
  stopPerformances(world, spec.netId, spec.kind, 'replaced');
  if (social.performances.length >= PERFORMANCE_LIMITS.activeMax) {
    world.counters.performancesDropped += 1;
    return undefined;
  }
  social.lastUid += 1;
  const performance: Performance = {
    uid: social.lastUid,
    netId: spec.netId,
    kind: spec.kind,
    name: spec.name ?? '',
    block: spec.block ?? '',
    part: spec.part ?? '',
    moments: spec.moments
      .map(({ name, atTick }) => ({ name, atTick: atTick + tick }))
      .sort((a, b) => a.atTick - b.atTick),
    told: 0,
  };
  social.performances.push(performance);
  tell(world, performance, 'started', tick, '', '');
  return performance;
}

/** Stops what a human does on a channel (all channels without one) and says why. */
export function stopPerformances(world: World, netId: number, kind: PartKind | '', reason: string): void {
  const { performances } = world.social;
  for (let i = performances.length - 1; i >= 0; i--) {
    const performance = performances[i];
    if (performance.netId !== netId || (kind !== '' && performance.kind !== kind)) continue;
    performances.splice(i, 1);
    tell(world, performance, 'stopped', world.tick, '', reason);
  }
}

/** Ends a performance that had no end known before: a walk, sitting down. */
export function endPerformance(world: World, uid: number, ok: boolean, reason: string): void {
  const { performances } = world.social;
  const i = performances.findIndex((performance) => performance.uid === uid);
  if (i < 0) return;
  const [performance] = performances.splice(i, 1);
  if (ok) performance.moments.push({ name: 'end', atTick: world.tick });
  tell(world, performance, ok ? 'finished' : 'failed', world.tick, ok ? 'end' : '', reason);
}

/** Tells every moment that has come by now; what has come to its end is finished. */
export function advancePerformances(world: World): void {
  const { performances } = world.social;
  let kept = 0;
  for (const performance of performances) {
    const { moments } = performance;
    let over = false;
    while (performance.told < moments.length && moments[performance.told].atTick <= world.tick) {
      const { name, atTick } = moments[performance.told];
      performance.told += 1;
      over = name === 'end';
      tell(world, performance, over ? 'finished' : 'updated', atTick, name, '');
    }
    if (!over) performances[kept++] = performance;
  }
  performances.length = kept;
}

function tell(
  world: World,
  performance: Performance,
  ev: Progress['ev'],
  atTick: number,
  moment: string,
  reason: string,
): void {
  const { progress } = world.social;
  if (progress.length >= PERFORMANCE_LIMITS.progressMax) {
    world.counters.performancesDropped += 1;
    return;
  }
  const { uid, netId, kind, name, block, part } = performance;
  const moments = ev === 'started' ? [...performance.moments] : [];
  progress.push({ uid, netId, kind, name, block, part, ev, atTick, moment, moments, reason });
}
